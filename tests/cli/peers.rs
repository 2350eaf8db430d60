//! `gloss score` says what `seqeval` and `nervaluate` from PyPI say of the same spans.
//!
//! They are asked through `tests/peers/score.py`, by the Python that `GLOSS_PEERS_PYTHON` names, or by `python3` where
//! it has both (`pip install -r tests/peers/requirements.txt`). Without them the test says so and asks nothing.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use glossator::annot::{AnnotationSet, AnnotatorName, Id, Kind, Record, Review, SpanAnnotation, Status, sidecar};
use glossator::doc::Document;
use glossator::text::CodePoint;
use serde_json::{Value, json};

use super::home::{Home, run};
use super::schema::assert_valid;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/score.py");

/// Code points of a token and the blank behind it.
const TOKEN: usize = 5;

/// A Python with both packages.
fn python() -> Option<String> {
    let has_both = |python: &str| {
        let check = Command::new(python).args([SCRIPT, "--check"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        check.is_ok_and(|status| status.success())
    };
    match std::env::var("GLOSS_PEERS_PYTHON") {
        Ok(python) => {
            assert!(has_both(&python), "GLOSS_PEERS_PYTHON is {python}, which lacks seqeval or nervaluate");
            Some(python)
        }
        Err(_) => Some("python3".to_owned()).filter(|python| has_both(python)),
    }
}

/// Numbers that look random and are the same every time (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

/// A label, its first token and the one after its last.
type Said = (&'static str, usize, usize);

struct Article {
    tokens: usize,
    gold: Vec<Said>,
    pred: Vec<Said>,
}

/// Spans one after the other.
fn flat(dice: &mut Dice, tokens: usize) -> Vec<Said> {
    let (mut at, mut spans) = (dice.below(3), Vec::new());
    while at + 4 < tokens {
        let end = at + 1 + dice.below(3);
        spans.push((["PER", "ORG", "LOC", "MISC"][dice.below(4)], at, end));
        at = end + dice.below(4);
    }
    spans
}

/// The same with mistakes in it: other labels and boundaries, some missing, some too many.
fn spoiled(dice: &mut Dice, spans: &[Said], tokens: usize) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    for &(label, first, last) in spans {
        let said = match dice.below(8) {
            0 => continue,
            1 => ("PER", first, last),
            2 => (label, first, last + 1),
            3 if last > first + 1 => (label, first + 1, last),
            4 => ("DATE", first.saturating_sub(1), last),
            _ => (label, first, last),
        };
        if said.2 <= tokens && found.last().is_none_or(|before| before.2 <= said.1) {
            found.push(said);
        }
    }
    found
}

/// Spans in and across each other, some of them long, beside some of the spans `known`; in document order and without
/// doubles.
fn nested(dice: &mut Dice, tokens: usize, known: &[Said]) -> Vec<Said> {
    let mut spans: Vec<Said> = known.iter().copied().filter(|_| dice.below(3) > 0).collect();
    spans.extend((0..12).map(|_| {
        let longest = if dice.below(4) == 0 { tokens } else { 5 };
        let (first, length) = (dice.below(tokens - 1), 1 + dice.below(longest));
        (["PER", "ORG", "QUOTE"][dice.below(3)], first, (first + length).min(tokens))
    }));
    spans.sort_by_key(|&(label, first, last)| (first, tokens - last, label));
    spans.dedup();
    spans
}

fn corpus(seed: u64) -> Vec<Article> {
    let mut dice = Dice(seed);
    let article = |_| {
        let tokens = 30 + dice.below(170);
        let (gold, pred) = match seed % 2 {
            0 => {
                let gold = nested(&mut dice, tokens, &[]);
                let pred = nested(&mut dice, tokens, &gold);
                (gold, pred)
            }
            _ => {
                let gold = flat(&mut dice, tokens);
                let pred = spoiled(&mut dice, &gold, tokens);
                (gold, pred)
            }
        };
        Article { tokens, gold, pred }
    };
    (0..10).map(article).collect()
}

/// Writes an article and what both sides say of it.
fn write(home: &Home, name: &str, article: &Article) {
    let text: String = (0..article.tokens).map(|token| format!("ä{token:03} ")).collect();
    home.write(name, &text);
    let document = Document::new(name, text.as_str().into(), Default::default(), Vec::new());
    for (annotator, kind, spans) in [("anna", Kind::Human, &article.gold), ("ner", Kind::Model, &article.pred)] {
        let mut set = AnnotationSet::for_document(AnnotatorName::parse(annotator).unwrap(), kind, &document);
        set.review = Review { status: Status::Done, ..Review::default() };
        set.extend(spans.iter().enumerate().map(|(number, &(label, first, last))| {
            let place = document.text().to_span(CodePoint(first * TOKEN), CodePoint(last * TOKEN - 1)).unwrap();
            Record::Span(SpanAnnotation::new(Id::from_bits(number as u64), label, place))
        }));
        home.write(&format!("{name}.{annotator}.gloss.toml"), sidecar::write(&set, document.text()));
    }
}

fn as_json(article: &Article) -> Value {
    let side = |spans: &[Said]| {
        let span = |&(label, first, last): &Said| json!({ "label": label, "first": first, "last": last, "start": first * TOKEN, "end": last * TOKEN - 1 });
        spans.iter().map(span).collect::<Value>()
    };
    json!({ "tokens": article.tokens, "gold": side(&article.gold), "pred": side(&article.pred) })
}

/// Holds every number of `theirs` against ours; what is not defined is 0 for them.
#[track_caller]
fn assert_same(ours: &Value, theirs: &Value, at: &str) {
    for (name, value) in theirs.as_object().unwrap() {
        let at = format!("{at}/{name}");
        match value {
            Value::Object(_) => assert_same(&ours[name], value, &at),
            _ => {
                let (ours, theirs) = (ours[name].as_f64().unwrap_or(0.0), value.as_f64().unwrap());
                assert!((ours - theirs).abs() < 1e-12, "{at}: {ours} here, {theirs} there");
            }
        }
    }
}

#[test]
fn scores_are_those_of_seqeval_and_nervaluate() {
    let Some(python) = python() else {
        // Past the capture of the test runner, so that it is seen.
        let how = "pip install -r tests/peers/requirements.txt";
        writeln!(io::stderr(), "SKIPPED: scores are not held against seqeval and nervaluate; {how}").unwrap();
        return;
    };
    let corpora: Vec<Vec<Article>> = (1..=8).map(corpus).collect();
    let asked: Value = corpora.iter().map(|corpus| corpus.iter().map(as_json).collect::<Value>()).collect();
    let ran = run(Command::new(python).arg(SCRIPT).stdin(Stdio::piped()), asked.to_string().as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let answers: Vec<Value> = serde_json::from_str(&ran.out).unwrap();

    for (number, (corpus, theirs)) in corpora.iter().zip(&answers).enumerate() {
        let home = Home::new();
        corpus.iter().enumerate().for_each(|(i, article)| write(&home, &format!("{i}.txt"), article));
        let ours = home.gloss(&["score", "--gold", "anna", "--pred", "ner", "--json", "."]).json();
        assert_valid("score", &ours);
        let labels: Value =
            ours["labels"].as_array().unwrap().iter().map(|it| (it["label"].as_str().unwrap(), it.clone())).collect();
        let overall = &theirs["nervaluate"]["overall"];
        assert!(overall["type"]["correct"].as_u64().unwrap() > 50, "{overall}");
        assert_same(&ours["overall"]["schemes"], overall, &format!("corpus {number}"));
        for (label, schemes) in theirs["nervaluate"]["labels"].as_object().unwrap() {
            assert_same(&labels[label]["schemes"], schemes, &format!("corpus {number}, {label}"));
        }
        assert_eq!(theirs["seqeval"].is_null(), number % 2 == 1);
        if let Some(seqeval) = theirs["seqeval"].as_object() {
            assert_same(&ours["overall"], &seqeval["averages"], &format!("corpus {number}"));
            assert_same(&labels, &seqeval["labels"], &format!("corpus {number}"));
        }
    }
}
