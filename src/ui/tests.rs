//! Whole screens, by the names of their faces.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::annot::{
    Anchored, AnnotationSet, AnnotatorName, Common, DocumentRef, Entity, Holder, Id, Kind, Note, Record,
    SpanAnnotation, Stance, Tag,
};
use crate::app::{Hit, Msg, Opened, Start};
use crate::config::key::Key;
use crate::config::keymap::Keymap;
use crate::config::schema::Schema;
use crate::config::settings::Settings;
use crate::config::theme::Theme;
use crate::extract::reader::{ArticleFormat, read};
use crate::store::Handle;
use crate::text::Span;

const ARTICLE: &str = " date 2024-05 Der Deich bei Norden wird erhöht

Die Ministerin Inken Petersen will den Deich bei Norden bis 2027 erhöhen. Das Land Friesland zahlt die Hälfte.

\"Wer am Meer wohnt, der kennt die Rechnung, und sie kommt jedes Jahr ein wenig früher.\"

Der Verein Freie Küste lehnt den Bau ab: \"Niemand hat uns gefragt\", sagte Onno Harms der Friesland-Zeitung.

Mehr zum Thema - Was ein Deich kostet
";

fn id(bits: u64) -> Id {
    Id::from_bits(bits)
}

fn place(text: &str, words: &str) -> Anchored {
    let at = text.find(words).unwrap_or_else(|| panic!("{words:?} stands in the article"));
    Span::new(at, at + words.len()).into()
}

fn set(name: &str, kind: Kind) -> AnnotationSet {
    AnnotationSet::new(AnnotatorName::parse(name).unwrap(), kind, DocumentRef::default())
}

/// The article with one of everything.
fn annotated() -> Opened {
    let document = read("deich.txt", ARTICLE.into(), ArticleFormat::Plain).unwrap();
    let span = |bits, label: &str, words| SpanAnnotation::new(id(bits), label, place(ARTICLE, words));
    let noted = |note: &str| Common { note: Some(note.into()), ..Common::default() };
    let mut own = set("anna", Kind::Human);
    let mut petersen = span(1, "PER", "Inken Petersen");
    petersen.entity = Some(id(50));
    let mut quotation = span(2, "QUOTE", "\"Niemand hat uns gefragt\"");
    quotation.set_role("source", vec![id(3)]);
    let stance = Stance {
        id: id(60),
        holder: Holder::Span(id(3)),
        target: "deichbau".into(),
        value: "against".into(),
        degree: Some(-2),
        evidence: vec![id(2)],
        confidence: None,
        explicit: None,
        score: None,
        common: Common::default(),
    };
    own.extend([
        Record::Entity(Entity { id: id(50), name: "Inken Petersen".into(), label: None, common: Common::default() }),
        Record::Span(petersen),
        Record::Span(quotation),
        Record::Span(span(3, "PER", "Onno Harms")),
        Record::Span(span(4, "ORG", "Friesland-Zeitung")),
        Record::Span(SpanAnnotation { common: noted("welches Friesland?"), ..span(5, "LOC", "Friesland-") }),
        Record::Tag(Tag { id: id(70), tag: "küste".into(), score: None, common: Common::default() }),
        Record::Stance(stance),
        Record::Note(Note { id: id(80), place: None, common: noted("aus der Beilage") }),
    ]);
    let mut model = set("builtin", Kind::Model);
    model.extend([
        Record::Span(SpanAnnotation { score: Some(0.91), ..span(20, "LOC", "Norden") }),
        Record::Span(SpanAnnotation { score: Some(0.4), ..span(21, "ORG", "Freie Küste") }),
    ]);
    let handle = Handle::File("deich.txt".into());
    Opened {
        handle,
        document,
        own,
        models: vec![model],
        read_only: None,
        faults: Vec::new(),
        worked: 0,
        news: Default::default(),
    }
}

