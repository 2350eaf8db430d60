use proptest::prelude::*;

use super::*;
use crate::annot::arbitrary::{string, text_and_set, value};
use crate::annot::{Layer, Record};

const TEXT: &str = "Ein Gespräch 😀. Wladimir Putin sagte: „Die Parteien lehnen das ab.“ Dann ging Putin. Olympischen";

/// In the shape of the design's example.
const GOLDEN: &str = r#"gloss = 1
annotator = "anna"
kind = "human"
document = { name = "putin-xi.txt", text_sha256 = "DIGEST", chars = 96, offsets = "codepoints" }
review = { status = "done", seconds = 94 }
entities = [
  { id = "e7m2k4qwz3hd", name = "Wladimir Putin", label = "PER" },
]
spans = [
  { id = "k3f9x2ab7qmn", label = "PER", start = 16, end = 30, text = "Wladimir Putin", entity = "e7m2k4qwz3hd", at = 2026-11-23T18:20:00Z, from = [{ by = "builtin", label = "PER", start = 16, end = 30, score = 0.97 }] },
  { id = "p3f9x2ab7qmn", label = "PER", start = 25, end = 30, text = "Putin", before = "Ein Gespräch 😀. Wladimir ", after = " sagte: „Die Parteien lehnen das" },
  { id = "m2xqp81vr5ce", label = "QUOTE", start = 39, end = 67, text = "Die Parteien lehnen das ab.“", attrs = { type = "direct" }, roles = { source = ["k3f9x2ab7qmn"], cue = [] }, at = 2026-11-23T18:20:07Z },
  { id = "f2xqp81vr5ce", label = "QUOTE", start = 39, end = 66, parts = [[39, 51], [63, 66]], text = "Die Parteien ab.", score = 1.0, note = "two\nlines" },
]
tags = [
  { id = "t8wd55k0aaxz", tag = "nato", at = 2026-11-23T18:21:00Z },
]
stances = [
  { id = "s1zc9d7kq2wm", holder = { entity = "e7m2k4qwz3hd" }, target = "nato-expansion", value = "against", evidence = ["m2xqp81vr5ce"], at = 2026-11-23T18:21:30Z },
]
rejected = [
  { id = "r4n8", layer = "span", label = "MISC", start = 85, end = 96, text = "Olympischen", from = [{ by = "builtin", label = "MISC", start = 85, end = 96, score = 0.41 }], at = 2026-11-23T18:22:00Z },
]
later = []
notes = []
relations = []
conflicts = []
"#;

fn golden() -> (String, Text) {
    let text = Text::new(TEXT);
    (GOLDEN.replace("DIGEST", &text_digest(&text)), text)
}

#[test]
fn the_designs_example_reads_and_writes_back_byte_for_byte() {
    let (source, text) = golden();
    let reading = read(&source, &text).unwrap();
    assert_eq!(reading.faults, []);
    assert!(reading.digest_matches);
    assert_eq!(write(&reading.set, &text), source);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Reading gives back every value, and writing again every byte.
    #[test]
    fn what_is_written_is_read_again((text, set) in text_and_set()) {
        let source = write(&set, &text);
        let reading = read(&source, &text).unwrap();
        prop_assert_eq!(&reading.faults, &[]);
        prop_assert_eq!(&reading.set, &set);
        prop_assert_eq!(write(&reading.set, &text), source);
    }

    /// Nothing but newlines in a sidecar is a control, and nothing turns the direction of text.
    #[test]
    fn a_sidecar_is_safe_to_print((text, set) in text_and_set()) {
        let source = write(&set, &text);
        prop_assert!(source.chars().all(|c| c == '\n' || !value::is_escaped(c)), "{source:?}");
        let lines = source.lines().count();
        prop_assert!(lines <= 14 + 2 * 14 + set.records().count() + set.foreign_conflicts.len() + 99);
    }

    /// Unknown tables, wherever they stand and however they are written, come back value for value.
    #[test]
    fn unknown_tables_are_kept(values in prop::collection::vec((string(), value()), 1..4)) {
        let table: toml::Table = values.into_iter().map(|(key, value)| (format!("x{key}"), value)).collect();
        let (mut source, text) = golden();
        source.push_str(&toml::to_string(&table).unwrap());
        let reading = read(&source, &text).unwrap();
        prop_assert_eq!(&reading.set.extra, &table);
        let again = read(&write(&reading.set, &text), &text).unwrap();
        prop_assert_eq!(again, reading);
    }

    /// No source makes the reader panic, whatever a file is cut or changed to.
    #[test]
    fn any_source_is_read_or_refused(cut in 0usize..2000, put in string()) {
        let (source, text) = golden();
        let cut = source.floor_char_boundary(cut.min(source.len()));
        let (head, tail) = source.split_at(cut);
        for source in [head.to_string(), format!("{head}{put}{tail}"), format!("{head}{put}")] {
            match read(&source, &text) {
                Ok(reading) => prop_assert!(reading.faults.iter().all(|fault| !fault.to_string().chars().any(value::is_escaped))),
                Err(error) => prop_assert!(error.to_string().chars().all(|c| c == '\n' || !value::is_escaped(c))),
            }
        }
    }
}

