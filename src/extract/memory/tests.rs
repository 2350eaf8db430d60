use std::sync::Arc;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::annot::{AnnotationSet, AnnotatorName, Decision, Id, Kind, Offered, Record, SpanAnnotation};
use crate::doc::{Document, Meta};
use crate::extract::entities::lexicon::Lexicon;
use crate::extract::mention::{EntityKind, Mention};
use crate::extract::token::Tokens;
use crate::text::{Span, Text};

/// "label string" or "-label string" for a rejection, at second `at`.
fn said(at: i64, what: &str) -> Evidence {
    let (label, text) = what.split_once(' ').unwrap();
    let is_accepted = !label.starts_with('-');
    let at = Timestamp::from_second(at).ok();
    Evidence { at, text: text.to_owned(), label: label.trim_start_matches('-').to_owned(), is_accepted }
}

struct Article {
    name: &'static str,
    document: Document,
    tokens: Tokens,
    base: Vec<Mention>,
}

impl Article {
    fn new(name: &'static str, text: &str) -> Article {
        let document = Document::new(name, Text::new(text), Meta::default(), Vec::new());
        let tokens = Tokens::of(&document);
        Article { name, document, tokens, base: Vec::new() }
    }

    /// With a recogniser's proposal.
    fn with(mut self, label: EntityKind, words: &str, score: f32) -> Article {
        let start = self.document.text().as_str().find(words).unwrap();
        let span = Span::new(start, start + words.len());
        self.base.push(Mention { span, label, score, why: crate::extract::mention::Why::Model });
        self
    }

    fn page<'p>(&'p self, learnt: &'p Proposed) -> Page<'p> {
        let text = self.document.text().as_str();
        Page { document: self.name, text, tokens: &self.tokens, base: &self.base, learnt, settled: &[] }
    }

    /// What is shown: the suggestions, then what is dropped.
    fn shown(&self, memory: &Memory, learners: &Learners) -> String {
        let nothing = Proposed::default();
        let learnt = learners.propose(&Reading::of(self.page(&nothing), memory, &Lexicon::new(&[], &[])));
        let proposed = memory.propose(self.page(&learnt));
        let words = |span: Span| self.document.text().slice(span);
        let suggestions = proposed.suggestions.iter().map(|one| format!("{} {}", one.label, words(one.span)));
        let dropped = proposed.dropped.iter().map(|one| format!("not {}", words(self.base[one.index].span)));
        suggestions.chain(dropped).collect::<Vec<_>>().join(", ")
    }
}

fn shown(memory: &Memory, text: &str) -> String {
    Article::new("new", text).shown(memory, &Learners::default())
}

#[test]
fn what_was_labelled_once_is_proposed_everywhere_after() {
    let mut memory = Memory::default();
    memory.learn("first.txt", [said(1, "ORG Gazprom"), said(1, "PER Xi Jinping"), said(1, "LAW AT&T Act")]);
    let text = "Gazproms Chef, GAZPROM’s rival and Xi\nJinping read the AT&T Act. Gazpromer.";
    assert_eq!(shown(&memory, text), "ORG Gazproms, ORG GAZPROM, PER Xi\nJinping, LAW AT&T Act");
    let article = Article::new("new", text);
    let proposed = memory.propose(article.page(&Proposed::default()));
    assert_eq!(proposed.suggestions[0].why.text(), "labelled ORG once, last in first.txt");

    // Called otherwise elsewhere, it is not sure any more; newer documents count for more, this one for most.
    memory.learn("second.txt", [said(2, "LOC Gazprom")]);
    assert_eq!(shown(&memory, "Gazprom"), "");
    for name in ["3", "4", "5", "6", "7"] {
        memory.learn(name, [said(3, "LOC Gazprom")]);
    }
    assert_eq!(shown(&memory, "Gazprom"), "LOC Gazprom");
    memory.learn("new", [said(0, "ORG Gazprom")]);
    assert_eq!(shown(&memory, "Gazprom, Gazprom"), "ORG Gazprom, ORG Gazprom");
}