fn app(size: (u16, u16), opened: Opened) -> App {
    let schema = Schema::news();
    let mut app = App::new(Start {
        settings: Settings::default(),
        bindings: Keymap::default(),
        has_project: false,
        schema,
        theme: Theme::by_name("dark").unwrap(),
        colours: crate::config::ColorDepth::True,
        guidelines: Some("# names\nwhole names only".into()),
        annotator: AnnotatorName::parse("anna").unwrap(),
        size,
        extractors: Vec::new(),
        seed: 7,
        notices: Vec::new(),
    });
    let other = Handle::File("moor.txt".into()).into();
    app.update(Msg::Found(vec![opened.handle.clone().into(), other]), Timestamp::UNIX_EPOCH);
    app.update(Msg::Listed, Timestamp::UNIX_EPOCH);
    app.update(Msg::Opened { index: 0, result: Box::new(Ok(opened)) }, Timestamp::UNIX_EPOCH);
    app
}

fn press(app: &mut App, keys: &str) {
    for key in Key::sequence(keys).unwrap() {
        app.update(Msg::Key(key), Timestamp::UNIX_EPOCH);
    }
}

/// The rows of the screen that hold `part`, with their faces.
fn rows(picture: &Picture, part: &str) -> String {
    picture.semantic_text().lines().filter(|row| row.contains(part)).collect::<Vec<_>>().join("\n")
}

#[test]
fn labels_proposals_and_nested_spans_are_told_apart() {
    let mut app = app((80, 24), annotated());
    let picture = Picture::of(&app);
    insta::assert_snapshot!(picture.semantic_text());
    press(&mut app, "/Zeit<Enter>");
    insta::assert_snapshot!(rows(&Picture::of(&app), "Onno"));
}

#[test]
fn the_margin_says_what_begins_on_each_line() {
    let app = app((130, 18), annotated());
    insta::assert_snapshot!(Picture::of(&app).text());
}

#[test]
fn a_decided_quotation_a_proposed_one_and_a_block_quote_look_different_in_every_theme() {
    for name in Theme::names() {
        let theme = Theme::by_name(name).unwrap();
        let decided = theme.style(Face::Quotation);
        let proposed = theme.style(Face::QuotationProposed).patch(theme.style(Face::Proposal));
        let block = theme.style(Face::Quote);
        assert!(decided != proposed && proposed != block && decided != block, "{name}");
        assert!(decided.bg.is_some() || name == "mono", "{name}");
    }
    let mut opened = annotated();
    let mut model = set("other", Kind::Model);
    model.extend([Record::Span(SpanAnnotation::new(id(90), "QUOTE", place(ARTICLE, "Wer am Meer wohnt")))]);
    opened.models.push(model);
    let app = app((80, 24), opened);
    let picture = Picture::of(&app);
    assert!(rows(&picture, "Niemand").contains("quotation+"));
    assert!(rows(&picture, "Wer am Meer").contains("quotation-proposed"), "{}", rows(&picture, "Wer am Meer"));
}

#[test]
fn what_only_the_metadata_say_stands_above_the_text() {
    let mut opened = annotated();
    let record = r#"{"title": "Ein Deich", "date": "2024-05-03", "author": "Onno Harms", "text": "Die Ministerin. Onno Harms."}"#;
    opened.document = crate::extract::reader::from_json(record, 1, &crate::doc::RecordFields::default()).unwrap();
    opened.own = set("anna", Kind::Human);
    opened.models.clear();
    let app = app((80, 12), opened);
    let text = Picture::of(&app).text();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!(lines[..3], ["Ein Deich · 2024-05-03", "", "Die Ministerin. Onno Harms."]);
}

