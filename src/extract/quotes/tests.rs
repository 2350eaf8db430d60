//! What readers of articles expect of quotations.

use proptest::prelude::*;

use super::*;
use crate::doc::Meta;
use crate::extract::mention::{EntityKind, Why as Vouched};
use crate::extract::reader::{ArticleFormat, read};
use crate::text::Text;

/// A document of `marked`, whose mentions stand in braces, which are taken away: `{Anna Weber}`, `{o:NATO}`.
fn annotated(marked: &str) -> (Document, Vec<Mention>) {
    let mut text = String::new();
    let mut mentions = Vec::new();
    for (index, part) in marked.split(['{', '}']).enumerate() {
        let start = text.len();
        let label = if part.starts_with("o:") { EntityKind::Org } else { EntityKind::Per };
        text.push_str(part.trim_start_matches("o:"));
        if index % 2 == 1 {
            mentions.push(Mention { span: Span::new(start, text.len()), label, score: 0.9, why: Vouched::Model });
        }
    }
    let document = read("a.txt", text.clone().into_bytes(), ArticleFormat::Plain)
        .unwrap_or_else(|_| Document::new("a", Text::new(text), Meta::default(), Vec::new()));
    (document, mentions)
}

/// Every likely quotation: its kind, words, source (and whom that stands for) and cue.
fn listed(language: &str, marked: &str) -> Vec<String> {
    let (document, mentions) = annotated(marked);
    let text = document.text();
    let found = recognise(&document, &Tokens::of(&document), &mentions, Some(language));
    let show = |one: &Quotation| {
        let source = one.source.map_or("?".into(), |source| match source.resolved {
            Some(resolved) => format!("{} = {}", text.slice(source.span), text.slice(resolved)),
            None => text.slice(source.span).to_owned(),
        });
        let cue = one.cue.map_or("-", |cue| text.slice(cue));
        format!("{}: {} / {source} / {cue}", one.kind.name(), text.slice(one.span))
    };
    found.iter().filter(|one| one.score >= LIKELY).map(show).collect()
}

#[test]
fn german_articles() {
    for (text, expected) in [
        (
            "„Wir haben lange gestritten“, sagte die Vorsitzende {Hedwig Tann}. „Jetzt ist Schluss.“",
            &[
                "direct: Wir haben lange gestritten / Hedwig Tann / sagte",
                "direct: Jetzt ist Schluss. / Hedwig Tann / -",
            ][..],
        ),
        (
            "{Hedwig Tann} trat vor die Presse. Sie erklärte, der Rat werde im Mai erneut tagen.",
            &["indirect: der Rat werde im Mai erneut tagen / Sie = Hedwig Tann / erklärte"],
        ),
        (
            "Die Ministerin {Änne Groß} kam spät. Die Ministerin sagte am Montag, dass die Brücke „nicht zu halten“ sei.",
            &[
                "mixed: dass die Brücke „nicht zu halten“ sei / Die Ministerin = Änne Groß / sagte",
                "direct: nicht zu halten / Die Ministerin = Änne Groß / sagte",
            ],
        ),
        (
            "Laut einer Sprecherin der Kommission ist das Vorhaben bezahlt. Der Streit sei beigelegt, so {Lorenz Acht}.",
            &[
                "indirect: ist das Vorhaben bezahlt / einer Sprecherin der Kommission / Laut",
                "indirect: Der Streit sei beigelegt / Lorenz Acht / so",
            ],
        ),
        ("Der Film „Die Brücke am Fluss“ läuft im Kino „Capitol“. Das Schiff „Hanse“ sank.", &[]),
        (
            "{o:Nordkamm} teilte mit, man habe die Pläne geändert. Die Leitung komme 2027.",
            &[
                "indirect: man habe die Pläne geändert / Nordkamm / teilte mit",
                "indirect: Die Leitung komme 2027 / Nordkamm / -",
            ],
        ),
        (
            "{Tann} forderte beide Seiten auf,\n\n\"bis zur nächsten Sitzung auf Vorwürfe zu verzichten\".",
            &["direct: bis zur nächsten Sitzung auf Vorwürfe zu verzichten / Tann / -"],
        ),
        (
            "Der Sprecher des Amtes, {Jan Holm}, wies das zurück: „Das stimmt nicht.“",
            &["direct: Das stimmt nicht. / Jan Holm / wies"],
        ),
    ] {
        assert_eq!(listed("de", text), expected, "{text}");
    }
}

#[test]
fn english_articles() {
    for (text, expected) in [
        (
            "“We came for a treaty and we leave with a map,” said Dr. {Helen Marsh}, the U.S. diplomat. “It is the first.”",
            &[
                "direct: We came for a treaty and we leave with a map, / Helen Marsh / said",
                "direct: It is the first. / Helen Marsh / -",
            ][..],
        ),
        (
            "The minister, {Ilyas Demirov}, told reporters that his country would not sign. He added that it was ready to talk.",
            &[
                "indirect: that his country would not sign / Ilyas Demirov / told",
                "indirect: that it was ready to talk / He = Ilyas Demirov / added",
            ],
        ),
        ("According to two officials, the dam is safe.", &["indirect: the dam is safe / two officials / According to"]),
        (
            "{Sofia Brand} called the idea “a polite word for giving up”.",
            &["direct: a polite word for giving up / Sofia Brand / called"],
        ),
        ("“Why now?” {Marsh} asked. She read the novel “The Long River”.", &["direct: Why now? / Marsh / asked"]),
        ("The dam was safe, the ministry said on Friday.", &["indirect: The dam was safe / the ministry / said"]),
    ] {
        assert_eq!(listed("en", text), expected, "{text}");
    }
}

