use std::cell::Cell;

use proptest::prelude::*;

use super::super::day::Day;
use super::super::summary::{About, Name, Names, SetSummary, Summary};
use super::*;

struct Article {
    path: &'static str,
    summary: Summary,
    text: &'static str,
    was_read: Cell<bool>,
}

impl Subject for Article {
    fn path(&self) -> &str {
        self.path
    }
    fn id(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
    fn annotator(&self) -> &str {
        "anna"
    }
    fn summary(&self) -> &Summary {
        &self.summary
    }
    fn text(&self) -> &str {
        self.was_read.set(true);
        self.text
    }
}

const ANNA: &str = r#"
gloss = 1
annotator = "anna"
kind = "human"
review = { status = "done", seconds = 700 }
entities = [{ id = "e1", name = "Wladimir Putin", label = "PER" }]
spans = [
  { id = "s1", label = "PER", start = 0, end = 5, text = "Putin", entity = "e1", at = 2026-11-23T18:20:00Z },
  { id = "s2", label = "ORG", start = 20, end = 24, text = "NATO", from = [{ by = "robot", label = "ORG", start = 20, end = 24 }] },
]
tags = [{ id = "t1", tag = "nato" }]
stances = [{ id = "x1", holder = { entity = "e1" }, target = "nato", value = "against" }]
orphans = [{ id = "o1", list = "spans", label = "PER" }]
"#;

const BOB: &str = r#"
gloss = 1
annotator = "bob"
kind = "human"
review = { status = "started" }
tags = [{ id = "t1", tag = "eu russia" }]
"#;

const ROBOT: &str = r#"
gloss = 1
annotator = "robot"
kind = "model"
spans = [
  { id = "s1", label = "ORG", start = 20, end = 24, text = "NATO" },
  { id = "s2", label = "LOC", start = 30, end = 36, text = "Moskau" },
]
tags = [{ id = "t1", tag = "robotic" }]
"#;

fn article() -> Article {
    let mut names = Names::default();
    let sets = [ANNA, BOB, ROBOT].iter().map(|source| SetSummary::of_sidecar(source, &mut names).unwrap()).collect();
    let about = About {
        title: Some("China unterstützt die Forderungen".into()),
        date: Day::parse("2022-02-04"),
        outlet: Some(Name::from("RT Deutsch")),
        author: Some(Name::from("Anna Meier")),
        id: None,
        chars: 1200,
    };
    let text =
        "Wladimir Putin sprach in Moskau über die rote\nLinie der NATO. Äpfel und Sanktionspakete zu 30 Prozent.";
    Article {
        path: "corpus/spiegel/2022/rt-17.txt",
        summary: Summary { about, sets },
        text,
        was_read: Cell::new(false),
    }
}

fn is(source: &str) -> bool {
    Query::parse(source).unwrap_or_else(|error| panic!("{source}: {error}")).matches(&article())
}

#[test]
fn a_query_says_which_documents_are_meant() {
    for yes in [
        "",
        "putin",
        "Putin",
        "PUTIN or putin",
        "sanktion*",
        "\"rote linie\"",
        "\"Wladimir Putin\" moskau",
        "äpfel",
        "a\u{308}pfel",
        "/\\d+ Prozent/",
        "/mos(kau|cow)/",
        "title:china",
        "title:/^China/",
        "date:2022",
        "date:2022-01..2022-03",
        "date:..2022-02-04",
        "date:2022-02-04..",
        "date:*",
        "outlet:rt",
        "author:\"Anna Meier\"",
        "tag:nato",
        "tag:NATO or tag:n*",
        "tag:\"eu russia\"",
        "label:PER",
        "label:per",
        "label:PER=\"Putin\"",
        "label:PER=\"Wladimir Putin\"",
        "label:*=nat*",
        "stance:nato",
        "stance:nato=against",
        "holder:wladimir*",
        "status:done",
        "annotator:bob status:started",
        "annotator:robot",
        "annotator:robot tag:robotic",
        "annotator:cleo or tag:nato",
        "orphans:>0",
        "labels:2",
        "annotator:bob labels:0",
        "proposals:2",
        "proposals:>=2 proposals:<3",
        "annotator:bob proposals:3",
        "seconds:>600",
        "chars:1200",
        "folder:2022",
        "folder:spiegel/2022",
        "folder:spiegel/*",
        "path:rt-17",
        "id:rt-*",
        "not tag:moskau",
        "tag:x or (label:ORG and not title:usa)",
        "NOT tag:x AND tag:nato",
    ] {
        assert!(is(yes), "{yes}");
    }
    for no in [
        "puti",
        "PUTIN",
        "\"linie rote\"",
        "sanktion",
        "/\\d+ prozente/",
        "date:2021",
        "date:2022-02-05..",
        "tag:robotic",
        "tag:nat",
        "label:Per",
        "label:PER=Moskau",
        "label:LOC",
        "stance:nato=favor",
        "status:new",
        "annotator:cleo",
        "annotator:bob tag:nato",
        "annotator:bob not tag:\"eu russia\"",
        "labels:>2",
        "folder:rt-17.txt",
        "folder:2022/spiegel",
        "id:17",
        "not (tag:nato or tag:x)",
    ] {
        assert!(!is(no), "{no}");
    }
}

#[test]
fn a_document_without_sidecars_is_new_and_has_nothing() {
    let bare = Article { summary: Summary::default(), ..article() };
    for yes in [
        "status:new",
        "labels:0",
        "tags:<1",
        "not annotator:*",
        "not tag:*",
        "not date:*",
        "annotator:anna or status:new",
    ] {
        assert!(Query::parse(yes).unwrap().matches(&bare), "{yes}");
    }
    assert!(!Query::parse("annotator:anna status:new").unwrap().matches(&bare));
}

#[test]
fn the_text_is_read_only_where_nothing_else_decides() {
    for (source, read) in [
        ("tag:nowhere putin", false),
        ("putin tag:nowhere", false),
        ("tag:nato or putin", false),
        ("tag:nato putin", true),
        ("not putin tag:nowhere", false),
    ] {
        let article = article();
        Query::parse(source).unwrap().matches(&article);
        assert_eq!(article.was_read.get(), read, "{source}");
    }
    let query = Query::parse("tag:x (\"rote linie\" or /a+/) not putin label:PER=\"Putin\"").unwrap();
    assert!(query.needs_text());
    let terms: Vec<String> = query.text_terms().iter().map(ToString::to_string).collect();
    assert_eq!(terms, ["\"rote linie\"", "/a+/"]);
    assert_eq!(query.label_terms().len(), 1);
    let text = article().text;
    let found: Vec<&str> = query.text_terms()[0].find_in(text).map(|span| &text[span.range()]).collect();
    assert_eq!(found, ["rote\nLinie"]);
}

#[test]
fn what_is_wrong_is_told_with_its_column_and_what_to_do() {
    let wrong = |source: &str| Query::parse(source).unwrap_err().to_string();
    for (source, told) in [
        ("tag:a (putin", "column 7: this parenthesis is never closed; add ) behind what belongs together"),
        ("putin)", "column 6: this parenthesis closes nothing; take it away, or put it in quotation marks"),
        (
            "äöü lable:PER",
            "column 5: there is no term lable:; did you mean label:? put \"lable:PER\" in quotation marks to look for it in the text",
        ),
        (
            "https://rt.com",
            "column 1: there is no term https:; put \"https://rt.com\" in quotation marks to look for it in the text",
        ),
        (
            "\"rote linie",
            "column 1: this quotation mark is never closed; add another one, or put what has it in quotation marks",
        ),
        (
            "date:morgen",
            "column 6: morgen is no date; write a year, a month or a day, such as 2022, 2022-03 or 2022-03-31",
        ),
        (
            "date:2022-03..2022-13",
            "column 15: 2022-13 is no date; write a year, a month or a day, such as 2022, 2022-03 or 2022-03-31",
        ),
        ("date:2022-03..2021", "column 6: 2021 is before 2022-03; write the earlier date first"),
        ("status:finished", "column 8: finished is no status; there are new, started, done and skipped"),
        ("orphans:many", "column 9: orphans: needs a number, such as orphans:>0, orphans:<=3 or orphans:0"),
        ("tag: nato", "column 5: tag: needs a value right behind it, such as tag:nato"),
        ("or putin", "column 1: `or` needs something before it; put \"or\" in quotation marks to look for the word"),
        ("putin or", "column 9: `or` needs something behind it"),
        ("putin and", "column 10: `and` needs something behind it"),
        ("putin and or x", "column 11: `and` needs something behind it"),
        ("not", "column 4: `not` needs something behind it; put \"not\" in quotation marks to look for the word"),
        ("()", "column 2: there is nothing between these parentheses"),
        ("tag:x /a(b/", "column 7: this expression cannot be understood: unclosed group"),
        ("@mine", "column 1: there is no saved query @mine; saved queries stand under [queries] in the project file"),
    ] {
        assert_eq!(wrong(source), told, "{source}");
    }
    assert!(wrong(&"(".repeat(1000)).contains("nested more than"));
    assert!(wrong(&"not ".repeat(1000)).contains("nested more than"));
}

#[test]
fn saved_queries_stand_for_what_they_say() {
    let saved: Saved =
        [("war", "tag:x or putin"), ("done", "@war status:done"), ("a", "@b"), ("b", "@a"), ("bad", "tag:x (")]
            .map(|(name, query)| (name.to_owned(), query.to_owned()))
            .into();
    let query = Query::parse_with("not @done", &saved).unwrap();
    assert!(!query.matches(&article()));
    assert_eq!(query.to_string(), "not @done");
    let wrong = |source| Query::parse_with(source, &saved).unwrap_err().to_string();
    assert!(wrong("x @a").starts_with("column 3: in the saved query @a"), "{}", wrong("x @a"));
    assert!(wrong("@a").contains("stands for itself"));
    assert_eq!(
        wrong("tag:y @bad"),
        "column 7: in the saved query @bad, column 7: this parenthesis is never closed; add ) behind what belongs together"
    );
    assert!(wrong("@don").ends_with("did you mean @done?"));
}

#[test]
fn every_example_of_every_term_can_be_read() {
    for row in TERMS {
        assert!(!row.examples.is_empty());
        for example in row.examples {
            let query = Query::parse(example).unwrap_or_else(|error| panic!("{example}: {error}"));
            let key = example.split_once(':').map(|(key, _)| key).filter(|_| row.key.is_some());
            assert_eq!(key, row.key, "{example}");
            assert_eq!(Query::parse(&query.to_string()).unwrap(), query, "{example}");
        }
    }
    let keys: Vec<&str> = TERMS.iter().filter_map(|row| row.key).collect();
    assert!(Field::ALL.iter().all(|field| keys.contains(&field.name())));
    assert!(Count::ALL.iter().all(|count| keys.contains(&count.name())));
}

fn term() -> impl Strategy<Value = String> {
    let name = || {
        prop_oneof![
            "[a-zA-ZäÖ0-9*_-]{1,6}",
            "\"[a-z ()=:/@*]{0,3}[a-z](\\\\\"|\\\\\\\\)?\"",
            Just("\"and\"".to_owned())
        ]
    };
    let two = |key: &'static str| {
        (name(), proptest::option::of(name())).prop_map(move |(name, value)| match value {
            Some(value) => format!("{key}:{name}={value}"),
            None => format!("{key}:{name}"),
        })
    };
    let keys =
        prop::sample::select(vec!["tag:", "annotator:", "folder:", "path:", "id:", "holder:", "title:", "outlet:", ""]);
    let numbers = prop::sample::select(vec!["labels:>", "orphans:<=", "chars:=", "proposals:", "tags:>="]);
    prop_oneof![
        (keys, name()).prop_map(|(key, name)| format!("{key}{name}")),
        two("label"),
        two("stance"),
        (numbers, 0..99_u8).prop_map(|(key, number)| format!("{key}{number}")),
        prop::sample::select(vec![
            "date:2022",
            "date:2022-01..",
            "date:..2021-03-04",
            "date:*",
            "status:NEW",
            "/a\\/b|\\w+/"
        ])
        .prop_map(str::to_owned),
    ]
}

