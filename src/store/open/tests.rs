use super::super::library::Library;
use super::*;
use crate::doc::RecordFields;
use std::path::PathBuf;

fn options() -> Options {
    Options { fields: RecordFields::default(), read_only_above: 1000 }
}

fn documents(name: &str, content: &[u8]) -> (tempfile::TempDir, Vec<Result<Loaded, LoadError>>) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let library = Library::of(&[path], &folder.path().join("cache"));
    let loaded = library.documents().iter().map(|handle| load(handle, &options())).collect();
    (folder, loaded)
}

#[test]
fn records_are_opened_one_by_one_by_their_ids() {
    let jsonl = "{\"id\":\"x\",\"text\":\"Eins.\"}\n\n{\"id\":\"ü\",\"text\":\"Zwei.\"}\n{\"id\":\"x\",\"text\":\"Drei.\"}\nnope\n";
    let (_folder, found) = documents("c.jsonl", jsonl.as_bytes());
    let names: Vec<&str> = found.iter().flatten().map(|loaded| loaded.document.name()).collect();
    assert_eq!(names, ["x", "ü", "x"]);
    let read_only: Vec<bool> = found.iter().flatten().map(|loaded| loaded.read_only.is_some()).collect();
    assert_eq!(read_only, [true, false, true], "records that share an id are for reading only");
    let error = found[3].as_ref().unwrap_err().to_string();
    assert!(error.contains("c.jsonl:4: is not JSON"), "{error}");

    let (_folder, found) = documents("c.csv", b"id,text\na,\"Eins,\n\nzwei.\"\nb,Drei.\n");
    let texts: Vec<&str> = found.iter().flatten().map(|loaded| loaded.document.text().as_str()).collect();
    assert_eq!(texts, ["Eins,\n\nzwei.", "Drei."]);
}

#[test]
fn what_cannot_be_read_says_where_what_and_what_to_do() {
    for (name, content, message) in [
        ("a.txt", b"".as_slice(), "a.txt: is empty; there is nothing to read"),
        ("b", b"\x7fELF\0\0\0", "b: is a binary file, not text; convert it to text first"),
    ] {
        let (folder, found) = documents(name, content);
        let error = found[0].as_ref().unwrap_err().to_string();
        assert_eq!(error, format!("{}/{message}", folder.path().display()));
    }
    let error = load(&Handle::File("/no/such.txt".into()), &options()).unwrap_err().to_string();
    assert_eq!(error, "/no/such.txt: does not exist; check the path");
}

#[test]
fn large_files_are_for_reading_only_and_every_sample_opens() {
    let (_folder, found) = documents("a.txt", "Wort ".repeat(300).as_bytes());
    assert!(found[0].as_ref().unwrap().read_only.as_ref().unwrap().to_string().contains("read_only_mb"));
    for handle in Library::samples().documents() {
        let loaded = load(handle, &Options { read_only_above: 1_000_000, ..options() }).unwrap();
        assert!(loaded.read_only.is_none() && !loaded.document.blocks().is_empty(), "{handle}");
    }
}

#[test]
fn compressed_articles_open_as_what_they_hold_and_bombs_do_not() {
    let gzip = |content: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut gzip, content).unwrap();
        gzip.finish().unwrap()
    };
    let zstd = |content: &[u8]| ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest);
    for (name, content) in [("a.md.gz", gzip(b"# Eins\n\nZwei.\n")), ("a.md.zst", zstd(b"# Eins\n\nZwei.\n"))] {
        let (_folder, found) = documents(name, &content);
        let document = &found[0].as_ref().unwrap().document;
        assert_eq!((document.name(), document.title()), (name, "Eins"));

        let (_folder, found) = documents(name, &content[..content.len() - 2]);
        let error = found[0].as_ref().unwrap_err().to_string();
        assert!(error.contains("data is cut off; get the file anew"), "{error}");
    }
    let bomb = gzip("Wort ".repeat(20_000).as_bytes());
    let (folder, found) = documents("b.txt.gz", &bomb);
    assert!(found[0].as_ref().unwrap().read_only.is_some(), "the limit counts decompressed bytes");
    let error = text_of(&folder.path().join("b.txt.gz"), 0, 50_000).unwrap_err().to_string();
    assert!(bomb.len() < 1000 && error.contains("once it is decompressed"), "{error}");
}
