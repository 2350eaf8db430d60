//! The tour teaches keys that are there.

use glossator::config::key::Key;
use glossator::config::keymap::{Context, Keymap, Lookup};
use glossator::config::schema::Schema;

const TOUR: &str = include_str!("../../assets/samples/01-tour.md");

/// What stands in code spans and is no key: words to be typed, and words of the screen.
const WORDS: [&str; 8] = ["this", "saved", "tutorial", "tu", "tram", "Wan", "dam", "gloss article.txt"];

fn code_spans(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// Whether one could type these keys while reading: every sequence is bound, in the context that the ones before
/// have led to.
fn is_bound(keymap: &Keymap, keys: &[Key], mut context: Context) -> bool {
    let mut rest = keys;
    while let Some(first) = rest.first() {
        if first.typed().is_some_and(|c| c.is_ascii_digit() && c != '0') {
            rest = &rest[1..];
            continue;
        }
        let bound = (1..=rest.len()).find_map(|length| match keymap.lookup(context, &rest[..length]) {
            Lookup::Command(command) => Some((length, command)),
            Lookup::Prefix(_) | Lookup::None => None,
        });
        let Some((length, command)) = bound else {
            // A key that others follow is a box of its own.
            return matches!(keymap.lookup(context, rest), Lookup::Prefix(_));
        };
        match command {
            "select" => context = Context::Select,
            "search" | "command-line" => return true,
            _ => {}
        }
        rest = &rest[length..];
    }
    true
}

#[test]
fn every_key_of_the_tour_is_bound() {
    let (keymap, clashes) = Keymap::default().with_labels(&Schema::news());
    assert!(clashes.is_empty());
    let mut seen = 0;
    for span in code_spans(TOUR).into_iter().filter(|span| !WORDS.contains(span)) {
        // `<` alone is how one reads it; written as a sequence it is `<lt>`.
        let keys = if span == "<" { "<lt>" } else { span };
        let keys = Key::sequence(keys).unwrap_or_else(|error| panic!("{span}: {error}"));
        let bound = [Context::Normal, Context::Select].map(|context| is_bound(&keymap, &keys, context));
        assert!(bound.contains(&true), "{span} is not bound");
        seen += 1;
    }
    assert!(seen > 60, "{seen}");
}
