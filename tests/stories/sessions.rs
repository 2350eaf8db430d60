//! Coming back to a corpus: the document, the place and the filter where one left.

use super::harness::Reader;

fn corpus() -> Reader {
    let mut reader = Reader::new();
    for number in 1..=5 {
        reader = reader
            .article(&format!("{number}.txt"), format!("Titel {number}\n\nErster Satz. Zweiter Satz {number}.\n"));
    }
    reader.open("").resuming()
}

#[test]
fn a_corpus_opens_where_one_left_it() {
    let session = corpus().keys("JJ/Zweiter<Enter>:filter label=PER<Enter>").again("");
    assert!(session.rest().starts_with("Zweiter Satz 3"), "{}", session.screen());
    assert_eq!(session.app().memory.filter.to_string(), "label=PER");
    // And on from there.
    let session = session.again("J");
    assert!(session.screen().contains("Titel 4"), "{}", session.screen());

    // A document that is gone, or became shorter, is no obstacle.
    let session = corpus().keys("JJ/Zweiter<Enter>");
    std::fs::write(session.path("3.txt"), "Kurz.\n").unwrap();
    assert!(session.again("").screen().contains("Kurz."));
    let session = corpus().keys("JJ");
    std::fs::remove_file(session.path("3.txt")).unwrap();
    assert!(session.again("").screen().contains("Titel 1"));
}

#[test]
fn a_record_of_a_corpus_file_is_found_again() {
    let records = "{\"text\":\"Eins.\"}\n{\"text\":\"Zwei.\"}\n{\"text\":\"Drei. Vier.\"}\n";
    let session = Reader::new().article("c.jsonl", records).resuming().keys("JJ/Vier<Enter>").again("");
    assert!(session.rest().starts_with("Vier."), "{}", session.screen());
}

#[test]
fn corpora_used_lately_are_offered() {
    let session = corpus().keys("J").again("<Space>h");
    assert!(session.status().contains("no corpus was left"), "the open one is not offered: {}", session.status());
    let reader = Reader::new().article("a/1.txt", "Eins.").article("a/2.txt", "Zwei.").open("a").resuming();
    let session = reader.file("b/3.txt", "Drei.").keys("J");
    let session = session.elsewhere("b/3.txt").keys("<Space>h");
    let screen = session.screen();
    assert!(screen.contains("corpora used lately") && screen.contains("2 documents"), "{screen}");
}
