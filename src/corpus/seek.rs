//! Seeking: a query as a search through bytes, texts and what was said of them. The terms about the text and about
//! labels give the places; all others, and those under a `not`, only choose the documents.

use super::concordance::{Extent, Hit, hits};
use super::query::{Expr, NamePattern, Query, QueryError, Saved, Subject, Term};
use super::sieve::{Raw, Sieve};
use crate::annot::AnnotationSet;
use crate::text::{Span, Text};

/// What is looked for in many documents.
#[derive(Debug, Clone)]
pub struct Seeker {
    query: Query,
    need: Need,
    /// Whose annotations give places; everybody's who is a person where nobody is named.
    whose: Vec<NamePattern>,
    text_alone: bool,
}

/// What a document must have before it is made: the query, as far as that is known.
#[derive(Debug, Clone)]
enum Need {
    /// Nothing that can be seen from outside.
    Nothing,
    /// Bytes.
    Bytes(Sieve),
    /// Somebody's annotations.
    Annotations,
    All(Vec<Need>),
    Any(Vec<Need>),
}

impl Need {
    fn of(expr: &Expr) -> Need {
        match expr {
            Expr::And(parts) => Need::All(parts.iter().map(Need::of).collect()),
            Expr::Or(parts) => Need::Any(parts.iter().map(Need::of).collect()),
            Expr::Saved(_, inner) => Need::of(inner),
            Expr::Not(_) => Need::Nothing,
            Expr::Term(Term::Text(pattern)) => Need::Bytes(pattern.sieve()),
            Expr::Term(Term::Label(..) | Term::Tag(_) | Term::Stance(..) | Term::Holder(_) | Term::Annotator(_)) => {
                Need::Annotations
            }
            Expr::Term(_) => Need::Nothing,
        }
    }

    /// Whether it may be there, by what is known of bytes and annotations.
    fn may_be(&self, bytes: &dyn Fn(&Sieve) -> bool, annotated: bool) -> bool {
        match self {
            Need::Nothing => true,
            Need::Bytes(sieve) => bytes(sieve),
            Need::Annotations => annotated,
            Need::All(parts) => parts.iter().all(|part| part.may_be(bytes, annotated)),
            Need::Any(parts) => parts.iter().any(|part| part.may_be(bytes, annotated)),
        }
    }
}

impl Seeker {
    /// Reads what is sought; `@name` stands for a saved query.
    ///
    /// # Errors
    /// Where it is no query, or asks for nothing.
    pub fn parse(source: &str, saved: &Saved) -> Result<Seeker, QueryError> {
        let query = Query::parse_with(source, saved)?;
        if query.is_all() {
            return Err(QueryError { column: 1, reason: "nothing is asked for; write what to look for".into() });
        }
        let (mut whose, mut text_alone) = (Vec::new(), true);
        each(query.expr(), &mut |term| match term {
            Term::Text(_) => {}
            Term::Annotator(name) => {
                whose.push(name.clone());
                text_alone = false;
            }
            _ => text_alone = false,
        });
        Ok(Seeker { need: Need::of(query.expr()), whose, text_alone, query })
    }

    /// Whether a document made of `bytes` can be meant.
    pub fn passes(&self, bytes: &[u8], raw: Raw) -> bool {
        self.need.may_be(&|sieve| sieve.passes(bytes, raw), true)
    }

    /// Whether a document of which nobody said anything can be meant.
    pub fn passes_without_annotations(&self) -> bool {
        self.need.may_be(&|_| true, false)
    }

    /// Whether the text alone says whether a document is meant.
    pub fn needs_text_alone(&self) -> bool {
        self.text_alone
    }

    /// Whether it asks for places, and not only for documents.
    pub fn has_places(&self) -> bool {
        !self.query.text_terms().is_empty() || !self.query.label_terms().is_empty()
    }

    /// The places in a text, if it is meant, where the text alone says so.
    pub fn in_text(&self, text: &str, extent: Extent) -> Option<Vec<Hit>> {
        holds(self.query.expr(), text).then(|| self.hits(text, &[], extent))
    }

