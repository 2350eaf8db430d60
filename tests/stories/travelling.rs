//! Going about: words, sentences, paragraphs, counts, percent, jumps, and the place that a resize keeps.

use glossator::app::Msg;

use super::harness::{ARTICLE, Reader};

const PROSE: &str = "Titel\n\nDr. Ilse Brandt geht z. B. um 6 Uhr. Sie kommt vom U.S. Geological Survey! Er nicht.\n\n„Warum?“, fragt sie. Niemand weiß es.\n";

#[track_caller]
fn lands(keys: &str, on: &str) {
    let session = Reader::new().article("a.txt", PROSE).keys(keys);
    assert!(session.rest().starts_with(on), "{keys}: {:?}", session.rest());
}

#[test]
fn words_sentences_and_paragraphs() {
    lands("", "Titel");
    lands("w", "Dr");
    lands("2w", "Ilse");
    lands("2wb", "Dr");
    lands("3we", "t geht");
    lands("w)", "Sie kommt");
    lands("w2)", "Er nicht");
    lands("w2)(", "Sie kommt");
    lands("}", "Dr");
    lands("2}", "„Warum");
    lands("2}{", "Dr");
    lands("G", "");
    lands("Ggg", "Titel");
    lands("99j99k", "Titel");
    lands("w3l2h", "r. Ilse");
    lands("w$0", "Dr");
}

#[test]
fn percent_by_count_and_by_command() {
    let length = ARTICLE.len();
    for keys in ["50G", "50gg", ":50%<Enter>", ":percent 50<Enter>"] {
        let at = Reader::of_article().keys(keys).cursor();
        assert!(at.abs_diff(length / 2) <= 4, "{keys}: {at} of {length}");
    }
    assert!(Reader::of_article().keys("50G").status().contains("50 %"));
    assert!(Reader::of_article().keys(":percent x<Enter>").status().contains("takes a number"));
}

#[test]
fn the_jump_list_goes_back_and_forward() {
    let at = |keys: &str| Reader::of_article().keys(keys).cursor();
    let jens = ARTICLE.find("Jens").unwrap();
    assert_eq!(at("/Jens<Enter>G<C-o>"), jens);
    assert_eq!(at("/Jens<Enter>G<C-o><C-o>"), at(""));
    assert_eq!(at("/Jens<Enter>G<C-o>go"), at("G"));
    assert_eq!(at("/Jens<Enter>Gggng<C-o>"), at("/Jens<Enter>Gggn"), "an unfinished g does nothing");
    assert!(Reader::of_article().keys("<C-o>").status().contains("no earlier place"));
}

/// A long article, every paragraph with a name of its own.
fn long() -> String {
    (0..200).map(|i| format!("Absatz{i} beginnt hier und geht über mehr als eine Zeile hinaus, weil er lang ist, länger noch als breit.\n\n")).collect()
}

#[test]
fn pages_and_scrolling_keep_the_cursor_on_the_screen() {
    for keys in ["<C-d>", "<C-f><C-f><C-b>", "5<C-e>", "G", "G<C-u>", "80Gzt", "80Gzz", "80Gzb", "3<C-d>2<C-y>", "99j"]
    {
        for size in [(80, 24), (20, 5), (40, 3)] {
            let session = Reader::new().article("a.txt", long()).size(size.0, size.1).keys(keys);
            assert!(session.faces().contains("cursor"), "{keys} at {size:?}:\n{}", session.faces());
        }
    }
}

#[test]
fn a_resize_keeps_the_place() {
    let mut session = Reader::new().article("a.txt", long()).keys("/Absatz150<Enter>zt");
    let at = session.cursor();
    for (width, height) in [(40, 10), (200, 60), (1, 1), (80, 24), (20, 5), (120, 40)] {
        let picture = session.tell(Msg::Resize { width, height });
        assert_eq!(session.cursor(), at);
        if width >= 20 {
            assert!(picture.text().contains("Absatz150"), "{width}x{height}:\n{}", picture.text());
        }
    }
    let narrow = Reader::new().article("a.txt", long()).size(33, 12).keys("/Absatz150<Enter>");
    assert_eq!(narrow.cursor(), at);
}

#[test]
fn a_document_left_and_entered_again_is_as_one_left_it() {
    let reader = || Reader::of_article().file("b.txt", "Zweiter\n\nText.\n").open(".");
    let session = reader().keys("/Jens<Enter>PJK");
    assert!(session.face("Jens", 0).contains("label:PER"), "{}", session.faces());
    assert_eq!(session.spans(), ["PER Jens"]);
    assert!(session.rest().starts_with("Jens"), "the place is kept");
    assert!(reader().keys("/Jens<Enter>JjK").rest().starts_with("Jens"), "also where nothing was said");
    assert_eq!(reader().keys("/Jens<Enter>PJtx<Enter>Ku").spans().len(), 0, "and what was done can be undone");
    assert_eq!(reader().keys("/Jens<Enter>PuJK<C-r>").spans(), ["PER Jens"], "or done again");
}