#[test]
fn what_was_rejected_here_or_twice_elsewhere_is_not_asked_again() {
    let mut memory = Memory::default();
    memory.learn("a", [said(1, "ORG Union"), said(2, "-ORG Mitte")]);
    let article = || Article::new("new", "Union und Mitte").with(EntityKind::Org, "Mitte", 0.9);
    assert_eq!(article().shown(&memory, &Learners::default()), "ORG Union");
    memory.learn("new", [said(3, "-ORG Union")]);
    assert_eq!(article().shown(&memory, &Learners::default()), "");
    memory.learn("b", [said(4, "-ORG Mitte")]);
    assert_eq!(article().shown(&memory, &Learners::default()), "not Mitte");
    // Labelled again by hand, it is proposed again.
    memory.learn("new", [said(5, "ORG Mitte")]);
    assert_eq!(article().shown(&memory, &Learners::default()), "ORG Union");
}

#[test]
fn a_longer_proposal_is_never_cut_and_a_shorter_or_unsure_one_yields() {
    let mut memory = Memory::default();
    memory.learn("a", [said(1, "LOC Bayern"), said(1, "ORG Die Linke"), said(1, "ORG Wagner")]);
    let article = Article::new("new", "Bayern München, Die Linke, Wagner und wieder Wagner")
        .with(EntityKind::Org, "Bayern München", 0.4)
        .with(EntityKind::Misc, "Linke", 0.99)
        .with(EntityKind::Per, "Wagner", 0.95);
    assert_eq!(article.shown(&memory, &Learners::default()), "ORG Die Linke, ORG Wagner, not Linke");
    memory.learn("new", [said(2, "ORG Wagner")]);
    assert_eq!(
        article.shown(&memory, &Learners::default()),
        "ORG Die Linke, ORG Wagner, ORG Wagner, not Linke, not Wagner"
    );
}

#[test]
fn a_sidecar_is_evidence_but_for_edges_quotations_and_fragments() {
    let text = Text::new("Bayern München sagte: nie. Mitte.");
    let mut set = AnnotationSet::new(AnnotatorName::parse("a").unwrap(), Kind::Human, Default::default());
    let span =
        |id: u64, label: &str, a, b| Record::Span(SpanAnnotation::new(Id::from_bits(id), label, Span::new(a, b)));
    let reject = |id: u64, label: &str, a: usize, b: usize| {
        let what = Offered::Span { label: label.into(), place: Span::new(a, b).into() };
        Record::Rejected(Decision { id: Id::from_bits(id), what, common: Default::default() })
    };
    set.extend([span(1, "ORG", 0, 15), span(2, "QUOTE", 16, 26), reject(3, "LOC", 0, 6), reject(4, "LOC", 28, 33)]);
    let found: Vec<_> =
        decisions_of(&set, &text).into_iter().map(|one| (one.label, one.text, one.is_accepted)).collect();
    assert_eq!(found, [("ORG".into(), "Bayern München".into(), true), ("LOC".into(), "Mitte".into(), false)]);
}

/// What an annotator does who labels what follows "the firm", and later something else, or nothing that has a rule.
fn firms(learners: &mut Learners, documents: std::ops::Range<usize>, by_rule: bool) {
    let memory = Memory::default();
    for at in documents {
        let names = ["Alb", "Bor", "Cur", "Dan", "Eld"].map(|name| format!("{name}{}", ["a", "en", "ix", "o"][at % 4]));
        let text: String = names.iter().map(|name| format!("We like the firm {name} so much. ")).collect();
        let article = Article::new("old", &text);
        let reading = Arc::new(Reading::of(article.page(&Proposed::default()), &memory, &Lexicon::new(&[], &[])));
        let spans = names.iter().map(|name| {
            let start = text.find(name.as_str()).unwrap();
            (Span::new(start, start + name.len()), "FIRM")
        });
        let gold: Vec<_> = spans.filter(|_| by_rule).collect();
        learners.learn(&reading, &gold);
    }
}

#[test]
fn a_label_with_enough_examples_is_learnt_and_switched_off_when_it_is_not_worth_it() {
    let article = Article::new("new", "Then the firm Zumba came. Zumba went.");
    let mut learners = Learners::default();
    firms(&mut learners, 0..5, true);
    assert_eq!(article.shown(&Memory::default(), &learners), "");
    firms(&mut learners, 5..12, true);
    assert_eq!(article.shown(&Memory::default(), &learners), "FIRM Zumba");
    let mut memory = Memory::default();
    memory.learn("new", [said(1, "-FIRM Zumba")]);
    assert_eq!(article.shown(&memory, &learners), "");
    firms(&mut learners, 12..30, false);
    assert_eq!(article.shown(&Memory::default(), &learners), "");
}

fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let text = "(Ab|AB|abs|Abend|ABENDS|漢|漢字|Ä|’s|x\u{301}|😀|\\.| |-){1,5}";
    let one = (0i64..4, text, "[AB]|PER", any::<bool>());
    let one = one.prop_map(|(at, text, label, is_accepted)| Evidence {
        at: Timestamp::from_second(at).ok(),
        text,
        label,
        is_accepted,
    });
    vec(one, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Order does not matter, what is forgotten is gone, and what was said again replaces what was said.
    #[test]
    fn a_memory_is_what_the_documents_say(sets in vec(evidence(), 0..5), first in evidence()) {
        let (mut forwards, mut backwards) = (Memory::default(), Memory::default());
        for (at, set) in sets.iter().enumerate() {
            forwards.learn(&at.to_string(), set.clone());
        }
        backwards.learn("0", first.clone());
        for (at, set) in sets.iter().enumerate().rev() {
            backwards.learn(&at.to_string(), set.iter().rev().cloned());
        }
        if sets.is_empty() {
            backwards.forget("0");
        }
        prop_assert_eq!(&forwards, &backwards);
        let before = forwards.clone();
        forwards.learn("more", first);
        forwards.forget("more");
        prop_assert_eq!(&forwards, &before);
        for at in 0..sets.len() {
            forwards.forget(&at.to_string());
        }
        prop_assert_eq!(forwards, Memory::default());
    }

    /// Proposals lie on characters, in order, apart from each other, from what stands and from what is settled; nothing
    /// that was only ever rejected, and that twice, is proposed; and asking again gives the same.
    #[test]
    fn proposals_are_sound(
        sets in vec(evidence(), 1..4),
        text in "((Ab|AB|abs|Abend|ABENDS|漢|字|Ä|’s|x\u{301}|😀|\\.|-| )){0,30}",
        marks in vec((0usize..80, 1usize..9, 0.0f32..1.0), 0..4),
        settled in vec((0usize..80, 1usize..9), 0..2),
    ) {
        let mut memory = Memory::default();
        for (at, set) in sets.iter().enumerate() {
            memory.learn(if at == 0 { "new" } else { "old" }, set.clone());
        }
        let mut article = Article::new("new", &text);
        let document = article.document.text().clone();
        for (start, length, score) in marks {
            let span = document.clamp(Span::new(start, start + length));
            if !span.is_empty() && article.base.iter().all(|other| !other.span.overlaps(span)) {
                let why = crate::extract::mention::Why::Model;
                article.base.push(Mention { span, label: EntityKind::Per, score, why });
            }
        }
        article.base.sort_by_key(|mention| mention.span);
        let settled: Vec<Span> = settled.iter().map(|(start, length)| Span::new(*start, start + length)).collect();
        let everywhere = article.tokens.all().iter().map(|token| Suggestion {
            span: token.span, label: "A".into(), score: 0.7, why: Why::Rejected { times: 0, local: false },
        });
        let learnt = Proposed { suggestions: everywhere.collect(), dropped: Vec::new() };
        let page = Page { settled: &settled, ..article.page(&learnt) };
        let proposed = memory.propose(page);
        prop_assert_eq!(&proposed, &memory.clone().propose(page));
        let mut at = 0;
        for one in &proposed.suggestions {
            prop_assert!(document.holds(one.span) && !one.span.is_empty() && one.span.start >= at);
            at = one.span.end;
            prop_assert!(!settled.iter().any(|place| place.overlaps(one.span)));
            for (index, mention) in article.base.iter().enumerate().filter(|(_, base)| base.span.overlaps(one.span)) {
                prop_assert!(proposed.dropped.iter().any(|dropped| dropped.index == index), "{mention:?}");
            }
            let key = key::of(document.slice(one.span));
            let known = sets.iter().skip(1).last().into_iter().chain(sets.first()).flatten();
            let known: Vec<_> = known.filter(|said| key.is_some() && key::of(&said.text) == key && said.label == one.label).collect();
            prop_assert!(known.len() < 2 || known.iter().any(|said| said.is_accepted), "{known:?}");
        }
    }
}
