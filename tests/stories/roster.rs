//! The list of documents: what is known of each, which are shown, in which order; and going from one to the next.

use super::harness::Reader;

fn corpus() -> Reader {
    Reader::new()
        .article("a/1.txt", " date 2022-03 Der Deich\n\nOstrau baut.\n")
        .article("a/2.txt", " date 2021-07 Anlegen\n\nNach Husum fährt sie.\n")
        .article("b/3.txt", " date 2022-01 Die Fähre\n\nIn Ostrau regnet es.\n")
        .article("b/4.txt", "Ohne Datum\n\nHusum.\n")
        .open("")
        .size(100, 24)
}

/// The titles on the screen that are listed, from top to bottom.
fn listed(screen: &str) -> Vec<&'static str> {
    let titles = ["Der Deich", "Anlegen", "Die Fähre", "Ohne Datum"];
    let mut found: Vec<(usize, &str)> =
        titles.into_iter().filter_map(|title| Some((screen.find(title)?, title))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, title)| title).collect()
}

#[test]
fn the_list_says_what_is_known_of_each_document() {
    let session = corpus().keys("/Ostrau<Enter>L:tag water<Enter><Space>dJ<Space>F");
    let screen = session.screen();
    assert!(screen.contains("4 documents"), "{screen}");
    let row = |title: &str| screen.lines().find(|line| line.contains(title)).unwrap_or_default().to_owned();
    let deich: Vec<String> = row("Der Deich").split_whitespace().map(str::to_owned).collect();
    assert!(deich.ends_with(&["2022-03", "done", "1", "1", "│"].map(str::to_owned)), "{deich:?}");
    assert!(row("Anlegen").contains("2021-07") && row("Anlegen").contains("new"), "{screen}");
    assert!(row("Die Fähre").contains("▸"), "{screen}");
    // Enter opens the one looked at.
    let session = corpus().keys("<Space>FG<Enter>");
    assert!(session.rest().starts_with("Ohne Datum") && session.app().overlays.is_empty(), "{}", session.screen());
}

#[test]
fn a_query_chooses_and_next_and_previous_follow_it() {
    let session = corpus().keys("<Space>F/ostrau<Enter>");
    assert_eq!(listed(&session.screen()), ["Der Deich", "Die Fähre"]);
    assert!(session.screen().contains("2 of 4 documents — ostrau"), "{}", session.screen());
    let session = corpus().keys(":only ostrau<Enter>J");
    assert!(session.screen().contains("Die Fähre"), "{}", session.screen());
    assert!(corpus().keys(":only ostrau<Enter>JJ").status().contains("this is the last document"));
    assert!(corpus().keys(":only ostrau<Enter>J:only<Enter>J").screen().contains("Ohne Datum"));
    // What was done a moment ago counts.
    let session = corpus().keys(":tag water<Enter>:only not tag:water<Enter>");
    assert!(session.status().contains("3 of 4 documents"), "{}", session.status());
    let session = corpus().keys(":only tag:<Enter>");
    assert!(session.status().contains("column"), "{}", session.status());
    let session = corpus().keys("<Space>F/title:xyz<Enter>");
    assert!(session.screen().contains("no document is so"), "{}", session.screen());
}

#[test]
fn documents_are_sorted_grouped_and_drawn_by_chance() {
    let session = corpus().keys("<Space>F:sort-documents date<Enter>");
    assert_eq!(listed(&session.screen()), ["Anlegen", "Die Fähre", "Der Deich", "Ohne Datum"]);
    assert_eq!(
        listed(&corpus().keys("<Space>Fstitle<Enter>r").screen()),
        ["Ohne Datum", "Die Fähre", "Der Deich", "Anlegen"]
    );
    let screen = corpus().keys("<Space>Fofolder<Enter>").screen();
    assert!(screen.contains("/a  (2)") && screen.contains("/b  (2)"), "{screen}");
    let drawn = listed(&corpus().keys("<Space>F:sort-documents random 3<Enter>").screen());
    assert_eq!(drawn, listed(&corpus().keys("<Space>F:sort-documents random 3<Enter>").screen()));
    assert!(
        (4..9)
            .any(|seed| listed(&corpus().keys(&format!("<Space>F:sort-documents random {seed}<Enter>")).screen())
                != drawn)
    );
    // The way follows the order.
    let session = corpus().keys(":sort-documents date<Enter>J");
    assert!(
        session.rest().starts_with("Ohne Datum") || session.screen().contains("Ohne Datum"),
        "{}",
        session.screen()
    );
}

#[test]
fn the_list_comes_back_with_the_corpus_and_a_sweep_keeps_to_it() {
    let session = corpus().resuming().keys(":only husum<Enter>J").again("");
    assert!(session.status().contains("2 of 4 documents: husum"), "{}", session.status());
    let session = corpus().keys(":only path:b<Enter>:document 1<Enter>/Ostrau<Enter>Lg*<Enter>");
    assert!(session.exists("b/3.txt.anna.gloss.toml"), "{}", session.screen());
    let session = corpus().keys("/Ostrau<Enter>L:only husum<Enter>g*");
    assert!(session.status().contains("nothing to do in 2 documents"), "{}", session.status());
}