#[test]
fn panels_stand_above_the_text() {
    for (keys, part) in [
        ("<Space>", "─ menu ─"),
        ("<Space>f", "│ moor.txt"),
        (":documents", ":documents"),
        ("/Deich", "/Deich"),
        ("<Space>i", "dateline at character"),
        ("?", "help"),
    ] {
        let mut app = app((90, 30), annotated());
        press(&mut app, keys);
        let text = Picture::of(&app).text();
        assert!(text.contains(part), "{keys}: {text}");
    }
}

#[test]
fn a_stance_is_recorded_in_a_panel_and_its_evidence_shown() {
    let mut app = app((80, 24), annotated());
    press(&mut app, "/hat uns<Enter>s<Enter><Down>a--");
    insta::assert_snapshot!(Picture::of(&app).semantic_text());
}

#[test]
fn places_about_to_be_labelled_are_listed_and_left_out() {
    let mut app = app((80, 16), annotated());
    press(&mut app, "/Deich<Enter>P*<Down><Space>");
    insta::assert_snapshot!(Picture::of(&app).semantic_text());
}

#[test]
fn an_edge_being_picked_shows_the_span_as_it_would_be() {
    let mut app = app((80, 16), annotated());
    press(&mut app, "/Petersen<Enter>>w");
    insta::assert_snapshot!(rows(&Picture::of(&app), "Petersen"));
}

#[test]
fn the_status_line_says_one_state_and_no_other() {
    for (width, read_only) in [(120, false), (20, false), (9, true), (120, true), (40, true)] {
        let opened = Opened { read_only: read_only.then(|| "saved, saving, unsaved".into()), ..annotated() };
        let app = app((width, 5), opened);
        let text = Picture::of(&app).text();
        let line = text.lines().last().unwrap();
        let words = ["unsaved", "saved", "saving", "read-only"].map(|word| line.matches(word).count());
        assert_eq!(words, if read_only { [0, 0, 0, 1] } else { [0, 1, 0, 0] }, "{line}");
    }
}

#[test]
fn the_mouse_hits_what_is_drawn() {
    let app = app((130, 18), annotated());
    let picture = Picture::of(&app);
    let text = picture.text();
    let cell = |part: &str| {
        let (y, row) = text.lines().enumerate().find(|(_, row)| row.contains(part)).unwrap();
        (u16::try_from(row[..row.find(part).unwrap()].chars().count()).unwrap(), u16::try_from(y).unwrap())
    };
    let (x, y) = cell("Ministerin");
    assert_eq!(picture.hits.at(x, y), Hit::Text(ARTICLE.find("Ministerin").unwrap()));
    let (x, y) = cell("ORG Friesland");
    let Hit::Margin(position) = picture.hits.at(x, y) else { panic!("a mark stands there") };
    assert_eq!(app.desk.as_ref().unwrap().marks.get(position).unwrap().label, "ORG");
    assert_eq!(picture.hits.at(0, 17), Hit::Nothing);
}

