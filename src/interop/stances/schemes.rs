//! Writing stances in the schemes of corpora. Values that a scheme does not tell apart are bent or left out, each counted.

use serde_json::{Value, json};

use super::super::page::{Losses, Page};
use super::super::tables::line;
use super::told::{Told, holder, told};
use crate::annot::{Holder, Stance};
use crate::text::Span;

/// Counts what no scheme of single answers has words for.
fn lose_details(stance: &Stance, losses: &mut Losses) {
    losses.lose_all("degree of a stance", usize::from(stance.degree.is_some()));
    losses.lose_all("confidence of a stance", usize::from(stance.confidence.or(stance.score).is_some()));
    losses.lose_all("note on a stance", usize::from(stance.common.note.is_some()));
}

/// A holder whom the scheme presumes to be the author.
fn lose_holder(stance: &Stance, losses: &mut Losses) {
    losses.lose_all("holder of a stance other than the author", usize::from(stance.holder != Holder::Author));
}

/// A stance that a scheme cannot tell at all.
fn leave_out(value: &str, losses: &mut Losses) {
    losses.lose(match value {
        "neutral" => "neutral stance left out",
        "mixed" => "mixed stance left out",
        "none" => "stance looked for and not found, left out",
        "unclear" => "unclear stance left out",
        _ => "stance of another value left out",
    });
}

/// A stance that becomes another one.
fn bend(value: &str, losses: &mut Losses) {
    losses.lose(match value {
        "neutral" => "neutral stance told as none",
        "mixed" => "mixed stance told as something else",
        "none" => "stance looked for and not found, told as unrelated",
        "unclear" => "unclear stance told as something else",
        _ => "stance of another value told as something else",
    });
}

/// Text on one line of a table without quotation marks.
fn one_line(text: &str, losses: &mut Losses) -> String {
    let line = text.split(['\t', '\n', '\r']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    losses.lose_all("text with its line ends and tabs", usize::from(line != text));
    line
}

/// SemEval-2016 task 6: `NONE` is whatever is neither for nor against.
pub(super) fn semeval(page: &Page<'_>, losses: &mut Losses) -> String {
    let mut out = String::new();
    for told in told(page, losses) {
        lose_details(told.stance, losses);
        lose_holder(told.stance, losses);
        let value = match told.stance.value.as_str() {
            "favor" => "FAVOR",
            "against" => "AGAINST",
            "none" => "NONE",
            other => {
                bend(other, losses);
                "NONE"
            }
        };
        let target = one_line(told.target, losses);
        let words = one_line(&told.words(page), losses);
        let id = format!("{}:{}", one_line(page.document.name(), losses), told.stance.id);
        let cells = [id, target, words].map(|cell| super::super::tables::guarded(&cell, losses));
        out += &format!("{}\t{value}\n", cells.join("\t"));
    }
    out
}

/// x-stance: there is only for and against.
pub(super) fn x_stance(page: &Page<'_>, losses: &mut Losses) -> String {
    let mut out = String::new();
    for told in told(page, losses) {
        let label = match told.stance.value.as_str() {
            "favor" => "FAVOR",
            "against" => "AGAINST",
            other => {
                leave_out(other, losses);
                continue;
            }
        };
        lose_details(told.stance, losses);
        let record = json!({
            "id": format!("{}:{}", page.document.name(), told.stance.id),
            "language": page.document.meta().language,
            "question": told.target,
            "comment": told.words(page),
            "label": label,
            "author": holder(page, told.stance).0,
        });
        out += &format!("{record}\n");
    }
    out
}

/// CHeeSE (Mascarell et al. 2021, `data/cheese.json`): an article with its paragraphs, and an answer to each question.
/// Its emotions and the fields of its selection are not ours to fill.
pub(super) fn cheese(page: &Page<'_>, losses: &mut Losses) -> String {
    let answers: Vec<Value> = told(page, losses)
        .into_iter()
        .map(|told: Told<'_>| {
            lose_details(told.stance, losses);
            lose_holder(told.stance, losses);
            losses.lose_all("evidence of a stance", usize::from(told.evidence.is_some()));
            let answer = match told.stance.value.as_str() {
                "favor" => "Ja, dafür",
                "against" => "Nein, dagegen",
                "neutral" => "Diskutierend",
                "unclear" => "Unklar",
                "none" => {
                    bend("none", losses);
                    "Kein Bezug"
                }
                "mixed" => {
                    bend("mixed", losses);
                    "Diskutierend"
                }
                other => {
                    bend(other, losses);
                    "Unklar"
                }
            };
            json!({ "question": told.target, "stance": answer, "target_topic": told.stance.target })
        })
        .collect();
    let meta = page.document.meta();
    let paragraphs = (0..page.document.blocks().len())
        .filter(|&at| page.document.blocks().get(at).is_some_and(|block| !block.continues))
        .filter_map(|at| page.document.paragraph(at));
    let paragraphs: Vec<Value> = paragraphs.map(|span| json!({ "text": page.text().slice(span) })).collect();
    let record = json!({
        "article_id": page.document.name(),
        "title": page.document.title(),
        "source": meta.outlet,
        "date": meta.date,
        "paragraphs": paragraphs,
        "article_stance": answers,
    });
    format!("{record}\n")
}

