//! stub
use super::*;
use super::proposal::Proposal;
use crate::text::{Span, Text};
use jiff::Timestamp;
pub struct Author<'a> { x: &'a () }
pub struct StanceDraft { pub holder: Holder, pub target: String, pub value: String, pub degree: Option<i8>, pub evidence: Vec<Id>, pub passages: Vec<Anchored>, pub passage_label: String, pub confidence: Option<f64>, pub explicit: Option<bool>, pub note: Option<String> }
impl<'a> Author<'a> {
pub fn new(_: &'a AnnotationSet, _: &'a Text, _: Timestamp, _: &'a mut dyn FnMut() -> Id) -> Self { todo!() }
pub fn label(&mut self, _: Anchored, _: &str) -> Edit { todo!() }
pub fn relabel(&mut self, _: &Id, _: &str) -> Edit { todo!() }
pub fn set_place(&mut self, _: &Id, _: Anchored) -> Edit { todo!() }
pub fn delete(&mut self, _: &Id) -> Edit { todo!() }
pub fn unreject(&mut self, _: &Id) -> Edit { todo!() }
pub fn delete_note(&mut self, _: &Id) -> Edit { todo!() }
pub fn label_all(&mut self, _: &[Span], _: &str) -> Edit { todo!() }
pub fn add_tag(&mut self, _: &str) -> Edit { todo!() }
pub fn remove_tag(&mut self, _: &Id) -> Edit { todo!() }
pub fn accept(&mut self, _: &Proposal) -> Edit { todo!() }
pub fn accept_as(&mut self, _: &Proposal, _: &str) -> Edit { todo!() }
pub fn accept_at(&mut self, _: &Proposal, _: Anchored) -> Edit { todo!() }
pub fn reject(&mut self, _: &Proposal) -> Edit { todo!() }
pub fn turn_down(&mut self, _: &Id) -> Edit { todo!() }
pub fn later(&mut self, _: &Proposal) -> Edit { todo!() }
pub fn span_later(&mut self, _: &Id) -> Edit { todo!() }
pub fn note_span(&mut self, _: &Id, _: &str) -> Edit { todo!() }
pub fn note_passage(&mut self, _: Option<Anchored>, _: &str) -> Edit { todo!() }
pub fn gather(&mut self, _: &[Id], _: &Id) -> Edit { todo!() }
pub fn gather_new(&mut self, _: &[Id], _: &str) -> Edit { todo!() }
pub fn split(&mut self, _: &[Id]) -> Edit { todo!() }
pub fn merge(&mut self, _: &Id, _: &Id) -> Edit { todo!() }
pub fn set_role(&mut self, _: &Id, _: &str, _: Vec<Id>) -> Edit { todo!() }
pub fn set_cue(&mut self, _: &Id, _: Anchored, _: &str) -> Edit { todo!() }
pub fn add_relation(&mut self, _: &str, _: &Id, _: &Id) -> Edit { todo!() }
pub fn record_stance(&mut self, _: Option<&Id>, _: StanceDraft, _: &str) -> Edit { todo!() }
pub fn remove_stance(&mut self, _: &Id) -> Edit { todo!() }
pub fn set_status(&mut self, _: Status) -> Edit { todo!() }
}
