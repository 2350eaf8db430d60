//! Stances as other schemes tell them: who, about what, by which words.

use super::super::page::{Losses, Page};
use crate::annot::{Holder, Id, Layer, SpanAnnotation, Stance};
use crate::text::Span;

/// A stance with what its ids and its schema stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Told<'a> {
    /// The stance.
    pub stance: &'a Stance,
    /// What it is about: the target's question, or else its name.
    pub target: &'a str,
    /// The first of the spans that show it.
    pub evidence: Option<&'a SpanAnnotation>,
}

impl<'a> Told<'a> {
    /// The words that show it; all of the text where none do.
    pub fn words(&self, page: &Page<'a>) -> String {
        match self.evidence {
            Some(span) => span.place.quote(page.text()),
            None => page.text().as_str().to_owned(),
        }
    }

    /// Where these words stand.
    pub fn hull(&self, page: &Page<'a>) -> Span {
        self.evidence.map_or(Span::new(0, page.text().len()), |span| span.place.hull())
    }
}

/// The stances of a page. Everything else that its set says is lost, and counted.
pub fn told<'a>(page: &Page<'a>, losses: &mut Losses) -> Vec<Told<'a>> {
    let mut named: Vec<&Id> = Vec::new();
    let mut all = Vec::new();
    for stance in page.set.stances() {
        let schema = page.schema.target(&stance.target);
        let question = schema.map(|target| if target.question.is_empty() { &target.name } else { &target.question });
        let spans = stance.evidence.iter().filter_map(|id| page.set.span(id));
        named.extend(&stance.evidence);
        if let Holder::Span(id) = &stance.holder {
            named.push(id);
        }
        losses.lose_all("further evidence of a stance", spans.clone().count().saturating_sub(1));
        let target = question.map_or(stance.target.as_str(), String::as_str);
        all.push(Told { stance, target, evidence: spans.into_iter().next() });
    }
    named.sort_unstable();
    let spans = page.set.spans().iter().filter(|span| named.binary_search(&&span.id).is_err());
    losses.lose_all("span", spans.filter(|span| !Page::is_prop(&span.label)).count());
    losses.lose_layers(page.set, &[Layer::Spans, Layer::Stances]);
    all
}

/// Who holds a stance, and the label of the mentions by which they are named.
pub fn holder<'a>(page: &Page<'a>, stance: &'a Stance) -> (String, Option<&'a str>) {
    let meta = page.document.meta();
    let mention = |span: &'a SpanAnnotation| {
        let entity = span.entity.as_ref().and_then(|id| page.set.entity(id));
        let name = entity.map_or_else(|| span.place.quote(page.text()), |entity| entity.name.clone());
        (name, entity.and_then(|entity| entity.label.as_deref()).or(Some(span.label.as_str())))
    };
    match &stance.holder {
        Holder::Author => (meta.author.clone().unwrap_or_default(), None),
        Holder::Outlet => (meta.outlet.clone().unwrap_or_default(), None),
        Holder::Name(name) => (name.clone(), None),
        Holder::Entity(id) => match page.set.entity(id) {
            Some(entity) => (entity.name.clone(), entity.label.as_deref()),
            None => (String::new(), None),
        },
        Holder::Span(id) => match page.set.span(id) {
            // Who says a quotation holds what it says.
            Some(span) => {
                let speaker = span.role("source").first().and_then(|id| page.set.span(id));
                mention(speaker.unwrap_or(span))
            }
            None => (String::new(), None),
        },
    }
}