fn source() -> impl Strategy<Value = String> {
    term().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("not {inner}")),
            inner.clone().prop_map(|inner| format!("( {inner})")),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join(" ")),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join("  AND ")),
            prop::collection::vec(inner, 1..4).prop_map(|parts| format!("({})", parts.join(" or "))),
        ]
    })
}

proptest! {
    /// What a query is written as reads as the same query.
    #[test]
    fn a_query_is_written_as_what_it_was_read_from(source in source()) {
        // A name of stars and blanks alone is none.
        if let Ok(query) = Query::parse(&source) {
            let written = query.to_string();
            prop_assert_eq!(&Query::parse(&written).unwrap(), &query, "{} became {}", source, written);
            prop_assert_eq!(Query::parse(&written).unwrap().to_string(), written);
        }
    }

    /// Anything can be typed: it is a query, or it is told where it is none.
    #[test]
    fn whatever_is_typed_is_read_or_told_about(source in "(?s).{0,24}|[a-z:()\"/@=.*<>0-9 ]{0,24}") {
        match Query::parse(&source) {
            Ok(query) => drop(query.matches(&article())),
            Err(error) => {
                prop_assert!((1..=source.chars().count() + 1).contains(&error.column), "{source}: {error}");
                prop_assert!(!error.reason.is_empty());
            }
        }
    }

    /// `not` turns the meaning around, and a document is meant by `a or b` where it is meant by one of them.
    #[test]
    fn the_words_between_terms_mean_what_logic_says(a in term(), b in term()) {
        prop_assume!(!a.starts_with("annotator") && !b.starts_with("annotator"));
        if let (Ok(one), Ok(other)) = (Query::parse(&a), Query::parse(&b)) {
            let (one, other) = (one.matches(&article()), other.matches(&article()));
            prop_assert_eq!(is(&format!("{a} or {b}")), one || other);
            prop_assert_eq!(is(&format!("{a} {b}")), one && other);
            prop_assert_eq!(is(&format!("not {a}")), !one);
        }
    }
}