#[test]
fn not_a_number_and_times_without_seconds_stay_toml_1_0() {
    let (mut source, text) = golden();
    source.push_str(
        "x = nan\ny = -nan\nz = 07:32\n[[w]]\n[[w]]\nv = [[w.u]]\n".replace("v = [[w.u]]", "[[w.u]]\n[w.u.t]").as_str(),
    );
    let written = write(&read(&source, &text).unwrap().set, &text);
    let tail = written.split("conflicts = []\n").nth(1).unwrap();
    assert_eq!(tail, "x = nan\ny = -nan\nz = 07:32:00\nw = [\n  {},\n  { u = [{ t = {} }] },\n]\n");
}

#[test]
fn each_fault_is_named_and_leaves_the_rest_alone() {
    for (before, after, expected) in [
        (
            "id = \"p3f9x2ab7qmn\"",
            "id = \"t8wd55k0aaxz\"",
            "line 11: tags \"t8wd55k0aaxz\": another annotation has the same id",
        ),
        ("tag = \"nato\", ", "", "line 16: tags \"t8wd55k0aaxz\": it has no `tag`"),
        ("tag = \"nato\"", "tag = 5", "line 16: tags \"t8wd55k0aaxz\": `tag` must be a string, not integer"),
        (
            "entity = \"e7m2k4qwz3hd\", at",
            "entity = \"nobody\", at",
            "line 10: spans \"k3f9x2ab7qmn\": its `entity` names nobody, which is not in this file",
        ),
        (
            "source = [\"k3f9x2ab7qmn\"]",
            "source = [\"nobody\"]",
            "line 12: spans \"m2xqp81vr5ce\": its `roles` names nobody, which is not in this file",
        ),
        (
            "evidence = [\"m2xqp81vr5ce\"]",
            "evidence = [\"nobody\"]",
            "line 19: stances \"s1zc9d7kq2wm\": its `evidence` names nobody, which is not in this file",
        ),
        (
            "id = \"t8wd55k0aaxz\"",
            "id = \"\\u001b[2J\"",
            "tags \"\\u001B[2J\": `id`: \"\\u001B[2J\" is no id (1 to 64 characters of a-z, A-Z, 0-9, '.', '_', '-')",
        ),
        ("id = \"t8wd55k0aaxz\", ", "", "tags number 1: it has no `id`"),
        (
            "layer = \"span\"",
            "layer = \"arrow\"",
            "line 22: rejected \"r4n8\": `layer` must be span, tag or stance, not \"arrow\"",
        ),
        ("status = \"done\"", "status = \"dona\"", "`status` must be new, started, done or skipped, not \"dona\""),
        (
            "at = 2026-11-23T18:21:00Z",
            "at = 2026-11-23",
            "line 16: tags \"t8wd55k0aaxz\": `at` must be a time with an offset, such as 2026-11-23T18:20:00Z",
        ),
        ("later = []", "later = 5", "later: `later` must be a list, not integer"),
    ] {
        let (source, text) = golden();
        assert!(source.contains(before), "{before}");
        let reading = read(&source.replacen(before, after, 1), &text).unwrap();
        let faults: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
        assert!(faults.iter().any(|fault| fault == expected), "{faults:#?}\nnot {expected}");
        assert!(reading.set.records().count() >= 6);
    }
}

