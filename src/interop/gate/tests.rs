use super::super::foreign::ForeignDocument;
use super::super::format::{Hint, guess};
use super::super::lay::lay;
use super::super::{Losses, Page};
use super::*;
use crate::annot::arbitrary::text_and_set;
use crate::annot::{AnnotationSet, AnnotatorName, Layer};
use crate::config::Schema;
use crate::doc::{Document, Meta};
use proptest::prelude::*;

fn one(json: &str) -> ForeignDocument {
    read::read(json).unwrap().remove(0)
}

#[test]
fn sets_by_name_in_either_unit_with_what_they_refer_to() {
    for (unit, shift) in [("p", 0), ("j", 1)] {
        let (start, end, city) = (2 + shift, 7 + shift, 11 + shift);
        let bdoc = format!(
            r#"{{"text":"😀 Putin in Köln","features":{{"title":"T","tags":["krieg"],"gate.SourceURL":"file:/a"}},"offset_type":"{unit}","name":"a.txt","annotation_sets":{{"":{{"name":"","annotations":[],"next_annid":0}},"Key":{{"name":"Key","annotations":[{{"type":"PER","start":{start},"end":{end},"id":3,"features":{{"score":0.5,"gender":"m","in_ids":[5],"bad_ids":[9]}}}},{{"type":"LOC","start":{city},"end":{},"id":5,"features":{{"cue":3}}}},{{"type":"broken"}}],"next_annid":6}}}}}}"#,
            city + 4
        );
        let document = one(&bdoc);
        assert_eq!((document.name.as_deref(), &document.meta), (Some("a.txt"), &vec![("title", "T".to_owned())]));
        let [plain, gold] = document.sets.as_slice() else { panic!("{document:?}") };
        assert_eq!((plain.by.as_deref(), gold.by.as_deref()), (None, Some("Key")));
        assert_eq!((plain.tags[0].tag.as_str(), plain.rest.len(), gold.rest.len()), ("krieg", 1, 2));
        let text = document.text.as_deref().unwrap();
        let article = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
        let laid = lay(gold, Some(text), &article, &AnnotatorName::parse("key").unwrap(), Kind::Human, "gate");
        let spans: Vec<_> = laid.set.spans().iter().map(|it| it.place.quote(article.text())).collect();
        assert_eq!(spans, ["Putin", "Köln"], "{unit}");
        assert_eq!(laid.set.spans()[0].common.attrs["gender"].as_str(), Some("m"));
        assert_eq!(laid.set.relations()[0].label, "in");
        assert_eq!(laid.set.spans()[1].role("cue"), [laid.set.spans()[0].id.clone()]);
        assert_eq!(guess(&Hint { name: "a.bdocjs", head: &bdoc }).map(|it| it.name), Some("gate"));
    }
    for (json, reason) in [("{", "not JSON"), ("[]", "no document"), ("{}", "no `text`")] {
        let error = read::read(json).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn what_came_in_goes_out_with_what_we_cannot_hold() {
    let bdoc = r#"{"text":"Putin in Köln","features":{"title":"T","tags":["krieg"],"gate.SourceURL":"file:/a","n":{"a":[1,null]}},"offset_type":"p","name":"a.txt","annotation_sets":{"Key":{"name":"Key","annotations":[{"type":"PER","start":0,"end":5,"id":30,"features":{"score":0.5,"note":7,"gender":"m","in_ids":[7],"bad_ids":[9]},"author":"x"},{"type":"LOC","start":9,"end":13,"id":7,"features":{"cue":30,"entity":"Köln"}},{"type":"broken","start":-1}],"next_annid":31}}}"#;
    let first = one(bdoc);
    let text = first.text.as_deref().unwrap();
    let document = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
    let laid = lay(&first.sets[0], Some(text), &document, &AnnotatorName::parse("key").unwrap(), Kind::Human, "gate");
    let (schema, mut losses) = (Schema::news(), Losses::default());
    let json =
        write::document(&Page { document: &document, set: &laid.set, schema: &schema, columns: None }, &mut losses);
    let mut again = one(&json);
    assert_eq!(losses.iter().count(), 0, "{losses:?}");
    again.sets[0].by = first.sets[0].by.clone();
    again.sets[0].rest.sort();
    let mut wanted = first.sets[0].clone();
    wanted.rest.sort();
    assert_eq!(again.sets[0], wanted, "{json}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What goes out comes back, or is counted.
    #[test]
    fn what_goes_out_comes_back((text, set) in text_and_set()) {
        let document = Document::new("a.txt", text.clone(), Meta::default(), Vec::new());
        let (schema, mut losses) = (Schema::news(), Losses::default());
        let json = write::document(&Page { document: &document, set: &set, schema: &schema, columns: None }, &mut losses);
        let foreign = one(&json);
        prop_assert_eq!((foreign.text.as_deref(), foreign.sets[0].by.as_deref()), (Some(text.as_str()), Some("anna")));
        let again = lay(&foreign.sets[0], Some(text.as_str()), &document, &set.annotator, set.kind, "gate");
        prop_assert!(again.faults.is_empty());
        let lost = |what: &str| losses.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| count);
        let told = |set: &AnnotationSet| {
            let mut spans: Vec<_> = set.spans().iter().map(|it| {
                let entity = it.entity.as_ref().and_then(|id| set.entity(id)).map(|it| it.name.clone());
                (it.place.hull(), it.label.clone(), it.role("source").len(), it.role("cue").len(), it.common.note.clone(), entity)
            }).collect();
            spans.sort();
            spans
        };
        prop_assert_eq!(told(&again.set), told(&set));
        prop_assert_eq!(again.set.tags().len(), set.tags().len());
        prop_assert_eq!(again.set.notes().len(), set.notes().len());
        prop_assert_eq!(again.set.relations().len() + lost("relation of something that is no span"), set.relations().len());
        for (layer, what) in [(Layer::Stances, "stance"), (Layer::Rejected, "rejection"), (Layer::Orphans, "orphan")] {
            prop_assert_eq!(lost(what), set.records().filter(|record| record.layer() == layer).count());
        }
    }
}
