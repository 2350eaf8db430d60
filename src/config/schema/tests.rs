use super::*;
use crate::config::colour::ColourName;
use proptest::prelude::*;

const PROJECT: &str = r#"
[project]
name = "NATO 2022"
guidelines = "guidelines.md"
required = ["spans", "stances"]
[[labels]]
name = "PER"
key = "P"
colour = "blue"
description = "people"
[[stance.targets]]
id = "nato-expansion"
question = "Is the holder for or against NATO enlargement?"
[[stance.values]]
name = "favor"
key = "f"
[corpus]
text_fields = ["title", "body"]
id = "uid"
"#;

fn messages(text: &str) -> Vec<String> {
    Schema::parse("gloss.toml", text).diagnostics.into_iter().map(|found| found.message).collect()
}

#[test]
fn the_built_in_schema_is_news() {
    let read = parse::read(Schema::empty(), "news.toml", NEWS);
    assert_eq!(read.diagnostics, []);
    let keyed: Vec<String> =
        read.value.labels.iter().filter_map(|label| Some(format!("{} {}", label.name, label.key?))).collect();
    assert_eq!(keyed, ["PER P", "ORG O", "LOC L", "MISC M", "QUOTE Q"]);
    assert_eq!(read.value.label("QUOTE").unwrap().1.kind, LabelKind::Quotation);
    let values: Vec<&str> = read.value.stance.values.iter().map(|value| value.name.as_str()).collect();
    assert_eq!(values, ["favor", "against", "neutral", "mixed", "none", "unclear"]);
    assert!(read.value.tags_free && read.value.stance.targets_free);
    assert_eq!(Schema::parse("gloss.toml", "").value, Schema::news());
}

#[test]
fn a_project_file_replaces_what_it_names() {
    let read = Schema::parse("gloss.toml", PROJECT);
    assert_eq!(read.diagnostics, []);
    let schema = read.value;
    assert_eq!((schema.name.as_str(), schema.guidelines.as_deref()), ("NATO 2022", Some("guidelines.md")));
    assert_eq!(schema.required, [Layer::Spans, Layer::Stances]);
    let [label] = schema.labels.as_slice() else { panic!("{:?}", schema.labels) };
    assert_eq!(label.colour, Some(Colour::Named(ColourName::Blue)));
    assert_eq!((label.short.as_str(), label.kind), ("PER", LabelKind::Mention));
    assert!(!schema.stance.targets_free && schema.tags_free);
    assert_eq!(schema.target("nato-expansion").unwrap().name, "nato-expansion");
    assert_eq!(schema.stance.values.len(), 1);
    assert_eq!(schema.corpus.text, ["title", "body"]);
    assert_eq!(schema.corpus.id.as_deref(), Some("uid"));
    assert_eq!(schema.relations, Schema::news().relations);
}

#[test]
fn clashes_and_mistakes_name_both_sides() {
    let text = r##"
[[labels]]
name = "PER"
key = "P"
[[labels]]
name = "POL"
key = "P"
colour = "blu"
[[labels]]
name = "PER"
[[labels]]
name = "TWO WORDS"
[[labels]]
nmae = "X"
[[labels]]
name = "JOB"
key = "J"
kind = "thing"
[[stance.values]]
name = "pro"
key = "p"
[[stance.values]]
name = "pros"
key = "p"
[[relations]]
name = "holds"
from = ["POLL"]
[projekt]
"##;
    assert_eq!(
        messages(text),
        [
            "the labels \"PER\" and \"POL\" both have the key P; choose another for one of them",
            "a colour is #rrggbb or one of red, orange, yellow, green, teal, cyan, blue, purple, magenta, pink, brown, grey",
            "there are two labels \"PER\"; take one away",
            "labels.name must be one word; write a - for each blank",
            "this one of [[labels]] has no name; give it one",
            "there is no key labels.nmae; did you mean name?",
            "the label \"JOB\" cannot have the key J: A, X, G, J, K, N and the digits mean something already; choose another",
            "labels.kind must be \"mention\", \"quotation\" or \"other\"",
            "the stance values \"pro\" and \"pros\" both have the key p; choose another for one of them",
            "there is no label \"POLL\"; did you mean \"POL\"?",
            "there is no key projekt; did you mean project?",
        ]
    );
    let shown = Schema::parse("a/gloss.toml", "labels = 3\n").diagnostics[0].to_string();
    assert_eq!(
        shown,
        "a/gloss.toml:1:10: labels must be a list of tables: [[labels]] (it is 3)\n    labels = 3\n             ^"
    );
    assert!(Schema::parse("gloss.toml", "[project\n").has_errors());
}

#[test]
fn trust_is_about_extractors_and_sidecar_dir_alone() {
    let schema = |text: &str| Schema::parse("gloss.toml", text).value;
    let one = schema("[extractors.ner]\ncommand = [\"spacy\", \"x\"]\nb = 1.5\n[project]\nsidecar_dir = \"marks\"\n");
    let same = schema(
        "# hello\n[project]\nname = \"other\"\nsidecar_dir = 'marks'\n\
         [extractors]\nner = { b = 1.5, command = ['spacy', \"x\"] }\n",
    );
    assert_eq!(one.trust_digest_source(), same.trust_digest_source());
    for other in ["[extractors.ner]\ncommand = [\"spacy\", \"y\"]\nb = 1.5\n[project]\nsidecar_dir = \"marks\"\n", ""] {
        assert_ne!(one.trust_digest_source(), schema(other).trust_digest_source());
    }
}

proptest! {
    #[test]
    fn any_project_file_is_read(text in "(?s)(\\[\\[labels\\]\\]\n|key = \"[ -~]\"\n|name = \"\\PC{0,4}\"\n|[a-z.]{1,5} = [0-9]\n|.){0,20}") {
        let read = Schema::parse("gloss.toml", &text);
        let keys: Vec<Key> = read.value.labels.iter().filter_map(|label| label.key).collect();
        for (i, key) in keys.iter().enumerate() {
            prop_assert!(!keys[..i].contains(key));
        }
        for found in read.diagnostics {
            prop_assert_eq!(found.to_string().lines().count(), 3);
        }
    }
}