#[test]
fn another_text_is_no_fault_and_what_does_not_fit_it_is_an_orphan() {
    let (source, old) = golden();
    let longer = Text::new(format!("{TEXT}. Ende"));
    let reading = read(&source, &longer).unwrap();
    let tally = reading.anchoring.unwrap().tally;
    assert!(reading.faults.is_empty() && !reading.digest_matches && tally.moved + tally.fuzzy + tally.orphan == 0);

    // With and without the old text, everything moves by the same.
    let shifted = Text::new(format!("Neu. {TEXT}"));
    for known in [None, Some(old.clone())] {
        let reading = read_again(&source, &shifted, &|_| known.clone()).unwrap();
        let anchoring = reading.anchoring.unwrap();
        assert_eq!((reading.faults.as_slice(), anchoring.tally.moved), (&[][..], anchoring.fates.len()));
        let start = |set: &AnnotationSet| set.spans().iter().map(|span| span.place.hull().start).collect::<Vec<_>>();
        let before = read(&source, &old).unwrap().set;
        assert_eq!(start(&reading.set), start(&before).iter().map(|start| start + 5).collect::<Vec<_>>());
        let offered = |set: &AnnotationSet| set.spans().iter().flat_map(|span| span.common.from.clone()).count();
        assert_eq!(offered(&reading.set), offered(&before));
        assert_eq!(read(&write(&reading.set, &shifted), &shifted).unwrap().set, reading.set);
    }

    // A passage that is gone leaves its record without a place, and comes home when the passage does.
    let gone = Text::new(TEXT.replacen("Wladimir Putin", "Der Besucher", 1));
    let mut reading = read_again(&source, &gone, &|_| Some(old.clone())).unwrap();
    assert_eq!(reading.faults, []);
    let orphans: Vec<&str> = reading.set.orphans().iter().map(|orphan| orphan.quote()).collect();
    assert!(orphans.contains(&"Wladimir Putin"), "{orphans:?}");
    reading.set.document.text_sha256 = text_digest(&gone);
    reading.set.document.chars = gone.code_points();
    let kept = write(&reading.set, &gone);
    let home =
        read_again(&kept, &old, &|digest| Some(if digest == text_digest(&gone) { gone.clone() } else { old.clone() }));
    let home = home.unwrap();
    assert_eq!((home.faults, home.set.orphans()), (vec![], &[][..]));
    assert!(home.set.spans().iter().any(|span| span.place.quote(&old) == "Wladimir Putin"));
}

#[test]
fn a_place_that_does_not_have_its_quotation_is_looked_for() {
    for (before, after) in [
        ("start = 16, end = 30, text", "start = 16, end = 300, text"),
        ("start = 16, end = 30, text", "start = 17, end = 30, text"),
        ("[[39, 51], [63, 66]]", "[[39, 51], [62, 65]]"),
    ] {
        let (source, text) = golden();
        assert!(source.contains(before), "{before}");
        let reading = read(&source.replacen(before, after, 1), &text).unwrap();
        assert_eq!((reading.faults, write(&reading.set, &text)), (vec![], source), "{after}");
    }
}

#[test]
fn what_git_could_not_merge_is_merged() {
    let (source, text) = golden();
    let tag = source.lines().find(|line| line.contains("tag = \"nato\"")).unwrap();
    let (ours, theirs) = (tag.replace("nato", "asien"), tag.replace("t8wd55k0aaxz", "t9").replace("nato", "europa"));
    let conflict = format!("<<<<<<< HEAD\n{tag}\n{ours}\n=======\n{theirs}\n>>>>>>> other\n")
        .replace(&ours, &ours.replace("t8wd55k0aaxz", "t7"));
    let reading = read(&source.replace(&format!("{tag}\n"), &conflict), &text).unwrap();
    let tags: Vec<&str> = reading.set.tags().iter().map(|tag| tag.tag.as_str()).collect();
    assert!(reading.merged && reading.faults.is_empty());
    assert_eq!(tags.len(), 3, "{tags:?}");
}