/// Opening and closing marks, and those of a quotation inside.
const STYLES: [[&str; 4]; 8] = [
    ["„", "“", "‚", "‘"],
    ["„", "”", "‚", "’"],
    ["\"", "\"", "‚", "‘"],
    ["“", "”", "‘", "’"],
    ["»", "«", "›", "‹"],
    ["«", "»", "‹", "›"],
    ["”", "”", "‚", "’"],
    ["「", "」", "『", "』"],
];

#[test]
fn the_style_of_marks_makes_no_difference() {
    let text = "<Wir haben [das Wort] gehalten. Nun seid ihr dran>, sagte {Anna Weber} am Montag. Der Vorstand sei \
        <nicht informiert> worden, so ihre Sprecherin.\n\nDer Film <Nachtzug> war dabei. {Jan Holm} erklärte: <Das ist \
        erst der Anfang. Es geht weiter.\n\n<Morgen reden wir mit allen, die noch zweifeln.> Die <Goldene Feder> blieb \
        zu Hause.\n\n<Niemand hat uns vorher gefragt, und niemand wird es danach tun.>\n\nHolm nannte das <zutiefst \
        unfair>.";
    let styled = |[open, close, inner_open, inner_close]: [&str; 4]| {
        text.replace('<', open).replace('>', close).replace('[', inner_open).replace(']', inner_close)
    };
    let marks: Vec<char> = STYLES.concat().concat().chars().collect();
    let plain = |style| -> Vec<String> {
        listed("de", &styled(style)).iter().map(|line| line.chars().filter(|c| !marks.contains(c)).collect()).collect()
    };
    let [first, others @ ..] = STYLES;
    let expected = plain(first);
    assert_eq!(expected.len(), 6, "{expected:#?}");
    for style in others {
        assert_eq!(plain(style), expected, "{style:?}");
    }
}

#[test]
fn hostile_articles_are_no_trouble() {
    for unit in
        ["„", "\"", "»a« ", "sagte ", "„a ‚b ", "\"A, sagte er.\n\n\"", "er sagte, dass „a“, ", "「", "so der ", "X "]
    {
        let document = Document::new("a", Text::new(unit.repeat(50_000 / unit.len())), Meta::default(), Vec::new());
        let tokens = Tokens::of(&document);
        for language in ["de", "en"] {
            assert!(recognise(&document, &tokens, &[], Some(language)).len() <= document.text().len());
        }
    }
}

proptest! {
    /// Whatever an article holds, spans lie on character boundaries inside the text, in order, and cover their parts.
    #[test]
    fn spans_are_sound(
        units in prop::collection::vec(prop::sample::select(vec![
            "„", "“", "”", "\"", "»", "«", "‚", "‘", "’", "「", "」", "'", " ", " ", ", ", ". ", ": ", "\n\n", "– ", "{Anna}", "{o:Rat}",
            "sagte", "teilte", "mit", "dass", "laut", "so", "der Sprecher", "sei", "er", "Wir", "gehen", "nach Angaben", "said", "that",
            "fordert", "kritisiert", "nicht", "am Freitag", "4.", "Mai", "2022", "vor", "ö", "漢", "👍🏽", "(", ")", "?", "the minister",
        ]), 0..60),
        language in prop::sample::select(vec![Some("de"), Some("en"), None]),
    ) {
        let (document, mentions) = annotated(&units.concat());
        let (text, tokens) = (document.text(), Tokens::of(&document));
        let found = recognise(&document, &tokens, &mentions, language);
        for one in &found {
            let source = one.source.iter().flat_map(|source| [Some(source.span), source.resolved]);
            let spans = [Some(one.span), Some(one.outer), one.cue].into_iter().chain(source).flatten();
            for span in spans {
                prop_assert!(text.holds(span) && !span.is_empty(), "{one:?}");
            }
            prop_assert!(one.outer.covers(one.span) && (0.0..=1.0).contains(&one.score));
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].outer.start <= pair[1].outer.start));
        let dates = crate::extract::dates::recognise(&document, &tokens, language);
        prop_assert!(dates.iter().all(|date| text.holds(date.span) && !date.span.is_empty()));
        prop_assert!(dates.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        let hints = crate::extract::stances::recognise(&document, &tokens, &mentions, language);
        prop_assert!(hints.iter().all(|hint| [hint.holder, hint.object, hint.cue].iter().all(|&span| text.holds(span) && !span.is_empty())));
        prop_assert!(hints.windows(2).all(|pair| pair[0].cue.start <= pair[1].cue.start));
    }
}
