//! What holds for any text, and a few stories.

use proptest::prelude::*;

use super::*;
use crate::text::Span;

fn passages(text: &Text, places: &[(usize, usize)]) -> Vec<Passage<'static>> {
    let one = |&(a, b): &(usize, usize)| {
        let at = |byte: usize| text.as_str().floor_char_boundary(byte % (text.len() + 1));
        Passage::of(&Anchored::one(Span::new(at(a), at(b))), text)
    };
    places.iter().map(one).collect()
}

fn quoted<'t>(outcome: &Outcome, text: &'t Text) -> Vec<&'t str> {
    outcome.place().map(|place| place.parts().map(|part| text.slice(part)).collect()).unwrap_or_default()
}

fn passage(old: &Text, quote: &str) -> Passage<'static> {
    let start = old.as_str().find(quote).unwrap();
    Passage::of(&Anchored::one(Span::new(start, start + quote.len())), old)
}

const OLD: &str = "Anna Vogt lebt in Ulm.\n\nDie Brücke, sagte Vogt, „bleibt zu“. Niemand wundert sich.\n\n\
    Am Abend sprach in Ulm auch Tom Reim vom Bauamt, der die Brücke kennt.\n";

#[test]
fn what_a_reader_does_not_see_disturbs_nothing() {
    use unicode_normalization::UnicodeNormalization;
    let old = Text::new(OLD);
    let all = ["Anna Vogt", "Die Brücke", "„bleibt zu“. Niemand", "Ulm.\n\nDie", "Tom Reim", "kennt.\n"];
    let passages: Vec<Passage> = all.iter().map(|quote| passage(&old, quote)).collect();
    for new in [
        format!("\u{feff}{}", OLD.replace('\n', "\r\n")),
        OLD.replace('\n', "\r"),
        OLD.nfd().collect(),
        OLD.replace(". ", ".\n"),
        OLD.replace('\n', "  \n"),
    ] {
        let new = Text::new(new);
        for old in [Some(&old), None] {
            let outcomes = anchor(&new, old, &passages);
            let tally: Tally = outcomes.iter().collect();
            assert_eq!(tally.exact + tally.moved, all.len(), "{new:?}: {outcomes:?}");
            for (outcome, quote) in outcomes.iter().zip(all) {
                assert!(fold::same(&quoted(outcome, &new).concat(), quote), "{new:?}: {outcome:?}");
            }
        }
    }
}

#[test]
fn typographic_quotes_and_slips_are_fuzzy_and_what_is_gone_is_an_orphan() {
    let old = Text::new(OLD);
    let new = Text::new(
        OLD.replace(['„', '“'], "\"")
            .replace("Tom Reim vom Bauamt", "Tom Raim vom Bauamt")
            .replace("Niemand wundert sich.", "Der Rat schweigt."),
    );
    let all = ["„bleibt zu“", "Tom Reim vom Bauamt", "Niemand wundert sich", "Anna Vogt"];
    let passages: Vec<Passage> = all.iter().map(|quote| passage(&old, quote)).collect();
    for old in [Some(&old), None] {
        let outcomes = anchor(&new, old, &passages);
        assert!(matches!(outcomes[0], Outcome::Fuzzy { similarity: 1.0, .. }), "{outcomes:?}");
        assert_eq!(quoted(&outcomes[1], &new), ["Tom Raim vom Bauamt"]);
        assert!(matches!(outcomes[2], Outcome::Orphan(_)), "{outcomes:?}");
        assert!(matches!(outcomes[3], Outcome::Exact(_)), "{outcomes:?}");
    }
}

#[test]
fn a_name_that_went_with_its_sentence_is_not_found_in_another() {
    let old = Text::new(OLD);
    let new = Text::new(OLD.replace("Am Abend sprach in Ulm auch Tom Reim vom Bauamt, der die Brücke kennt.", "Ende."));
    let start = OLD.rfind("Ulm").unwrap();
    let place = Anchored::one(Span::new(start, start + 3));
    let with_context = |known: bool| Passage {
        before: known.then(|| OLD[start - 16..start].into()),
        after: known.then(|| OLD[start + 3..start + 30].into()),
        ..Passage::of(&place, &old)
    };
    assert!(matches!(anchor(&new, Some(&old), &[with_context(false)])[0], Outcome::Orphan(_)));
    assert!(matches!(anchor(&new, None, &[with_context(true)])[0], Outcome::Orphan(_)));
}

