use super::super::foreign::{ForeignDocument, ForeignHolder, Verdict};
use super::super::tables::CSV_STANCES;
use super::super::{Losses, Page, guess};
use super::*;
use crate::annot::{AnnotationSet, AnnotatorName, Holder, Id, Record, SpanAnnotation, Stance};
use crate::config::Schema;
use crate::doc::{Document, Meta};
use crate::interop::Hint;
use crate::interop::format::Row;
use crate::text::Span;

fn table(source: &str, delimiter: u8) -> Vec<ForeignDocument> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(source.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let read = |record: csv::StringRecord| {
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        rows::read(&Row { names: &names, cells: &cells }).unwrap()
    };
    reader.records().map(|record| read(record.unwrap())).collect()
}

/// Document, holder, target, value, evidence of each stance.
fn stances(documents: &[ForeignDocument]) -> Vec<[String; 5]> {
    let mut all = Vec::new();
    for document in documents {
        for set in &document.sets {
            for stance in &set.stances {
                let holder = match &stance.holder {
                    ForeignHolder::Name(name) => name.clone(),
                    ForeignHolder::Author => "author".into(),
                    other => format!("{other:?}"),
                };
                let shown = |key: &String| {
                    let span = set.spans.iter().find(|span| span.common.key.as_ref() == Some(key)).unwrap();
                    format!("{}{:?}", span.text.clone().unwrap_or_default(), span.parts)
                };
                let evidence = stance.evidence.iter().map(shown).collect();
                let name = document.name.clone().unwrap_or_default();
                all.push([name, holder, stance.target.clone(), stance.value.clone(), evidence]);
            }
        }
    }
    all
}

fn row(words: [&str; 5]) -> [String; 5] {
    words.map(str::to_owned)
}

#[test]
fn tables_of_any_columns_say_who_holds_what() {
    let semeval = "ID\tTarget\tTweet\tStance\n101\tAtheism\tdear lord #SemST\tAGAINST\n102\tAtheism\tso\tNONE\n";
    assert_eq!(guess(&Hint { name: "x.txt", head: semeval }).unwrap().name, "stances");
    let documents = table(semeval, b'\t');
    assert_eq!(documents[0].text.as_deref(), Some("dear lord #SemST"));
    let wanted = [row(["101", "author", "Atheism", "against", ""]), row(["102", "author", "Atheism", "none", ""])];
    assert_eq!(stances(&documents), wanted);

    let fnc = "Headline,Body ID,Stance\n\"Police, found it\",7,discuss\nX,8,unrelated\nY,9,agree\nZ,9,disagree\n";
    let values: Vec<String> = stances(&table(fnc, b',')).into_iter().map(|it| it[3].clone()).collect();
    assert_eq!(values, ["neutral", "none", "favor", "against"]);

    let dna = "statement_id;time;start;stop;document_title;person;organization;concept;agreement\n4;2024-05-01;3;9;A;Merkel;CDU;Atomausstieg;1\n5;2024-05-01;3;9;A;;SPD;Atomausstieg;0\n";
    let documents = table(dna, b';');
    let wanted = [
        row(["A", "Merkel", "Atomausstieg", "favor", "[(3, 9)]"]),
        row(["A", "SPD", "Atomausstieg", "against", "[(3, 9)]"]),
    ];
    assert_eq!(stances(&documents), wanted);
    assert_eq!(documents[0].meta[0], ("date", "2024-05-01".to_owned()));

    let own = "doc_id,speaker,topic,label,text,start,end,confidence,coder\na.txt,Putin,nato,rather against,=wir nicht,0,10,0.7,eva\n";
    let documents = table(own, b',');
    assert_eq!(stances(&documents), [row(["a.txt", "Putin", "nato", "rather against", "=wir nicht[(0, 10)]"])]);
    let stance = &documents[0].sets[0].stances[0];
    assert_eq!((stance.confidence, stance.common.rest["coder"].as_str()), (Some(0.7), Some("eva")));

    let names = ["a".to_owned()];
    let error = rows::read(&Row { names: &names, cells: &names }).unwrap_err();
    assert_eq!(error, "has no column with a stance; it has `a`");
}

