//! Annotated articles: what they say and who says it.

use std::path::Path;

use anyhow::{Context, Result};
use glossator::doc::Document;
use glossator::extract::mention::{EntityKind, Mention, Why};
use glossator::extract::reader::{ArticleFormat, read};
use glossator::text::{CodePoint, Span};
use serde_json::Value;

/// How an annotated quotation is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Type {
    #[default]
    Direct,
    Indirect,
    /// In the Konjunktiv or without any sign, with no cue of its own.
    Free,
    /// Only that something was said, and what about.
    Reported,
}

/// An annotated quotation.
#[derive(Debug, Clone, Default)]
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
    /// The names that are annotated too.
    pub mentions: Vec<Mention>,
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
    Ok(Article { document, quotations, language: "de", mentions: Vec::new() })
}

/// The articles of a folder that carry their annotations in the text: `⟦d1|„…“⟧` is a direct quotation of speaker 1,
/// `⟦i1|…⟧` an indirect one; `⟦p1|…⟧`, `⟦o1|…⟧` and `⟦l1|…⟧` are persons, organisations and places and may be speaker 1,
/// `⟦r1|…⟧` is speaker 1 without a name. The numbers may be left out. Files are named by their language.
pub fn own(folder: &Path) -> Result<Vec<Article>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let named = |path: &Path, prefix: &str| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(prefix))
    };
    let mut articles = Vec::new();
    for path in &paths {
        let language = match () {
            () if named(path, "de-") => "de",
            () if named(path, "en-") => "en",
            () => continue,
        };
        articles.push(inline(&std::fs::read_to_string(path)?, language).with_context(|| path.display().to_string())?);
    }
    Ok(articles)
}

fn inline(marked: &str, language: &'static str) -> Result<Article> {
    let mut text = String::new();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut found: Vec<(&str, Span)> = Vec::new();
    let mut rest = marked;
    while let Some(at) = rest.find(['⟦', '⟧']) {
        text.push_str(&rest[..at]);
        let mark = &rest[at..];
        if let Some(behind) = mark.strip_prefix('⟦') {
            let (key, behind) = behind.split_once('|').context("no | behind ⟦")?;
            open.push((key, text.len()));
            rest = behind;
        } else {
            let (key, start) = open.pop().context("⟧ without ⟦")?;
            found.push((key, Span::new(start, text.len())));
            rest = &mark['⟧'.len_utf8()..];
        }
    }
    text.push_str(rest);
    found.sort_by_key(|(_, span)| *span);
    let label = |key: &str| match key.chars().next() {
        Some('p') => Some(EntityKind::Per),
        Some('o') => Some(EntityKind::Org),
        Some('l') => Some(EntityKind::Loc),
        _ => None,
    };
    let mentions = found
        .iter()
        .filter_map(|(key, span)| Some(Mention { span: *span, label: label(key)?, score: 0.9, why: Why::List }));
    let speaker = |number: &str| {
        let named = found
            .iter()
            .filter(|(key, _)| !number.is_empty() && !key.starts_with(['d', 'i']) && key.get(1..) == Some(number));
        named.map(|(_, span)| *span).collect::<Vec<_>>()
    };
    let quotations = found.iter().filter_map(|(key, span)| {
        let kind = match key.chars().next()? {
            'd' => Type::Direct,
            'i' => Type::Indirect,
            _ => return None,
        };
        Some(Gold { kind, parts: vec![*span], speaker: speaker(key.get(1..)?) })
    });
    let (mentions, quotations) = (mentions.collect(), quotations.collect());
    let document = read("article.txt", text.into_bytes(), ArticleFormat::Plain)?;
    Ok(Article { document, quotations, language, mentions })
}
