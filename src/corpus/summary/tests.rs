use proptest::prelude::*;

use super::*;
use crate::annot::arbitrary::{set, text};
use crate::annot::proposal;

proptest! {
    /// The summary of a sidecar counts what its set holds, and knows the same proposals as the reader does.
    #[test]
    fn a_summary_counts_what_the_set_holds(
        (text, own, model) in text().prop_flat_map(|text| (Just(text.clone()), set(&text), set(&text))),
    ) {
        let (mut own, mut model) = (own, model);
        own.kind = Kind::Human;
        model.kind = Kind::Model;
        model.annotator = crate::annot::AnnotatorName::parse("robot").unwrap();
        let mut names = Names::default();
        let summary = SetSummary::of(&own, &text, &mut names);
        prop_assert_eq!(&*summary.annotator, own.annotator.as_str());
        prop_assert_eq!(summary.status, own.review.status);
        prop_assert_eq!(summary.labels.iter().map(|label| label.count as usize).sum::<usize>(), own.spans().len());
        prop_assert_eq!(summary.stances.len(), own.stances().len());
        prop_assert_eq!(summary.orphans as usize, own.orphans().len());
        let tags: std::collections::BTreeSet<&str> = own.tags().iter().map(|tag| tag.tag.as_str()).collect();
        prop_assert!(summary.tags.iter().map(|tag| &**tag).eq(tags));
        let sets = vec![summary, SetSummary::of(&model, &text, &mut names)];
        let summary = Summary { about: About::default(), sets };
        let open = proposal::open(&own, &[model], &text).len();
        prop_assert_eq!(summary.proposals(own.annotator.as_str()) as usize, open);
    }
}
