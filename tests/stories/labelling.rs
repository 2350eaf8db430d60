//! Labels: on words, matches, selections and objects, again, everywhere, in pieces, and with other edges.

use super::harness::{ARTICLE, Reader, SIDECAR};

#[test]
fn the_first_label_is_a_word_and_a_key() {
    let session = Reader::of_article().keys("jjwP");
    assert_eq!(session.spans(), ["PER Müller"]);
    assert!(session.status().contains("label PER “Müller”") && session.status().ends_with("saved"));
    assert!(session.face("Müller reiste", 0).contains("label:PER"), "{}", session.faces());
    let again = session.again("");
    assert!(again.face("Müller reiste", 0).contains("label:PER"));
}

#[test]
fn a_search_a_label_and_then_next_and_again() {
    let session = Reader::of_article().keys("/NATO<Enter>On.n.");
    assert_eq!(session.spans(), ["ORG NATO", "ORG NATO", "ORG NATO"]);
    insta::assert_snapshot!(session.faces().lines().take(8).collect::<Vec<_>>().join("\n"), @r#"
    2023-04  {4..11 dateline}
    Grüße aus Zürich: Käthe Müller besucht die NATO  {4..47 title}  {47..51 title+label:ORG+match}

    Käthe Müller reiste am Montag nach Zürich. Dort traf Müller den Chef der
    NATO, Jens Öberg.  {4..8 label:ORG+match}

    „Wir reden mit der NATO, aber nicht über Waffen“, sagte Müller. Öberg  {23..24 label:ORG+focus+current-match+cursor}  {24..27 label:ORG+focus+current-match}
    schwieg.
    "#);
}

#[test]
fn selections_and_text_objects_are_labelled() {
    let keys = "/Käthe Müller<Enter>veeP/Wir<Enter>viqQ/Die Stadt<Enter>visM/Montag<Enter>vipM";
    let session = Reader::of_article().keys(keys);
    let spans = session.spans();
    assert!(spans.contains(&"PER Käthe Müller".to_owned()), "{spans:?}");
    assert!(spans.contains(&"QUOTE Wir reden mit der NATO, aber nicht über Waffen".to_owned()), "{spans:?}");
    assert!(spans.iter().any(|span| span.starts_with("MISC") && span.contains("Die Stadt Zürich bleibt neutral.")));
    let whole = "MISC Käthe Müller reiste am Montag nach Zürich. Dort traf Müller den Chef der NATO, Jens Öberg";
    assert!(spans.iter().any(|span| span.starts_with(whole)), "{spans:?}");
}

#[test]
fn around_takes_the_marks_and_o_swaps_the_ends() {
    let session = Reader::of_article().keys("/Wir<Enter>vaqQ/Jens<Enter>veoboP");
    assert_eq!(session.spans(), ["PER NATO, Jens", "QUOTE „Wir reden mit der NATO, aber nicht über Waffen“"]);
}

#[test]
fn another_label_replaces_the_first_and_the_same_changes_nothing() {
    let session = Reader::of_article().keys("/Montag<Enter>P");
    let id = session.each("spans", "id");
    let session = session.again("/Montag<Enter>M");
    assert_eq!((session.spans(), session.each("spans", "id")), (vec!["MISC Montag".to_owned()], id));
    let before = session.sidecar_text();
    let session = session.again("/Montag<Enter>M");
    assert_eq!(session.sidecar_text(), before);
    assert!(session.status().contains("already MISC"), "{}", session.status());
}

#[test]
fn x_takes_the_own_label_away() {
    let session = Reader::of_article().keys("/Montag<Enter>Mx");
    assert_eq!(session.spans(), Vec::<String>::new());
    assert_eq!(session.each("rejected", "id").len(), 0, "one's own is deleted, not rejected");
}

#[test]
fn nested_and_overlapping_spans_stay_tellable_apart() {
    let article = "Kurz\n\nDie Universität Zürich West bleibt.\n";
    let keys = "/Universität<Enter>veeO/Zürich<Enter>viwL/Zürich<Enter>veeM";
    let session = Reader::new().article("a.txt", article).keys(keys);
    assert_eq!(session.spans(), ["ORG Universität Zürich", "MISC Zürich West", "LOC Zürich"]);
    let faces =
        [session.face("Universität", 0), session.face("Zürich", 0), session.face("West", 0), session.face("bleibt", 0)];
    for (i, face) in faces.iter().enumerate() {
        assert!(!faces[..i].contains(face), "{faces:?}\n{}", session.faces());
    }
    let (one, two) = (session.again("/Zürich<Enter>o"), "2 of 3 here");
    assert!(one.status().contains(two), "{}", one.status());
    let deleted = one.again("/Zürich<Enter>ox");
    assert_eq!(deleted.spans().len(), 2);
}

#[test]
fn the_star_labels_all_that_were_not_left_out_and_one_undo_takes_them_back() {
    let session = Reader::of_article().keys("/Zürich<Enter>L*");
    assert!(session.status().contains("preview"), "{}", session.status());
    let screen = session.screen();
    let preview: Vec<&str> = screen.lines().filter(|line| line.contains("[x]") || line.contains("label LOC")).collect();
    insta::assert_snapshot!(preview.join("\n"), @r#"
    label LOC  “Zürich”  4 of 4 (1 labelled already)   y label them  n drop  <Spac…
    [x]        2023-04 Grüße aus Zürich: Käthe Müller besucht di… labelled already
    [x] äthe Müller reiste am Montag nach Zürich. Dort traf Müller den Chef der NA…
    [x] Müller. Öberg schwieg. "Die Stadt Zürich bleibt neutral." Mehr zum Thema -…
    [x] bleibt neutral." Mehr zum Thema - Zürich und die Welt
    "#);
    let session = session.again("/Zürich<Enter>*j<Space><Enter>");
    assert_eq!(session.spans(), ["LOC Zürich"; 3]);
    let session = session.again("/Käthe<Enter>P*<Enter>u");
    assert_eq!(session.spans().iter().filter(|span| span.starts_with("PER")).count(), 1);
    let session = session.again("/NATO<Enter>O*<Esc>");
    assert_eq!(session.spans().iter().filter(|span| span.starts_with("ORG")).count(), 1);
}

#[test]
fn the_star_does_not_find_names_inside_words() {
    let session = Reader::new().article("a.txt", "Ost und Osten, Ost-West, Nordost.\n").keys("L*<Enter>");
    assert_eq!(session.spans(), ["LOC Ost", "LOC Ost"]);
}

#[test]
fn plus_adds_a_fragment() {
    let article = "Die Schwestern Anna und Ruth Hall segeln.\n";
    let session = Reader::new().article("a.txt", article).keys("/Anna<Enter>P/Hall<Enter>viw+");
    assert_eq!(session.spans(), ["PER Anna Hall"]);
    assert_eq!(session.each("spans", "parts"), ["[[15, 19], [29, 33]]"]);
    assert!(session.face("Ruth", 0).is_empty(), "{}", session.faces());
    assert!(session.face("Hall", 0).contains("label:PER"), "{}", session.faces());
    let session = session.again("/Ruth<Enter>veeP");
    assert_eq!(session.spans(), ["PER Anna Hall", "PER Ruth Hall"]);
    assert_eq!(session.again("/Anna<Enter>vim<Esc>").spans().len(), 2);
}

#[test]
fn edges_are_moved_by_motions() {
    let session = Reader::of_article().keys("/Jens<Enter>P>e<Enter>");
    assert_eq!(session.spans(), ["PER Jens Öberg"]);
    let before = session.sidecar_text();
    let session = session.again("/Jens<Enter><lt>bb<Esc>");
    assert_eq!(session.sidecar_text(), before, "escape keeps what was");
    let session = session.again("/Jens<Enter><lt>b<Enter>");
    assert_eq!(session.spans(), ["PER NATO, Jens Öberg"]);
    assert_eq!(session.again("/Jens<Enter>>h<Enter>").spans(), ["PER NATO, Jens Öber"]);
}

#[test]
fn the_edge_picked_is_shown_and_said() {
    let session = Reader::of_article().keys("/Jens<Enter>P>");
    assert!(session.status().contains("end edge"), "{}", session.status());
    assert!(session.faces().contains("edge"), "{}", session.faces());
    let session = Reader::of_article().keys("/Jens<Enter>>");
    assert!(session.status().contains("no annotation here"), "{}", session.status());
}

#[test]
fn a_sticky_label_takes_every_selection() {
    let session = Reader::of_article().keys("<Space>lPER<Enter>/Müller<Enter>viw/Jens<Enter>veev");
    assert_eq!(session.spans(), ["PER Müller", "PER Jens Öberg"]);
    assert!(session.status().contains("label PER"), "{}", session.status());
    let session = Reader::of_article().keys("<Space>lPER<Enter>j");
    assert!(session.status().contains("sticky PER"), "{}", session.status());
    let session = Reader::of_article().keys("<Space>lPER<Enter>/Müller<Enter><Esc><Esc>viw<Esc>");
    assert!(!session.exists(SIDECAR), "after escape nothing sticks");
}

#[test]
fn enter_lists_the_labels() {
    let session = Reader::of_article().keys("/Zürich<Enter><Enter>");
    for label in ["PER", "ORG", "LOC", "MISC", "QUOTE"] {
        assert!(session.screen().contains(label), "{}", session.screen());
    }
    assert_eq!(session.again("/Zürich<Enter><Enter>misc<Enter>").spans(), ["MISC Zürich"]);
}

#[test]
fn a_label_inside_a_quotation_labels_the_word() {
    let session = Reader::of_article().keys("/Wir<Enter>viqQ/mit der NATO<Enter>wwO");
    assert_eq!(
        session.spans(),
        ["QUOTE Wir reden mit der NATO, aber nicht über Waffen", "ORG NATO"],
        "{}",
        session.screen()
    );
}

#[test]
fn a_count_repeats_a_motion_and_a_dot_repeats_a_label() {
    let session = Reader::of_article().keys("/Käthe Müller reiste<Enter>v2eP/Jens<Enter>v2e.");
    assert_eq!(session.spans(), ["PER Käthe Müller", "PER Jens Öberg"]);
}

#[test]
fn the_mouse_selects_and_labels() {
    use glossator::app::{Hit, Mouse, MouseKind, Msg};
    let mut session = Reader::of_article().keys("");
    let (start, end) = (ARTICLE.find("Jens").unwrap(), ARTICLE.find("berg.").unwrap() + 3);
    for (kind, at) in [(MouseKind::Press, start), (MouseKind::Drag, end), (MouseKind::Release, end)] {
        session.tell(Msg::Mouse(Mouse { kind, hit: Hit::Text(at) }));
    }
    session.tell(Msg::Command("label PER".into()));
    let desk = session.app().desk.as_ref().unwrap();
    let span = &desk.own().spans()[0];
    assert_eq!(span.place.quote(desk.document.text()), "Jens Öberg");
}
