//! Folders and corpora: from document to document, whatever lies in between.

use super::harness::{Reader, Session};

const LINES: &str = r#"{"id": "x/1", "title": "Eins", "text": "Jens Öberg kam.", "date": "2024-01-02"}
{"id": "x 2", "title": "Zwei", "text": "Käthe Müller ging."}
{"id": "x3", "title": "Drei", "text": "Niemand blieb."}
"#;

fn folder() -> Reader {
    Reader::new()
        .article("a.txt", "Erster\n\nJens kam.\n")
        .file("b.txt", b"\x00\x01\x02PNG\x00\xff\xfe\x00\x00")
        .file("c.txt", "")
        .file("d.txt", "Vierter\n\nKäthe ging.\n")
        .file("e/f.md", "# Fünfter\n\nNoch *einer*.\n")
        .open(".")
}

#[test]
fn a_folder_is_walked_over_what_cannot_be_read() {
    let session = folder().keys("");
    assert!(session.status().contains("1/5"), "{}", session.status());
    let session = session.again("J");
    let notice = session.app().notice.clone().unwrap();
    assert!(notice.error && notice.text.contains("b.txt"), "{}", notice.text);
    let session = session.again("JJJ");
    assert!(session.screen().contains("Vierter"), "{}", session.screen());
    let session = session.again("JJJJ/einer<Enter>MK/Käthe<Enter>PKKK");
    assert!(session.screen().contains("Erster"), "{}", session.screen());
    assert_eq!(
        session.files(),
        ["a.txt", "b.txt", "c.txt", "d.txt", "d.txt.anna.gloss.toml", "e/f.md", "e/f.md.anna.gloss.toml"]
    );
    assert!(session.again("JKK").status().contains("first document"));
}

#[test]
fn an_empty_and_a_binary_file_say_what_they_are() {
    let session = folder().keys("JJ");
    let notice = session.app().notice.clone().unwrap().text;
    assert!(notice.contains("c.txt") && notice.contains("empty"), "{notice}");
    let session = session.again("J");
    let notice = session.app().notice.clone().unwrap().text;
    assert!(notice.contains("binary"), "{notice}");
    let failure = folder().open("c.txt").keys("").app().notice.clone().unwrap().text;
    assert!(failure.contains("empty"), "{failure}");
}

#[test]
fn nothing_can_be_labelled_where_no_document_is_open() {
    let session = folder().keys("JPtx<Enter>sx<Enter>*u.<Tab>axmvip>e<Enter>cx<Esc>/a<Enter>n<Space>dK");
    assert!(session.files().iter().all(|name| !name.ends_with("b.txt.anna.gloss.toml")), "{:?}", session.files());
}

#[test]
fn the_document_list_finds_by_letters() {
    let session = folder().keys("<Space>f");
    for name in ["a.txt", "d.txt", "f.md"] {
        assert!(session.screen().contains(name) || session.screen().contains("Erster"), "{}", session.screen());
    }
    let session = session.again("<Space>fd.t<Enter>");
    assert!(session.screen().contains("Vierter"), "{}", session.screen());
    assert!(session.again(":document 5<Enter>").screen().contains("Fünfter"));
    assert!(session_status(folder().keys(":document 9<Enter>")).contains("there are 5 documents"));
}

fn session_status(session: Session) -> String {
    session.status()
}

#[test]
fn a_count_goes_several_documents_on() {
    let session = folder().keys("3J");
    assert!(session.screen().contains("Vierter"), "{}", session.screen());
}

#[test]
fn records_of_a_corpus_have_sidecars_of_their_own() {
    let session = Reader::new().article("c.jsonl", LINES).keys("/Jens<Enter>v2ePJ/Käthe<Enter>v2eP");
    assert!(session.status().contains("saved"), "{}", session.status());
    let sidecars: Vec<String> = session.files().into_iter().filter(|name| name.ends_with(".toml")).collect();
    assert_eq!(sidecars.len(), 2, "{sidecars:?}");
    let shapes: Vec<String> = sidecars.iter().map(|name| name["c.jsonl.gloss/00/".len()..].to_owned()).collect();
    assert!(shapes.contains(&"x%2F1.anna.gloss.toml".to_owned()), "{shapes:?}");
    for (name, quote) in sidecars.iter().map(|name| (name, session.text_of(name))) {
        assert!(quote.contains("Jens Öberg") || quote.contains("Käthe Müller"), "{name}: {quote}");
    }
    let session = session.again("");
    assert!(session.face("Jens Öberg", 0).contains("label:PER"), "{}", session.faces());
}