    /// The places in a document of which `sets` were said, if it is meant.
    pub fn in_document(
        &self,
        subject: &dyn Subject,
        text: &Text,
        sets: &[AnnotationSet],
        extent: Extent,
    ) -> Option<Vec<Hit>> {
        if !self.query.matches(subject) {
            return None;
        }
        let asked = |set: &&AnnotationSet| match self.whose.as_slice() {
            [] => set.kind == crate::annot::Kind::Human,
            names => names.iter().any(|name| name.is(set.annotator.as_str())),
        };
        let sets: Vec<&AnnotationSet> = sets.iter().filter(asked).collect();
        let labelled: Vec<(Span, &str)> = sets.into_iter().flat_map(|set| self.labelled(set, text)).collect();
        Some(self.hits(text.as_str(), &labelled, extent))
    }

    /// The spans of a set that a label term asks for.
    fn labelled<'a>(&self, set: &'a AnnotationSet, text: &Text) -> Vec<(Span, &'a str)> {
        let terms = self.query.label_terms();
        let entity = |id| set.entity(id).map(|entity| entity.name.as_str());
        let wanted = set.spans().iter().filter(|span| {
            terms.iter().any(|(label, string)| {
                label.is(&span.label)
                    && string.is_none_or(|string| {
                        string.is(&span.place.quote(text))
                            || span.entity.as_ref().and_then(entity).is_some_and(|name| string.is(name))
                    })
            })
        });
        wanted.map(|span| (span.place.hull(), span.label.as_str())).filter(|(span, _)| !span.is_empty()).collect()
    }

    /// All places in the order of the text; what several terms or annotators find at one place is one.
    fn hits(&self, text: &str, labelled: &[(Span, &str)], extent: Extent) -> Vec<Hit> {
        let mut places: Vec<(Span, Option<&str>)> =
            labelled.iter().map(|(span, label)| (*span, Some(*label))).collect();
        places.extend(self.query.text_terms().into_iter().flat_map(|term| term.find_in(text)).map(|span| (span, None)));
        places.sort_by_key(|(span, label)| (span.start, span.end, label.is_none(), *label));
        places.dedup_by(|later, first| later.0 == first.0 && (later.1 == first.1 || later.1.is_none()));
        hits(text, places, extent).collect()
    }
}

fn each<'a>(expr: &'a Expr, on_term: &mut dyn FnMut(&'a Term)) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| each(part, on_term)),
        Expr::Not(inner) | Expr::Saved(_, inner) => each(inner, on_term),
        Expr::Term(term) => on_term(term),
    }
}

/// Whether a query of nothing but words is true of a text.
fn holds(expr: &Expr, text: &str) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(|part| holds(part, text)),
        Expr::Or(parts) => parts.iter().any(|part| holds(part, text)),
        Expr::Not(inner) => !holds(inner, text),
        Expr::Saved(_, inner) => holds(inner, text),
        Expr::Term(Term::Text(pattern)) => pattern.is_in(text),
        Expr::Term(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_finds_its_places_and_knows_what_it_needs() {
        let all = Extent { context: 5, found: 50 };
        let found = |query: &str, text: &str| {
            let hits = Seeker::parse(query, &Saved::new()).unwrap().in_text(text, all)?;
            Some(hits.iter().map(|hit| hit.text.to_string()).collect::<Vec<_>>())
        };
        let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(found("putin or xi", "Xi traf Putin, PUTIN."), words(&["Xi", "Putin", "PUTIN"]));
        assert_eq!(found("putin not xi", "Xi traf Putin."), None);
        assert_eq!(found("putin not biden", "Xi traf Putin."), words(&["Putin"]));
        assert_eq!(found("put* or putin", "Putin putzt"), words(&["Putin", "putzt"]));
        assert_eq!(found("müller", "Mu\u{308}ller, MÜLLER"), words(&["Mu\u{308}ller", "MÜLLER"]));
        let passes =
            |query: &str, bytes: &str| Seeker::parse(query, &Saved::new()).unwrap().passes(bytes.as_bytes(), Raw::Text);
        assert!(!passes("putin xi", "Putin") && passes("putin or xi", "Putin") && passes("putin not xi", "Putin Xi"));
        assert!(!Seeker::parse("label:PER putin", &Saved::new()).unwrap().passes_without_annotations());
        assert!(Seeker::parse("label:PER or putin", &Saved::new()).unwrap().passes_without_annotations());
        assert!(
            Seeker::parse("  ", &Saved::new()).is_err() && !Seeker::parse("tag:x", &Saved::new()).unwrap().has_places()
        );
    }
}
