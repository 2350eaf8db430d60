//! Stances: tables and JSON of them as corpora and classifiers have them, and the schemes that corpora label them by.

mod json;
mod rows;
mod schemes;
mod told;
mod values;

#[cfg(test)]
mod tests;

use super::format::{Format, Reads, Stream, Writes, nothing};
use crate::annot::Kind;

pub use told::{Told, holder, told};
pub use values::{VALUES, of_polarity, of_word};

/// Tables of stances, whatever their columns are called.
pub const STANCES: Format = Format {
    name: "stances",
    summary: "stances in CSV, TSV or JSONL: x-stance, SemEval-2016, FNC-1, NewsMTSC, CHeeSE, DNA, or columns of your own",
    kind: Kind::Human,
    reads: Some(Reads::RowsOrJson { row: rows::read, json: json::read }),
    writes: None,
    looks: |hint| {
        let head = hint.head.trim_start_matches('\u{FEFF}');
        let columns = head.lines().next().unwrap_or_default().to_lowercase();
        let has = |name: &str| columns.split([',', ';', '\t']).any(|column| column.trim().trim_matches('"') == name);
        match hint.is_json() {
            true => {
                hint.has_keys(&["question", "comment", "label"])
                    || hint.has_keys(&["targets", "polarity"])
                    || hint.has_keys(&["article_stance"])
                    || hint.has_keys(&["target", "stance"])
            }
            false => {
                let value = ["stance", "agreement", "polarity"].into_iter().any(has) || (has("target") && has("value"));
                value && ["target", "question", "concept", "headline", "topic"].into_iter().any(has)
            }
        }
    },
};

const fn written(name: &'static str, summary: &'static str, writes: Writes) -> Format {
    Format { name, summary, kind: Kind::Human, reads: None, writes: Some(writes), looks: |_| false }
}

/// SemEval-2016 task 6.
pub const SEMEVAL: Format = written(
    "semeval-stance",
    "stances as SemEval-2016 task 6 has them: ID, target, text, FAVOR, AGAINST or NONE",
    Writes::Stream(Stream {
        head: "ID\tTarget\tTweet\tStance\n",
        document: schemes::semeval,
        between: "",
        tail: "",
        beside: nothing,
    }),
);

/// x-stance.
pub const X_STANCE: Format = written(
    "x-stance",
    "stances as x-stance has them: question, comment, FAVOR or AGAINST",
    Stream::lines(schemes::x_stance),
);

/// CHeeSE.
pub const CHEESE: Format = written(
    "cheese",
    "stances as CHeeSE has them: articles with the answers they give to questions",
    Writes::Stream(Stream { head: "[\n", document: schemes::cheese, between: ",\n", tail: "]\n", beside: nothing }),
);

/// Discourse Network Analyzer.
pub const DNA: Format = written(
    "dna",
    "stances as an event list of Discourse Network Analyzer: person, organization, concept, agreement",
    Writes::Stream(Stream { head: schemes::DNA_HEAD, document: schemes::dna, between: "", tail: "", beside: nothing }),
);
