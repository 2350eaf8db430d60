//! Whole screens, by the names of their faces.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::annot::{
    Anchored, AnnotationSet, AnnotatorName, Common, DocumentRef, Entity, Holder, Id, Kind, Note, Record,
    SpanAnnotation, Stance, Tag,
};
use crate::app::{Entry, Hit, Msg, Opened, Start};
use crate::config::key::Key;
use crate::config::keymap::Keymap;
use crate::config::schema::Schema;
use crate::config::settings::Settings;
use crate::config::theme::Theme;
use crate::doc::Document;
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
    Opened { handle, document, own, models: vec![model], read_only: None, faults: Vec::new() }
}

fn app(size: (u16, u16), opened: Opened) -> App {
    let schema = Schema::news();
    let mut app = App::new(Start {
        settings: Settings::default(),
        keymap: Keymap::default().with_labels(&schema).0,
        schema,
        theme: Theme::by_name("dark").unwrap(),
        colours: crate::config::ColorDepth::True,
        guidelines: Some("# names\nwhole names only".into()),
        annotator: AnnotatorName::parse("anna").unwrap(),
        size,
        seed: 7,
        notices: Vec::new(),
    });
    let other = Entry::new(Handle::File("moor.txt".into()));
    app.update(Msg::Found(vec![Entry::new(opened.handle.clone()), other]), Timestamp::UNIX_EPOCH);
    app.update(Msg::Listed, Timestamp::UNIX_EPOCH);
    app.update(Msg::Opened { index: 0, result: Box::new(Ok(opened)) }, Timestamp::UNIX_EPOCH);
    app
}

fn press(app: &mut App, keys: &str) {
    for key in Key::sequence(keys).unwrap() {
        app.update(Msg::Key(key), Timestamp::UNIX_EPOCH);
    }
}

#[test]
fn look() {
    let size = std::env::var("SIZE").unwrap_or("120x32".into());
    let (w, h) = size.split_once('x').unwrap();
    let mut app = app((w.parse().unwrap(), h.parse().unwrap()), annotated());
    let keys = std::env::var("KEYS").unwrap_or_default();
    press(&mut app, &keys);
    let picture = Picture::of(&app);
    println!("{}", picture.semantic_text());
    std::fs::write("/tmp/ui.svg", picture.svg(&app.theme)).unwrap();
}
