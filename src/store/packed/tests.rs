use super::super::corpus::Corpus;
use super::super::library::Library;
use super::*;
use crate::extract::reader::CorpusFormat;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(content).unwrap();
    gzip.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    compress_to_vec(content, CompressionLevel::Fastest)
}

/// So many records that they fill several blocks, each its own text.
fn lines(count: usize) -> Vec<u8> {
    let line = |number: usize| {
        let words = Fingerprint::of(&number.to_le_bytes());
        format!("{{\"id\":\"{number}\",\"text\":\"{words}\"}}\n")
    };
    (0..count).flat_map(|number| line(number).into_bytes()).collect()
}

/// How many records a scan lists, and the faults it tells.
fn listed(path: &Path, cache: &Path) -> (usize, Vec<String>) {
    let library = Library::of(&[path.to_owned()], cache);
    (library.len(), library.faults().iter().map(|fault| fault.reason.clone()).collect())
}

#[test]
fn members_and_frames_behind_each_other_are_one_content() {
    let folder = tempfile::tempdir().unwrap();
    let content = lines(5000);
    let (one, two) = content.split_at(100_000);
    let skippable = [&0x184D_2A50_u32.to_le_bytes()[..], &3u32.to_le_bytes(), b"abc"].concat();
    for (name, bytes) in
        [("c.jsonl.gz", [gzip(one), gzip(two)].concat()), ("c.jsonl.zst", [zstd(one), skippable, zstd(two)].concat())]
    {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut found = Vec::new();
        super::content(&path).unwrap().read_to_end(&mut found).unwrap();
        assert!(found == content, "{name}");
    }
}

#[test]
fn of_what_is_cut_off_or_damaged_the_records_before_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let content = lines(20_000);
    for (name, whole) in [("c.jsonl.gz", gzip(&content)), ("c.jsonl.zst", zstd(&content))] {
        let path = folder.path().join(name);
        let kind = if name.ends_with("gz") { "gzip" } else { "zstd" };
        fs::write(&path, &whole).unwrap();
        assert_eq!(listed(&path, &cache), (20_000, vec![]), "{name}");

        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        for _again in 0..2 {
            let (records, faults) = listed(&path, &cache);
            assert!(records > 100 && records < 20_000, "{name}: {records}");
            assert_eq!(faults, [format!("cannot be read to its end: its {kind} data is cut off; get the file anew")]);
        }

        let mut damaged = whole.clone();
        let at = damaged.len() - if kind == "gzip" { 8 } else { 4 };
        damaged[at] ^= 1;
        fs::write(&path, damaged).unwrap();
        let (records, faults) = listed(&path, &cache);
        assert!(records >= 19_000, "{name}: {records}");
        assert!(faults.len() == 1 && faults[0].contains("data is damaged"), "{name}: {faults:?}");

        fs::write(&path, b"no such data").unwrap();
        let (records, faults) = listed(&path, &cache);
        assert_eq!((records, faults.len()), (0, 1), "{name}: {faults:?}");
    }
    let copies = fs::read_dir(cache.join("unpacked")).unwrap().count();
    assert_eq!(copies, 2, "one of each file, as it is now");
}

#[test]
fn a_copy_is_made_once_and_anew_for_another_file() {
    let folder = tempfile::tempdir().unwrap();
    let (path, cache) = (folder.path().join("c.jsonl.gz"), folder.path().join("cache"));
    let copy = |name: &Path| unpack(name, Compression::Gzip, &cache, &mut |_, _| true).unwrap().unwrap();
    fs::write(&path, gzip(&lines(10))).unwrap();
    let first = copy(&path);
    fs::write(&first.path, "{}\n").unwrap();
    assert_eq!(copy(&path), first);
    assert_eq!(fs::read_to_string(&first.path).unwrap(), "{}\n", "it is not made a second time");

    let corpus = Corpus::open(&path, CorpusFormat::JsonLines, Some(first.clone())).unwrap();
    fs::write(&path, gzip(&lines(11))).unwrap();
    assert!(super::super::corpus::open_unchanged(&corpus).is_err(), "offsets of what it was are not used");
    let second = copy(&path);
    assert_eq!(fs::read(&second.path).unwrap(), lines(11));
    assert!(!first.path.exists());
    assert!(unpack(&path, Compression::Gzip, &folder.path().join("other"), &mut |_, _| false).unwrap().is_none());
    assert_eq!(fs::read_dir(folder.path().join("other/unpacked")).unwrap().count(), 0, "nothing half done stays");
}

#[test]
fn a_cache_that_cannot_be_written_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let (path, cache) = (folder.path().join("c.csv.zst"), folder.path().join("cache"));
    fs::write(&path, zstd(b"id,text\n1,a\n")).unwrap();
    fs::write(&cache, "a file").unwrap();
    let library = Library::of(&[path], &cache);
    let fault = library.faults()[0].to_string();
    assert!(fault.contains("c.csv.zst: cannot be read: its decompressed copy cannot be written to"), "{fault}");
    assert!(fault.contains("XDG_CACHE_HOME"), "{fault}");
}