/// The columns of an event list.
pub(super) const DNA_HEAD: &str = "statement_id,time,start,stop,document_title,document_author,document_source,\
document_section,document_type,person,organization,concept,agreement\n";

/// The longest text that DNA takes in a field.
const DNA_LONGEST: usize = 190;

/// Discourse Network Analyzer: an event list as rDNA gives it. Offsets are UTF-16 units, for DNA is written in Java;
/// agreement is 1 or 0.
pub(super) fn dna(page: &Page<'_>, losses: &mut Losses) -> String {
    let meta = page.document.meta();
    let text = page.text();
    let units = |at: usize| text.slice(Span::new(0, at)).encode_utf16().count();
    let mut out = String::new();
    for told in told(page, losses) {
        let agreement = match told.stance.value.as_str() {
            "favor" => "1",
            "against" => "0",
            other => {
                leave_out(other, losses);
                continue;
            }
        };
        lose_details(told.stance, losses);
        losses.lose_all("stance without evidence, put on the whole text", usize::from(told.evidence.is_none()));
        if told.evidence.is_some_and(|span| span.place.is_fragmented()) {
            losses.lose("gap of a span in several parts");
        }
        let (name, label) = holder(page, told.stance);
        let (person, organization) = match (&told.stance.holder, label) {
            (Holder::Outlet, _) | (_, Some("ORG")) => (String::new(), name),
            (Holder::Author, _) | (_, Some("PER")) => (name, String::new()),
            _ => {
                losses.lose("holder of whom nothing says whether it is a person: told as one");
                (name, String::new())
            }
        };
        let hull = told.hull(page);
        let mut short = |field: &str| -> String {
            losses.lose_all("text longer than 190 characters", usize::from(field.chars().count() > DNA_LONGEST));
            field.chars().take(DNA_LONGEST).collect()
        };
        let fields = [meta.author.as_deref(), meta.outlet.as_deref()].map(|field| short(field.unwrap_or_default()));
        let (title, concept) = (short(page.document.title()), short(told.target));
        let (person, organization) = (short(&person), short(&organization));
        let [author, outlet] = fields;
        let cells = [
            format!("{}:{}", page.document.name(), told.stance.id),
            meta.date.clone().unwrap_or_default(),
            units(hull.start).to_string(),
            units(hull.end).to_string(),
            title,
            author,
            outlet,
            String::new(),
            String::new(),
            person,
            organization,
            concept,
            agreement.to_owned(),
        ];
        out += &line(&cells, losses);
    }
    out
}