#[test]
fn a_name_is_not_found_in_the_sentence_that_replaced_its_own() {
    let old =
        Text::new("Anna Vogt lebt in Ulm. Tom Reim wies das am Montag entschieden zurück. Niemand wundert sich.\n");
    let new = old.as_str().replace("wies das am Montag entschieden zurück", "kennt Köln seit vielen Jahren");
    let outcome = anchor(&Text::new(new), Some(&old), &[passage(&old, "Tom Reim")]);
    assert!(matches!(outcome[0], Outcome::Orphan(_)), "{outcome:?}");
}

#[test]
fn fragments_stay_together_and_in_order() {
    let old = Text::new(OLD);
    let at = |quote: &str| OLD.find(quote).map(|start| Span::new(start, start + quote.len())).unwrap();
    let place = Anchored::many(&[at("„bleibt zu“"), at("Die Brücke")]).unwrap();
    let passage = [Passage::of(&place, &old)];
    let moved = Text::new(format!("Neu am Montag.\n\n{OLD}"));
    assert_eq!(quoted(&anchor(&moved, Some(&old), &passage)[0], &moved), ["„bleibt zu“", "Die Brücke"]);
    assert_eq!(quoted(&anchor(&moved, None, &passage)[0], &moved), ["„bleibt zu“", "Die Brücke"]);
    let torn = Text::new(OLD.replace("Die Brücke, sagte Vogt, ", ""));
    assert_eq!(anchor(&torn, Some(&old), &passage)[0], Outcome::Orphan(Lost::Scattered));
    let broken = Passage { quote: "Die".into(), ..passage[0].clone() };
    assert_eq!(anchor(&moved, Some(&old), &[broken])[0], Outcome::Orphan(Lost::Unreadable));
}

#[test]
fn a_moved_paragraph_is_found() {
    let paragraphs: Vec<&str> = OLD.trim_end().split("\n\n").collect();
    let new = Text::new([paragraphs[2], paragraphs[0], paragraphs[1]].join("\n\n"));
    let old = Text::new(OLD);
    for known in [Some(&old), None] {
        let outcome = anchor(&new, known, &[passage(&old, "Tom Reim"), passage(&old, "Anna Vogt")]);
        assert!(outcome.iter().all(|outcome| matches!(outcome, Outcome::Moved(_))), "{outcome:?}");
    }
}

#[test]
fn a_place_that_was_noted_beside_its_words_is_put_right() {
    let text = Text::new(OLD);
    let beside = |quote: &str, by: isize| {
        let mut passage = passage(&text, quote);
        let part = &mut passage.parts[0];
        (part.0.0, part.1.0) = (part.0.0.wrapping_add_signed(by), part.1.0.wrapping_add_signed(by));
        passage
    };
    // „Ulm“ and „Brücke“ stand twice in the text.
    for (quote, by) in [("Tom Reim", 1), ("Anna Vogt", 3), ("Ulm", -1), ("Brücke", 2)] {
        let passages = [passage(&text, "Niemand"), beside(quote, by)];
        let outcomes = anchor(&text, Some(&text), &passages);
        assert!(matches!(outcomes[0], Outcome::Exact(_)), "{outcomes:?}");
        let place = passage(&text, quote).parts;
        let found = Passage::of(outcomes[1].place().expect(quote), &text);
        assert_eq!((&found.parts, matches!(outcomes[1], Outcome::Moved(_))), (&place, true), "{outcomes:?}");
    }
    let gone = Passage { quote: "Tim Raum".into(), ..passage(&text, "Tom Reim") };
    assert!(matches!(anchor(&text, Some(&text), &[gone])[0], Outcome::Orphan(_)));
}

