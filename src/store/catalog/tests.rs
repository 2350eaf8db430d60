use std::fs;
use std::sync::atomic::AtomicUsize;

use super::super::library::Library;
use super::*;
use crate::doc::RecordFields;

struct Corpus {
    folder: tempfile::TempDir,
    cache: tempfile::TempDir,
}

impl Corpus {
    fn new() -> Corpus {
        Corpus { folder: tempfile::tempdir().unwrap(), cache: tempfile::tempdir().unwrap() }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Titles of what a query means, and how many files were read.
    fn ask(&self, query: &str) -> (Vec<String>, usize) {
        let roots = [self.folder.path().to_owned()];
        let library = Library::of(&roots, self.cache.path());
        let handles = library.documents();
        let open = open::Options { fields: RecordFields::default(), read_only_above: 1_000_000 };
        let locations = Locations::default();
        let source = Source { roots: &roots, cache: self.cache.path(), open: &open, locations: &locations };
        let told = AtomicUsize::new(0);
        let catalog = Catalog::refresh(handles, source, &|progress| told.store(progress.done, Ordering::Relaxed));
        assert!(catalog.faults().is_empty(), "{:?}", catalog.faults());
        assert_eq!(catalog.summaries().len(), handles.len());
        let chosen = catalog.select(&Query::parse(query).unwrap(), handles, "anna", &open);
        let title = |number: usize| catalog.get(number).unwrap().about.title.as_deref().unwrap_or("-").to_owned();
        (chosen.into_iter().map(title).collect(), catalog.read())
    }
}

fn sidecar(annotator: &str, tag: &str) -> String {
    format!(
        "gloss = 1\nannotator = \"{annotator}\"\nkind = \"human\"\nreview = {{ status = \"done\" }}\ntags = [{{ id = \"t1\", tag = \"{tag}\" }}]\n"
    )
}

#[test]
fn only_what_changed_is_read_again() {
    let corpus = Corpus::new();
    corpus.write("a.txt", " date 2022-02 Alpha\n\nPutin sprach.\n");
    corpus.write("b.b.txt", " date 2022-03 Beta\n\nNiemand sprach.\n");
    corpus.write("sub/c.txt", " date 2023-01 Gamma\n\nPutin schwieg.\n");
    corpus.write("news.jsonl", "{\"id\": \"x/1\", \"title\": \"One\", \"text\": \"Putin\"}\n{\"id\": \"2\", \"title\": \"Two\", \"text\": \"x\"}\n");
    corpus.write("a.txt.anna.gloss.toml", &sidecar("anna", "nato"));
    corpus.write("b.b.txt.bob.gloss.toml", &sidecar("bob", "nato"));
    let shard = record_name("x/1");
    corpus.write(&format!("news.jsonl.gloss/{}/{}.anna.gloss.toml", shard.0, shard.1), &sidecar("anna", "eu"));

    let (found, read) = corpus.ask("tag:nato");
    assert_eq!((found, read), (vec!["Alpha".to_owned(), "Beta".to_owned()], 7));
    assert_eq!(corpus.ask("status:done"), (vec!["Alpha".to_owned(), "One".to_owned()], 0));
    assert_eq!(corpus.ask("putin date:2022").0, ["Alpha"]);
    assert_eq!(corpus.ask("putin not annotator:*").0, ["Gamma"]);
    assert_eq!(corpus.ask("id:x/1 tag:eu").0, ["One"]);
    assert_eq!(corpus.ask("folder:sub").0, ["Gamma"]);

    corpus.write("a.txt.anna.gloss.toml", &sidecar("anna", "changed"));
    corpus.write("d.txt", " date 2024-01 Delta\n\nNeu.\n");
    fs::remove_file(corpus.folder.path().join("b.b.txt.bob.gloss.toml")).unwrap();
    let (found, read) = corpus.ask("tag:*");
    assert_eq!((found, read), (vec!["Alpha".to_owned(), "One".to_owned()], 2));
    assert_eq!(corpus.ask("date:2024"), (vec!["Delta".to_owned()], 0));
}

#[test]
fn a_damaged_cache_is_made_anew() {
    let corpus = Corpus::new();
    corpus.write("a.txt", " date 2022-02 Alpha\n\nPutin sprach.\n");
    corpus.write("a.txt.anna.gloss.toml", &sidecar("anna", "nato"));
    assert_eq!(corpus.ask("").1, 2);
    let cache = fs::read_dir(corpus.cache.path().join("catalog")).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&cache).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x41;
        assert!(pack::read(&damaged, &mut Names::default()).is_none(), "{at}");
        assert!(pack::read(&whole[..at], &mut Names::default()).is_none(), "{at}");
    }
    let files = pack::read(&whole, &mut Names::default()).unwrap();
    assert_eq!(pack::read(&pack::write(&files), &mut Names::default()), Some(files));
    fs::write(&cache, "rubbish").unwrap();
    assert_eq!(corpus.ask("").1, 2);
    assert_eq!(corpus.ask("").1, 0);
}