#[test]
fn what_is_no_sidecar_of_ours_is_refused_with_the_reason() {
    let (source, text) = golden();
    let refused = |source: &str| read(source, &text).unwrap_err().to_string();
    assert_eq!(
        refused(&source.replacen("nato\", at", "nato\" at", 1)),
        "line 16, column 39: missing comma between key-value pairs, expected `,`\n  { id = \"t8wd55k0aaxz\", tag = \"nato\" at = 2026-11-23T18:21:00Z },\n                                      ^"
    );
    assert_eq!(
        refused(&source.replacen("gloss = 1", "gloss = 2", 1)),
        "has the format version `gloss = 2`; this program reads version 1, a newer one may read it"
    );
    assert_eq!(
        refused(&source.replacen("annotator = \"anna\"\n", "", 1)),
        "has no `annotator`; a sidecar begins with `gloss`, `annotator` and `kind`"
    );
    assert_eq!(
        refused(&source.replacen("kind = \"human\"\n", "", 1)),
        "has no `kind`; a sidecar begins with `gloss`, `annotator` and `kind`"
    );
    assert_eq!(
        refused(&source.replacen("codepoints", "bytes", 1)),
        "`document`: `offsets` must be \"codepoints\", not \"bytes\""
    );
    assert_eq!(refused(""), "has no `gloss`; a sidecar begins with `gloss`, `annotator` and `kind`");
    let conflict = source.replacen("tags = [\n", "<<<<<<< ours\ntags = [\n=======\n>>>>>>> theirs\n", 1);
    assert!(refused(&conflict).starts_with("has git's conflict markers (line 15)"));
}

/// The product of what the TOML parser bounds one by one would overflow the stack.
#[test]
fn a_bomb_of_brackets_and_dots_is_refused() {
    let keys = ["a"; 79].join(".");
    let bomb = format!("[{keys}]\n{keys} = {}1{}", format!("{{{keys} = ").repeat(78), "}".repeat(78));
    assert_eq!(read(&bomb, &Text::new("")).unwrap_err(), SidecarError::TooDeep { line: 1 });
}

#[test]
fn ten_thousand_annotations_on_a_large_text_are_written_and_read_in_one_pass_each() {
    let content: String = (0..40_000).map(|i| format!("Wort{} und ", i % 9000)).collect();
    let text = Text::new(content.as_str());
    let (source, _) = golden();
    let mut set = read(&source.replace("DIGEST", ""), &Text::new(TEXT)).unwrap().set;
    let spans: Vec<Record> = set.spans().to_vec().into_iter().map(Record::Span).collect();
    let template = match spans.first() {
        Some(Record::Span(span)) => span.clone(),
        _ => unreachable!(),
    };
    let document =
        crate::annot::DocumentRef { text_sha256: text_digest(&text), chars: text.code_points(), ..set.document };
    set = AnnotationSet::new(set.annotator, set.kind, document);
    let words = content.match_indices("Wort").take(10_000).enumerate();
    set.extend(words.map(|(i, (at, _))| {
        let mut span = template.clone();
        (span.id, span.place, span.entity) =
            (crate::annot::Id::from_bits(i as u64), crate::text::Span::new(at, at + 5).into(), None);
        Record::Span(span)
    }));
    let written = write(&set, &text);
    let reading = read(&written, &text).unwrap();
    assert_eq!(reading.faults, []);
    assert_eq!(reading.set.spans().len(), 10_000);
    assert_eq!(
        reading.set.get(Layer::Spans, &crate::annot::Id::from_bits(77)),
        set.get(Layer::Spans, &crate::annot::Id::from_bits(77))
    );
}
