//! Annotated articles: what they say and who says it.

use std::path::Path;

use anyhow::{Context, Result};
use glossator::doc::Document;
use glossator::extract::reader::{ArticleFormat, read};
use glossator::text::{CodePoint, Span};
use serde_json::Value;

/// How an annotated quotation is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Direct,
    Indirect,
    /// In the Konjunktiv or without any sign, with no cue of its own.
    Free,
    /// Only that something was said, and what about.
    Reported,
}

/// An annotated quotation.
#[derive(Debug, Clone)]
pub struct Gold {
    pub kind: Type,
    pub parts: Vec<Span>,
    pub speaker: Vec<Span>,
}

/// An annotated article.
pub struct Article {
    pub document: Document,
    pub quotations: Vec<Gold>,
    pub language: &'static str,
}

/// The articles of german-news-quotes in its compact form: one JSON object a line, offsets in code points.
///
/// Its types Indirect, Direct and Reported are kept; FreeIndirect and IndirectFreeIndirect are [`Type::Free`].
pub fn news(path: &Path) -> Result<Vec<Article>> {
    let lines = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    lines.lines().map(|line| article(&serde_json::from_str(line)?)).collect()
}

fn article(value: &Value) -> Result<Article> {
    let content = value["text"].as_str().context("no text")?;
    let document = read("article.txt", content.as_bytes().to_vec(), ArticleFormat::Plain)?;
    let spans = |value: &Value| -> Vec<Span> {
        let pairs = value.as_array().into_iter().flatten();
        let point = |value: &Value| CodePoint(value.as_u64().unwrap_or_default() as usize);
        pairs.filter_map(|pair| document.text().to_span(point(&pair[0]), point(&pair[1]))).collect()
    };
    let quotations = value["annotations"].as_array().into_iter().flatten().filter_map(|annotation| {
        let kind = match annotation["type"].as_str()? {
            "Direct" => Type::Direct,
            "Indirect" => Type::Indirect,
            "Reported" => Type::Reported,
            _ => Type::Free,
        };
        Some(Gold { kind, parts: spans(&annotation["quote"]), speaker: spans(&annotation["speaker"]) })
    });
    let quotations = quotations.collect();
    Ok(Article { document, quotations, language: "de" })
}