#[test]
fn json_of_corpora_and_classifiers_is_read() {
    let x = r#"{"id": 1, "question": "Soll X?", "comment": "Ja, weil …", "label": "FAVOR", "language": "de", "numerical_label": 100, "author": "8f"}"#;
    assert_eq!(guess(&Hint { name: "x.jsonl", head: x }).unwrap().name, "stances");
    let documents = json::read(x).unwrap();
    assert_eq!(stances(&documents), [row(["1", "author", "Soll X?", "favor", ""])]);
    assert_eq!(documents[0].text.as_deref(), Some("Ja, weil …"));
    assert_eq!(documents[0].sets[0].stances[0].common.rest["author"].as_str(), Some("8f"));

    let news = r#"{"primary_gid":"g1","sentence_normalized":"Trump hates Mexico.","targets":[{"Input.gid":"g1","from":0,"to":5,"mention":"Trump","polarity":2.0},{"from":12,"to":18,"mention":"Mexico","polarity":4},{"from":12,"to":18,"mention":"Mexico","polarity":3}]}"#;
    let wanted = [
        row(["g1", "author", "Trump", "against", "Trump[(0, 5)]"]),
        row(["g1", "author", "Mexico", "neutral", "Mexico[(12, 18)]"]),
        row(["g1", "author", "Mexico", "3", "Mexico[(12, 18)]"]),
    ];
    assert_eq!(stances(&json::read(news).unwrap()), wanted);

    let cheese = r#"{"title":"T","snippet":"S","paragraphs":[{"text":"P","paragraph_emotion":[]}],"article_emotion":[],"article_stance":[{"question_id":10,"question":"Soll X?","stance":"Nein, dagegen"},{"question_id":11,"question":"Soll Y?","stance":"Kein Bezug"},{"question":"Z?","stance":"Diskutierend"}],"article_id":"n1","source":"NZZ","date":"2019"}"#;
    let documents = json::read(cheese).unwrap();
    let values: Vec<String> = stances(&documents).into_iter().map(|it| it[3].clone()).collect();
    assert_eq!(values, ["against", "none", "neutral"]);
    assert_eq!((documents[0].text.as_deref(), documents[0].meta.len()), (Some("T\n\nS\n\nP"), 3));

    let classes = json::read(r#"[[{"label":"sport","score":0.9},{"label":"politik","score":0.1}]]"#).unwrap();
    let tags: Vec<_> = classes[0].sets[0].tags.iter().map(|tag| (tag.tag.as_str(), tag.common.verdict)).collect();
    assert_eq!(tags, [("sport", Verdict::Said), ("politik", Verdict::Rejected)]);
    let zero = json::read(r#"{"sequence":"Text","labels":["pro","contra"],"scores":[0.8,0.2],"target":"X"}"#).unwrap();
    assert_eq!(stances(&zero), [row(["", "author", "X", "favor", ""])]);
    for (source, reason) in
        [("{", "is not JSON"), ("[1]", "labels with scores"), ("{\"a\":1}", "a stance"), ("7", "neither")]
    {
        assert!(json::read(source).unwrap_err().contains(reason), "{source}");
    }
}

/// A stance of every value, with everything that schemes have no words for.
fn page() -> (Document, AnnotationSet) {
    let text = "😀 Merkel ist\tdafür,\nsagt sie. =1 Nein.";
    let meta = Meta { date: Some("2024-05-01".into()), outlet: Some("Zeitung".into()), ..Meta::default() };
    let document = Document::new("a.txt", text.into(), meta, Vec::new());
    let mut set = AnnotationSet::for_document(AnnotatorName::parse("anna").unwrap(), Kind::Human, &document);
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let id = Id::from_bits;
    let mut records = vec![
        Record::Span(SpanAnnotation::new(id(1), "PER", at("Merkel"))),
        Record::Span(SpanAnnotation::new(id(2), "EVIDENCE", at("ist\tdafür,\nsagt"))),
        Record::Span(SpanAnnotation::new(id(3), "EVIDENCE", at("=1 Nein"))),
        Record::Span(SpanAnnotation::new(id(4), "LOC", at("Nein"))),
    ];
    let values = ["favor", "against", "neutral", "mixed", "none", "unclear", "strange"];
    for (nth, value) in values.into_iter().enumerate() {
        records.push(Record::Stance(Stance {
            id: id(10 + nth as u64),
            holder: if nth == 1 { Holder::Outlet } else { Holder::Span(id(1)) },
            target: "atom".into(),
            value: value.into(),
            degree: (nth == 0).then_some(-2),
            evidence: if nth == 1 { vec![id(3), id(2)] } else { vec![id(2)] },
            confidence: None,
            explicit: None,
            score: None,
            common: Default::default(),
        }));
    }
    set.extend(records);
    (document, set)
}

fn written(format: &Format) -> (String, Vec<(&'static str, usize)>) {
    let (document, set) = page();
    let mut schema = Schema::news();
    schema.stance.targets.push(crate::config::schema::TargetDef {
        id: "atom".into(),
        name: "Atom".into(),
        question: "Soll Atomkraft bleiben?".into(),
        description: String::new(),
    });
    let Some(Writes::Stream(stream)) = format.writes else { panic!("writes no stream") };
    let mut losses = Losses::default();
    let page = (stream.document)(&Page { document: &document, set: &set, schema: &schema, columns: None }, &mut losses);
    (format!("{}{page}{}", stream.head, stream.tail), losses.iter().collect())
}

#[test]
fn schemes_count_every_value_that_they_cannot_tell() {
    let common = [("degree of a stance", 1), ("further evidence of a stance", 1), ("span", 1)];
    let has = |losses: &[(&'static str, usize)], wanted: &[(&'static str, usize)]| {
        for one in common.iter().chain(wanted) {
            assert!(losses.contains(one), "{one:?} is not in {losses:?}");
        }
    };
    let (table, losses) = written(&SEMEVAL);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    assert!(lines.iter().all(|cells| cells.len() == 4), "{table}");
    let values: Vec<&str> = lines.iter().skip(1).map(|cells| cells[3]).collect();
    assert_eq!(values, ["FAVOR", "AGAINST", "NONE", "NONE", "NONE", "NONE", "NONE"]);
    assert_eq!((lines[1][1], lines[1][2], lines[2][2]), ("Soll Atomkraft bleiben?", "ist dafür, sagt", "'=1 Nein"));
    has(
        &losses,
        &[
            ("neutral stance told as none", 1),
            ("mixed stance told as something else", 1),
            ("unclear stance told as something else", 1),
            ("stance of another value told as something else", 1),
            ("holder of a stance other than the author", 7),
            ("text with its line ends and tabs", 6),
        ],
    );

    let (lines, losses) = written(&X_STANCE);
    let records: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let values: Vec<&str> = records.iter().map(|record| record["label"].as_str().unwrap()).collect();
    assert_eq!((values, records[0]["author"].as_str()), (vec!["FAVOR", "AGAINST"], Some("Merkel")));
    let left_out = [
        ("neutral stance left out", 1),
        ("mixed stance left out", 1),
        ("stance looked for and not found, left out", 1),
        ("unclear stance left out", 1),
        ("stance of another value left out", 1),
    ];
    has(&losses, &left_out);

    let (source, losses) = written(&CHEESE);
    let article: serde_json::Value = serde_json::from_str(&source).unwrap();
    let answers: Vec<&str> =
        article[0]["article_stance"].as_array().unwrap().iter().map(|it| it["stance"].as_str().unwrap()).collect();
    let wanted = ["Ja, dafür", "Nein, dagegen", "Diskutierend", "Diskutierend", "Kein Bezug", "Unklar", "Unklar"];
    assert_eq!(answers, wanted);
    has(
        &losses,
        &[("mixed stance told as something else", 1), ("stance looked for and not found, told as unrelated", 1)],
    );

    let (table, losses) = written(&DNA);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cells = |nth: usize| rows[nth].iter().map(str::to_owned).collect::<Vec<_>>();
    // The emoji is two units of UTF-16.
    assert_eq!(cells(0)[1..4], ["2024-05-01", "10", "25"].map(str::to_owned));
    assert_eq!(cells(0)[9..], ["Merkel", "", "Soll Atomkraft bleiben?", "1"].map(str::to_owned));
    assert_eq!(cells(1)[9..], ["", "Zeitung", "Soll Atomkraft bleiben?", "0"].map(str::to_owned));
    assert_eq!(rows.len(), 2);
    has(&losses, &left_out);

    let (table, losses) = written(&CSV_STANCES);
    assert_eq!(csv::Reader::from_reader(table.as_bytes()).records().count(), 7);
    assert_eq!(
        losses,
        [
            ("further evidence of a stance", 1),
            ("span", 1),
            ("text with an apostrophe before it, so that no spreadsheet takes it for a formula", 1)
        ]
    );
}

#[test]
fn what_schemes_say_is_read_again() {
    for (format, count) in [(&X_STANCE, 2), (&CHEESE, 7)] {
        let (source, _) = written(format);
        let source = source.trim().trim_start_matches('[').trim_end_matches(']').trim().to_owned();
        let lines: Vec<&str> = if count == 2 { source.lines().collect() } else { vec![&source] };
        let documents: Vec<ForeignDocument> = lines.iter().flat_map(|line| json::read(line).unwrap()).collect();
        let values: Vec<String> = stances(&documents).into_iter().map(|it| it[3].clone()).collect();
        assert_eq!(
            (values.len(), values[0].as_str(), values[1].as_str()),
            (count, "favor", "against"),
            "{}",
            format.name
        );
    }
    let values: Vec<String> = stances(&table(&written(&DNA).0, b',')).into_iter().map(|it| it[3].clone()).collect();
    assert_eq!(values, ["favor", "against"]);
}