#[test]
fn nothing_in_an_article_or_a_sidecar_reaches_the_terminal_as_a_control() {
    let evil = "Titel\u{1b}[2J\n\nText \u{202e}mit\u{9b} \u{7}Zeichen\u{200b} und 漢字 👩\u{200d}👩 e\u{301}.\n";
    let document = read("e\u{1b}.txt", evil.into(), ArticleFormat::Plain).unwrap();
    let mut opened = Opened { document, ..annotated() };
    opened.own = set("anna", Kind::Human);
    let label = SpanAnnotation {
        common: Common { note: Some("\u{1b}]0;x\u{7}\u{202e}".into()), ..Common::default() },
        ..SpanAnnotation::new(id(1), "\u{1b}P\u{202e}", Span::new(9, 14))
    };
    let tag = Tag { id: id(2), tag: "\u{9b}31m".into(), score: None, common: Common::default() };
    opened.own.extend([Record::Span(label), Record::Tag(tag)]);
    for keys in ["", "<Space>i", "<Space>f", "/T", "j"] {
        let mut app = app(
            (140, 24),
            Opened {
                handle: opened.handle.clone(),
                document: opened.document.clone(),
                own: opened.own.clone(),
                models: Vec::new(),
                read_only: None,
                faults: vec!["\u{1b}".into()],
                worked: 0,
                news: Default::default(),
            },
        );
        press(&mut app, keys);
        let picture = Picture::of(&app);
        let drawn: String = picture.buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert!(!drawn.chars().any(|c| c.is_control() || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}')), "{keys}");
        assert!(picture.text().contains("␛[2J") && rows(&picture, "␛[2J").contains("control-picture"));
    }
}

/// Keys that open everything there is.
const KEYS: &[&str] = &[
    "",
    "v}",
    "<Space>",
    "g",
    "?",
    ":",
    ":do<Tab>",
    "/e",
    "/e<Enter>n",
    "<Space>f",
    "<Space>fx",
    "s",
    "sx<Enter>",
    "c",
    "cein langes Wort",
    "t",
    "tabc",
    "<Tab>",
    "<Tab>>l",
    "<Tab><lt>",
    "<Tab>*",
    "w*",
    "w*P<Enter>",
    "<Space>i",
    "<Space>m",
    "<Space>g",
    "<Space>lPER<Enter>",
    "G",
    "23",
    "<Enter>",
    "<Space>a",
    "<Space>j",
    "<Space>n",
    "<Space>o",
    "<Space>s",
    "q",
];

proptest! {
    /// Any screen of any size, whatever is open on it: nothing panics, and the line at the bottom says its word.
    #[test]
    fn any_size_draws(
        width in 1u16..240, height in 1u16..70, text in "[a-zA-ZäöüÄ漢👩\u{301}\u{200d}\u{202e}\u{1b}\t \"„“.,\n#>*-]{1,400}",
        spans in prop::collection::vec((0usize..400, 0usize..400, 0usize..6), 0..12),
        first in prop::sample::select(KEYS), second in prop::sample::select(KEYS), resized in (1u16..120, 1u16..40),
    ) {
        let format = if width % 2 == 0 { ArticleFormat::Plain } else { ArticleFormat::Markdown };
        let Ok(document) = read("any.md", text.clone().into_bytes(), format) else { return Ok(()) };
        let content = document.text().clone();
        let labels = ["PER", "ORG", "QUOTE", "QUOTE", "UNBEKANNT", "LOC"];
        let records = |from: u64| {
            let made = spans.iter().zip(from..).filter_map(|((a, b, label), bits)| {
                let span = content.clamp(Span::new(*a, *b));
                (!span.is_empty()).then(|| Record::Span(SpanAnnotation::new(id(bits), labels[*label], span)))
            });
            made.collect::<Vec<_>>()
        };
        let (mut own, mut model) = (set("anna", Kind::Human), set("builtin", Kind::Model));
        own.extend(records(0).into_iter().step_by(2));
        model.extend(records(100));
        let opened = Opened { handle: Handle::Stdin, document, own, models: vec![model], read_only: None, faults: Vec::new(), worked: 0, news: Default::default() };
        let mut app = app((width, height), opened);
        for keys in [first, second] {
            press(&mut app, keys);
            let picture = Picture::of(&app);
            for x in 0..width {
                picture.hits.at(x, height / 2);
            }
            if width > 10 {
                let text = picture.text();
                let last = text.lines().last().unwrap_or_default();
                prop_assert!(["saved", "saving", "unsaved", "read-only"].iter().any(|word| last.ends_with(word)), "{}", text);
            }
        }
        app.update(Msg::Resize { width: resized.0, height: resized.1 }, Timestamp::UNIX_EPOCH);
        let picture = Picture::of(&app);
        let _ = picture.svg(&app.theme);
        // A frame that is not as large as the application believes: between a resize and its message.
        let mut buffer = Buffer::empty(Rect::new(0, 0, height, width));
        draw_on(&app, &mut buffer, false);
    }
}