/// Text that editors and tools stumble over.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-cA ]{0,12}",
        "[äöß\u{301}\u{308}\u{ad}\u{200b}\u{feff}]{0,6}",
        "[\r\n\t \u{a0}\u{2028}]{0,6}",
        "[„“\"'’–-]{0,6}",
        "[漢字한ع😀🏳\u{200d}\u{fe0f}İﬁ]{0,6}",
        Just("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()),
        Just("the same words again and again. ".to_owned()),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn places_lie_in_the_new_text(
        old in hostile(),
        new in hostile(),
        known: bool,
        related: bool,
        places in proptest::collection::vec((0_usize..900, 0_usize..900), 0..12),
        pairs: bool,
    ) {
        let new = if related { format!("{new}{old}{new}") } else { new };
        let (old, new) = (Text::new(old), Text::new(new));
        let mut passages = passages(&old, &places);
        if pairs {
            for pair in passages.chunks_mut(2) {
                let [a, b] = pair else { continue };
                a.parts.extend(b.parts.clone());
                a.quote = format!("{} {}", a.quote, b.quote).into();
                b.before = Some("a".into());
                b.parts.iter_mut().for_each(|part| part.1.0 += 1);
            }
        }
        let outcomes = anchor(&new, known.then_some(&old), &passages);
        prop_assert_eq!(outcomes.len(), passages.len());
        for (outcome, passage) in outcomes.iter().zip(&passages) {
            if let Some(place) = outcome.place() {
                prop_assert!(place.parts().all(|part| new.holds(part)), "{:?}", outcome);
                prop_assert_eq!(place.parts().count(), passage.parts.len());
            }
            if let Outcome::Exact(place) | Outcome::Moved(place) = outcome {
                prop_assert!(fold::same(&place.quote(&new), &passage.quote), "{:?} {:?}", passage, outcome);
            }
        }
    }

    #[test]
    fn in_the_same_text_everything_stays(
        text in hostile(),
        places in proptest::collection::vec((0_usize..900, 0_usize..900), 1..12),
        prefix in "[A-Z]{1,9} [x-z]{1,30}\n\n",
    ) {
        let old = Text::new(text);
        let passages = passages(&old, &places);
        for (outcome, passage) in anchor(&old, Some(&old), &passages).iter().zip(&passages) {
            prop_assert_eq!(outcome, &Outcome::Exact(placed(passage, &old, 0)));
        }
        let new = Text::new(format!("{prefix}{}", old.as_str()));
        for (outcome, passage) in anchor(&new, Some(&old), &passages).iter().zip(&passages) {
            // A place between two characters may be on either side of what came in there.
            if passage.quote.chars().any(char::is_alphanumeric) && !old.as_str().starts_with(fold::is_unseen) {
                prop_assert_eq!(outcome, &Outcome::Moved(placed(passage, &new, prefix.chars().count())));
            }
        }
    }
}

fn placed(passage: &Passage, text: &Text, shift: usize) -> Anchored {
    let (CodePoint(start), CodePoint(end)) = passage.parts[0];
    Anchored::one(text.to_span(CodePoint(start + shift), CodePoint(end + shift)).unwrap())
}

/// Words that two texts share in different orders.
fn numbers(step: u64, modulus: u64) -> String {
    (0..4_000).map(|i| format!("{} ", i * step % modulus)).collect()
}

/// Texts that a comparison takes the square or the cube of their length for if nobody stops it: the search has a
/// budget, sections of a text and long quotes a greatest length. `tests/anchoring` does the same with a megabyte.
#[test]
fn hostile_sizes_end() {
    let cases = [
        ("a".repeat(16_000), "a".repeat(15_000)),
        (numbers(7_919, 1_009), numbers(104_729, 1_013)),
        (format!("{}b", "aé".repeat(8_000)), format!("{}c", "ae\u{301}".repeat(7_000))),
        ("Der Rat tagt. ".repeat(1_200), "Der Rat schweigt. ".repeat(1_200)),
    ];
    for (old, new) in cases {
        let (old, new) = (Text::new(old), Text::new(new));
        let mut places: Vec<(usize, usize)> = (0..40).map(|at| (at * 57, at * 57 + at % 40)).collect();
        places.extend([(0, 12_000), (3, 12_001), (0, 4_000)]);
        let passages = passages(&old, &places);
        for known in [Some(&old), None] {
            let outcomes = anchor(&new, known, &passages);
            assert!(outcomes.iter().all(|outcome| outcome.place().is_none_or(|place| new.holds(place.hull()))));
        }
    }
}

#[test]
fn a_long_repetitive_text_keeps_what_stands_around_its_changes() {
    let part = |name: &str| (0..900).map(|at| format!("{name} {at}: Der Rat von Ulm tagt. ")).collect::<String>();
    let old = Text::new([part("eins"), part("zwei")].concat());
    let new = Text::new([part("eins").replace("eins 8", "acht 8").as_str(), "Neu. ", &part("zwei")].concat());
    let outcomes = anchor(&new, Some(&old), &[passage(&old, "eins 451: Der Rat"), passage(&old, "zwei 712: Der Rat")]);
    assert!(matches!(outcomes[0], Outcome::Moved(_) | Outcome::Exact(_)), "{outcomes:?}");
    assert!(matches!(outcomes[1], Outcome::Moved(_)), "{outcomes:?}");
}
