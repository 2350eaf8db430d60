use proptest::prelude::*;

use super::super::day;
use super::super::summary::{About, Names};
use super::*;

fn set(annotator: &str, status: &str, seconds: u32, at: &str, tags: &[&str], stance: &str) -> SetSummary {
    let tags: Vec<String> = tags.iter().map(|tag| format!("{{ id = \"t{tag}\", tag = \"{tag}\" }}")).collect();
    let source = format!(
        r#"gloss = 1
annotator = "{annotator}"
kind = "human"
review = {{ status = "{status}", seconds = {seconds} }}
entities = [{{ id = "e1", name = "Wladimir Putin" }}]
spans = [
  {{ id = "s1", label = "PER", start = 0, end = 5, text = "Putin", entity = "e1", at = {at} }},
  {{ id = "s2", label = "PER", start = 8, end = 13, text = "Putin", entity = "e1", at = {at} }},
  {{ id = "s3", label = "CUE", start = 14, end = 18, text = "sagt" }},
  {{ id = "s4", label = "ORG", start = 20, end = 24, text = "NATO" }},
]
tags = [{}]
stances = [{{ id = "x1", holder = {{ role = "author" }}, target = "nato", value = "{stance}" }}]
"#,
        tags.join(", ")
    );
    SetSummary::of_sidecar(&source, &mut Names::default()).unwrap()
}

fn corpus() -> Vec<Summary> {
    let document = |date: &str, outlet: Option<&str>, sets: Vec<SetSummary>| Summary {
        about: About { date: day::Day::iso(date), outlet: outlet.map(Name::from), ..About::default() },
        sets,
    };
    vec![
        document("2022-01-05", Some("RT"), vec![set("anna", "done", 60, "2026-11-23T10:00:00Z", &["a"], "favor")]),
        document("2022-01", Some("RT"), vec![set("anna", "done", 120, "2026-11-23T10:20:00Z", &["a", "b"], "against")]),
        document(
            "2023",
            None,
            vec![
                set("anna", "started", 30, "2026-11-24T10:00:00Z", &[], "against"),
                set("bob", "skipped", 0, "2026-11-24T11:00:00Z", &["b"], "against"),
            ],
        ),
        document("x", None, Vec::new()),
    ]
}

fn listed(counted: &[Counted]) -> Vec<(&str, u64, u64)> {
    counted.iter().map(|one| (&*one.name, one.count, one.documents)).collect()
}

#[test]
fn a_corpus_is_counted() {
    let corpus = corpus();
    let stats = Stats::of(&corpus, Who::People);
    assert_eq!(stats.documents, 4);
    let [anna, bob] = &stats.people[..] else { panic!("{:?}", stats.people) };
    assert_eq!((&*anna.annotator, anna.statuses, anna.seconds), ("anna", [1, 1, 2, 0], 210));
    assert_eq!((&*bob.annotator, bob.statuses, bob.per_hour), ("bob", [3, 0, 0, 1], None));
    assert_eq!(anna.per_hour, Some(40.0));
    assert_eq!(anna.per_hour_by_clock, Some(3.0));
    let days: Vec<(String, usize, usize)> =
        stats.days.iter().map(|day| (day.date.to_string(), day.done, day.started)).collect();
    assert_eq!(days, [("2026-11-23".to_owned(), 2, 0), ("2026-11-24".to_owned(), 1, 1)]);
    assert_eq!(listed(&stats.labels), [("PER", 8, 3), ("ORG", 4, 3)]);
    assert_eq!(listed(&stats.tags), [("a", 2, 2), ("b", 2, 2)]);
    assert_eq!(listed(&stats.entities), [("Wladimir Putin", 8, 3), ("NATO", 4, 3)]);
    assert_eq!(stats.stances[0].values, [("against".into(), 3), ("favor".into(), 1)]);
    let seconds = stats.seconds.unwrap();
    assert_eq!((seconds.documents, seconds.total, seconds.median), (3, 210, 60.0));
    let bob = Stats::of(&corpus, Who::One("bob"));
    assert_eq!(listed(&bob.tags), [("b", 1, 1)]);
}

#[test]
fn one_thing_is_counted_by_another() {
    let corpus = corpus();
    let told = |of, by| {
        let cross = Cross::of(&corpus, Who::People, of, by);
        let heads: Vec<&str> = cross.columns.iter().map(|head| head.as_deref().unwrap_or("-")).collect();
        let rows: Vec<String> =
            cross.rows.iter().map(|row| format!("{} {:?} {}", row.name, row.counts, row.total)).collect();
        (heads.join(" "), rows.join("; "))
    };
    assert_eq!(told(Of::Labels, By::Month), ("2022-01 2023".into(), "PER [4, 4] 8; ORG [2, 2] 4".into()));
    assert_eq!(told(Of::Labels, By::Outlet), ("RT -".into(), "PER [4, 4] 8; ORG [2, 2] 4".into()));
    assert_eq!(told(Of::Tags, By::Year), ("2022 2023".into(), "a [2, 0] 2; b [1, 1] 2".into()));
    assert_eq!(told(Of::Stances, By::Tag), ("a b -".into(), "nato=against [1, 2, 1] 3; nato=favor [1, 0, 0] 1".into()));
}

proptest! {
    /// Half of all documents take no longer than the median, and half of them no less; likewise the quarters.
    #[test]
    fn quartiles_part_the_documents(seconds in prop::collection::vec(0_u32..1000, 1..40)) {
        let quartiles = Quartiles::of(seconds.clone()).unwrap();
        for (part, value) in [(1, quartiles.first), (2, quartiles.median), (3, quartiles.third)] {
            let below = seconds.iter().filter(|&&one| f64::from(one) <= value).count();
            let above = seconds.iter().filter(|&&one| f64::from(one) >= value).count();
            prop_assert!(below * 4 >= seconds.len() * part && above * 4 >= seconds.len() * (4 - part));
        }
    }
}
