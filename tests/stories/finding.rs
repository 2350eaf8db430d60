//! Searching: expressions, smart case, umlauts, around the ends.

use super::harness::{ARTICLE, Reader, Session};

fn search(keys: &str) -> Session {
    Reader::of_article().keys(keys)
}

#[track_caller]
fn finds(keys: &str, nth: usize, word: &str) {
    let at = ARTICLE.match_indices(word).nth(nth).unwrap().0;
    let session = search(keys);
    assert_eq!(session.cursor(), at, "{keys}: {:?}", session.rest());
}

#[test]
fn small_letters_find_capitals_and_capitals_only_themselves() {
    finds("/nato<Enter>", 0, "NATO");
    finds("/öberg<Enter>", 0, "Öberg");
    finds("/Öberg<Enter>n", 1, "Öberg");
    let session = search("/Nato<Enter>");
    assert!(session.status().contains("\"Nato\" is not in this document"), "{}", session.status());
}

#[test]
fn n_and_its_capital_go_on_and_around() {
    finds("/Müller<Enter>nn", 2, "Müller");
    finds("/Müller<Enter>2n", 2, "Müller");
    finds("/Müller<Enter>nnN", 1, "Müller");
    finds("/Müller<Enter>N", 3, "Müller");
    finds("/Müller<Enter>nnnn", 0, "Müller");
    let session = search("/Müller<Enter>nnnn");
    assert!(session.status().contains("other end"), "{}", session.status());
    finds("G/Zürich<Enter>", 0, "Zürich");
}

#[test]
fn expressions_work_and_mistakes_are_told() {
    finds("/M[üu]ller rei.te<Enter>", 1, "Müller");
    finds("/\\bdie\\b<Enter>", 0, "die NATO");
    for broken in ["/(<Enter>", "/[<Enter>", "/\\<Enter>", "/(a{1000}){1000}<Enter>"] {
        let session = search(broken);
        let notice = session.app().notice.clone().unwrap_or_else(|| panic!("{broken}"));
        assert!(notice.text.contains("cannot search for") || notice.text.contains("is not in"), "{}", notice.text);
    }
}

#[test]
fn a_search_is_shown_as_it_is_typed_and_dropped_by_escape() {
    let session = search("/Jens");
    assert!(session.face("Jens", 0).contains("match"), "{}", session.faces());
    assert!(session.rest().starts_with("Jens"));
    let session = search("jj/Jens<Esc>");
    assert_eq!(session.cursor(), search("jj").cursor());
    assert!(!session.faces().contains("match"));
}

#[test]
fn all_matches_are_shown_and_escape_hides_them() {
    let session = search("/NATO<Enter>");
    assert_eq!(session.faces().matches("match").count(), 4, "two of them under the cursor\n{}", session.faces());
    assert!(!search("/NATO<Enter><Esc>").faces().contains("match"));
}

#[test]
fn the_searches_of_before_come_back() {
    finds("/NATO<Enter>gg/Jens<Enter>gg/<Up><Up><Enter>", 0, "NATO");
    finds("/Jens<Enter>gg/<Enter>", 0, "Jens");
    assert!(search("n").status().contains("nothing searched yet"));
}

#[test]
fn a_search_is_a_motion_while_selecting() {
    let session = search("/Käthe Müller rei<Enter>v/Müller reiste<Enter>eP");
    assert_eq!(session.spans(), ["PER Käthe Müller"]);
}

#[test]
fn the_search_goes_on_in_the_next_document() {
    let session = Reader::of_article().file("b.txt", "Zweiter\n\nAuch Jens kam.\n").open(".").keys("/Jens<Enter>PJn.");
    assert!(session.text_of("b.txt.anna.gloss.toml").contains("text = \"Jens\""));
}