#[test]
fn a_table_is_a_corpus_too() {
    let table = "id;title;text\n1;Eins;\"Jens; Öberg\nkam.\"\n2;Zwei;Käthe ging.\n";
    let session = Reader::new().article("c.csv", table).keys("J/Käthe<Enter>P");
    assert!(session.status().ends_with("saved"), "{}", session.status());
    let sidecars: Vec<String> = session.files().into_iter().filter(|name| name.ends_with(".toml")).collect();
    assert!(session.text_of(&sidecars[0]).contains("text = \"Käthe\""));
    let session = session.again("/Öberg<Enter>P");
    assert_eq!(session.files().len(), 3);
}

#[test]
fn records_that_share_an_id_are_read_only() {
    let twice = LINES.replace("x 2", "x/1");
    let session = Reader::new().article("c.jsonl", &twice).keys("P");
    assert!(session.status().ends_with("read-only"), "{}", session.status());
    let session = session.again("JP");
    assert!(session.status().ends_with("read-only"), "{}", session.status());
    assert_eq!(session.files(), ["c.jsonl"]);
    let session = session.again("JJP");
    assert!(session.status().ends_with("saved"), "the others are not: {}", session.status());
}

#[test]
fn a_broken_record_does_not_stop_the_others() {
    let broken = LINES.replace("{\"id\": \"x 2\"", "{\"id\": ");
    let session = Reader::new().article("c.jsonl", &broken).keys("J");
    assert!(session.app().notice.as_ref().unwrap().error, "{}", session.screen());
    assert!(session.again("JJ").screen().contains("Niemand blieb"));
}

#[test]
fn a_project_names_the_fields() {
    let lines = r#"{"nummer": 7, "kopf": "Sieben", "inhalt": "Jens kam.", "text": "nicht dies"}"#;
    let project = "[corpus]\ntext_fields = [\"kopf\", \"inhalt\"]\nid = \"nummer\"\n";
    let session = Reader::new().article("c.jsonl", lines).project(project).keys("/Jens<Enter>P");
    assert!(!session.screen().contains("nicht dies"), "{}", session.screen());
    assert!(session.files().iter().any(|name| name.ends_with("/7.anna.gloss.toml")), "{:?}", session.files());
}

#[test]
fn markdown_is_set_and_its_offsets_count_the_markup() {
    let article = "---\ntitle: Über alles\nauthor: Eva\n---\n\n# Über alles\n\nEin **fetter** Jens im [Haus](http://x.y).\n\n> Ein Zitat.\n";
    let session = Reader::new().article("a.md", article).keys("/fetter<Enter>M/Haus<Enter>L");
    let screen = session.screen();
    assert!(screen.contains("Ein fetter Jens im Haus.") && !screen.contains("**"), "{screen}");
    assert!(session.face("Ein Zitat", 0).contains("quote") && session.face("Über alles", 0).contains("title"));
    let text = session.text_of("a.md.anna.gloss.toml");
    assert!(text.contains("text = \"fetter\"") && text.contains("text = \"Haus\""), "{text}");
}

#[test]
fn a_page_of_the_web_is_its_article_alone() {
    let page = "<html><head><title>Seite</title><script>steal()</script></head><body><nav>Menü</nav>\
                <article><h1>Seite</h1><p>Jens &amp; Eva kamen.</p></article></body></html>";
    let session = Reader::new().article("a.html", page).keys("/Eva<Enter>P");
    let screen = session.screen();
    assert!(screen.contains("Jens & Eva kamen.") && !screen.contains("steal") && !screen.contains("Menü"), "{screen}");
    assert!(session.text_of("a.html.anna.gloss.toml").contains("reader = \"html/1\""));
}

#[test]
fn compressed_articles_and_corpora_open_like_plain_ones() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, "Erster\n\nKäthe kam.\n".as_bytes()).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(LINES.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    let reader = Reader::new().file("a.txt.gz", gzip.finish().unwrap()).file("c.jsonl.zst", zstd).open(".");
    let session = reader.keys("/Käthe<Enter>PJ/Jens<Enter>v2eP");
    assert!(session.screen().contains("Jens Öberg kam."), "{}", session.screen());
    let files = session.files();
    assert_eq!(files.len(), 4, "{files:?}");
    assert_eq!(files[..3], ["a.txt.gz", "a.txt.gz.anna.gloss.toml", "c.jsonl.zst"]);
    assert!(files[3].starts_with("c.jsonl.zst.gloss/") && files[3].ends_with("x%2F1.anna.gloss.toml"), "{files:?}");
}
