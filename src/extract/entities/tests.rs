use super::*;
use crate::doc::Meta;
use crate::text::Text;
use proptest::prelude::*;

fn document(text: &str) -> Document {
    Document::new("test", Text::new(text), Meta::default(), Vec::new())
}

fn mentions(text: &str, language: Option<&str>, caution: f32) -> Vec<Mention> {
    let document = document(text);
    recognise(&document, &Tokens::of(&document), language, caution)
}

/// The names found, "Putin PER", in order.
fn named(text: &str, language: Option<&str>) -> Vec<String> {
    let name = |mention: &Mention| format!("{} {}", &text[mention.span.range()], mention.label.name());
    mentions(text, language, 0.5).iter().map(name).collect()
}

const GERMAN: &str = "Der Kreml bestätigte, dass Wladimir Putin am Freitag nach Peking reist. Dort trifft er Xi Jinping, \
    wie sein Berater Juri Uschakow sagte. Xi und Putin wollen über Gazprom sprechen. Auch Kim Jong Un werde \
    erwartet. Die Shanghaier Organisation für Zusammenarbeit (SOZ) tagt danach in Berlin. Uschakow lobte die SOZ.";

#[test]
fn a_german_article_names_its_actors() {
    let found = named(GERMAN, Some("de"));
    for name in [
        "Kreml ORG",
        "Wladimir Putin PER",
        "Peking LOC",
        "Xi Jinping PER",
        "Juri Uschakow PER",
        "Xi PER",
        "Gazprom ORG",
        "Kim Jong Un PER",
        "Shanghaier Organisation für Zusammenarbeit ORG",
        "Berlin LOC",
        "Uschakow PER",
    ] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
    assert_eq!(found.iter().filter(|name| *name == "SOZ ORG").count(), 2, "{found:?}");
}

#[test]
fn an_english_article_names_its_actors() {
    let text = "President Joe Biden met Volodymyr Zelensky in Washington. Biden's visit to London follows. \
        The United Nations and Microsoft declined to comment.";
    assert_eq!(
        named(text, Some("en")),
        [
            "Joe Biden PER",
            "Volodymyr Zelensky PER",
            "Washington LOC",
            "Biden PER",
            "London LOC",
            "United Nations ORG",
            "Microsoft ORG",
        ]
    );
}

#[test]
fn every_proposal_says_why() {
    let why = |word: &str| {
        let at = GERMAN.rfind(word).unwrap();
        mentions(GERMAN, Some("de"), 0.5).into_iter().find(|mention| mention.span.contains(at)).unwrap().why
    };
    assert_eq!(why("Gazprom"), Why::List);
    assert_eq!(why("Berlin"), Why::Model);
    assert!(mentions(GERMAN, Some("de"), 0.5).iter().all(|mention| (0.0..=1.0).contains(&mention.score)));
}

#[test]
fn caution_goes_from_many_proposals_to_few() {
    let counts: Vec<usize> = (0..=4).map(|step| mentions(GERMAN, Some("de"), step as f32 / 4.0).len()).collect();
    assert!(counts.is_sorted_by(|more, less| more >= less) && counts[0] > counts[4], "{counts:?}");
}

#[test]
fn hard_input_is_read_to_its_end() {
    for unit in ["Putin ", "„", "👍🏽 漢字 ", "Xi(", "A. B. ", "ſt\u{301}#", "-", "Angela Merkel (CDU) "] {
        let text = unit.repeat(40_000 / unit.len());
        for mention in mentions(&text, None, 0.0) {
            assert!(text.get(mention.span.range()).is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Mentions lie on character boundaries, in order and apart.
    #[test]
    fn mentions_are_in_order_and_apart(
        text in "([A-ZÄ][a-zß]{1,8} |[a-zä]{1,6} |[A-Z]{2,4}|[„“\"().,:-]|Dr\\. |漢|👍🏽|\u{301}|\n\n|Putin|Xi Jinping |NATO){0,60}",
        caution in 0f32..1.0,
    ) {
        let mut at = 0;
        for mention in mentions(&text, Some("de"), caution) {
            prop_assert!(text.get(mention.span.range()).is_some_and(|name| !name.trim().is_empty()));
            prop_assert!(mention.span.start >= at);
            at = mention.span.end;
        }
    }
}
