use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::super::{Losses, Page};
use super::escape::{Escaper, one_line};
use super::*;
use crate::annot::arbitrary::text_and_set;
use crate::annot::{
    AnnotationSet, AnnotatorName, Common, Entity, Holder, Id, Note, Record, SpanAnnotation, Stance, Tag as Word,
};
use crate::config::Schema;
use crate::doc::{Document, Meta};
use crate::text::{Span, shown};
use unicode_segmentation::UnicodeSegmentation;

fn copy(set: &AnnotationSet, document: &Document) -> (String, Losses) {
    let schema = Schema::news();
    let Some(Writes::Files { document: files, .. }) = MARKDOWN.writes else { panic!("writes no files") };
    let mut losses = Losses::default();
    let mut files = files(&Page { document, set, schema: &schema, columns: None }, &mut losses);
    assert_eq!((files.len(), files[0].name.as_str()), (1, ".annotated.md"));
    (files.remove(0).contents, losses)
}

#[test]
fn a_reading_copy_shows_labels_speakers_and_what_was_said() {
    let text = "Putin nannte *das* 1_000\n„falsch“, sagte er.";
    let meta = Meta { title: Some("Wer [was] sagt".into()), date: Some("2024-05-01".into()), ..Meta::default() };
    let document = Document::new("a.txt", text.into(), meta, Vec::new());
    let mut set = AnnotationSet::for_document(AnnotatorName::parse("anna").unwrap(), Kind::Human, &document);
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let id = Id::from_bits;
    let mut quote = SpanAnnotation::new(id(3), "QUOTE", at("„falsch“"));
    quote.common.attrs.insert("type".into(), "direct".into());
    quote.set_role("source", vec![id(4)]);
    quote.set_role("cue", vec![id(5)]);
    let mut er = SpanAnnotation::new(id(4), "PER", at("er."));
    er.place = Span::new(er.place.hull().start, er.place.hull().end - 1).into();
    er.entity = Some(id(1));
    let noted = |note: &str| Common { note: Some(note.into()), ..Common::default() };
    set.extend([
        Record::Entity(Entity {
            id: id(1),
            name: "Putin".into(),
            label: Some("PER".into()),
            common: Common::default(),
        }),
        Record::Span(SpanAnnotation { entity: Some(id(1)), ..SpanAnnotation::new(id(2), "PER", at("Putin")) }),
        Record::Span(quote),
        Record::Span(er),
        Record::Span(SpanAnnotation::new(id(5), "CUE", at("sagte"))),
        Record::Tag(Word { id: id(6), tag: "krieg".into(), score: None, common: Common::default() }),
        Record::Note(Note { id: id(7), place: Some(at("1_000").into()), common: noted("wie\nviel?") }),
        Record::Note(Note { id: id(8), place: None, common: noted("# prüfen") }),
        Record::Stance(Stance {
            id: id(9),
            holder: Holder::Entity(id(1)),
            target: "nato".into(),
            value: "against".into(),
            degree: Some(-2),
            evidence: vec![id(3)],
            confidence: Some(0.8),
            explicit: None,
            score: None,
            common: Common::default(),
        }),
    ]);
    let (markdown, losses) = copy(&set, &document);
    let wanted = "# Wer \\[was\\] sagt\n\n2024-05-01\n\n\\[Putin **PER**\\] nannte \\*das\\* \\[1\\_000\\][^3]\n\
        \\[„falsch“ **QUOTE**\\][^1], sagte \\[er **PER**\\][^2].\n\n\
        ## Tags\n\n- krieg\n\n## Stances\n\n- Putin → nato: **against** (degree -2, sure 0.8) “„falsch“”\n\n\
        ## Notes\n\n- \\# prüfen\n\n\
        [^1]: direct · speaker: er (= Putin) · cue: sagte\n\n[^2]: = Putin\n\n[^3]: wie viel?\n\n";
    assert_eq!(markdown, wanted);
    assert_eq!(losses.iter().collect::<Vec<_>>(), [("line ends of a note", 1)]);
}

const ESCAPE: char = '\u{1b}';
const TURN: char = '\u{202e}';

/// Text as it is drawn, without white space.
fn drawn(text: &str) -> String {
    let each = text.graphemes(true).map(|cluster| shown(cluster, 0).text.into_owned());
    each.collect::<String>().chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a reader of Markdown sees; `None` where something of the text was taken for markup.
fn seen(markdown: &str) -> Option<String> {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(words) => text += &words,
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Paragraph | Tag::BlockQuote(_)) | Event::End(_) => {
            }
            _ => return None,
        }
    }
    Some(text.chars().filter(|c| !c.is_whitespace()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_in_a_text_is_markup(text in "([#>*_`~|\\\\\\[\\]<&!:=+.)$^{}-]|[0-9]{1,2}|[a-c]| {1,5}|\n|\r\n|\t|\u{1b}|https://a.b|<b>|&amp;|\\[\\^1\\]:?|---|```){0,14}") {
        for prefix in ["", "> "] {
            let mut escaper = Escaper::new(prefix);
            escaper.text(&text);
            let markdown = escaper.out.trim_end();
            if drawn(&text).is_empty() {
                continue;
            }
            prop_assert_eq!(seen(markdown), Some(drawn(&text)), "{}", markdown);
        }
        let line = one_line(&text);
        prop_assert!(!line.contains(['\n', ESCAPE]), "{}", line);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn brackets_are_paired_and_losses_counted((text, set) in text_and_set()) {
        let document = Document::new("a.txt", text, Meta::default(), Vec::new());
        let (markdown, losses) = copy(&set, &document);
        let lost = |what: &str| losses.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| count);
        prop_assert_eq!(lost("rejection"), set.rejected().len());
        prop_assert_eq!(lost("orphan"), set.orphans().len());
        prop_assert!(!markdown.contains([ESCAPE, TURN]), "{}", markdown);
        let shown = set.spans().iter().filter(|span| !Page::is_prop(&span.label)).map(|span| span.place.parts().count()).sum::<usize>()
            + set.notes().iter().filter(|note| note.place.is_some() && note.common.note.is_some()).count();
        let own = markdown.matches("\\[").count();
        prop_assert!(own >= shown, "{} {}", own, markdown);
        let pages = document.blocks().iter().filter(|block| !block.span.is_empty()).count();
        prop_assert!(markdown.matches("\n\n").count() >= pages);
    }
}
