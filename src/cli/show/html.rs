//! Articles as a page that stands by itself: nothing is loaded, nothing runs, and nothing of an article is markup.

mod page;

use std::fmt::Write as _;
use std::io::{self, Write};

use unicode_segmentation::UnicodeSegmentation;

use super::summary;
use super::text::{highlights, name};
use crate::app::{Desk, Mark, MarkRef};
use crate::config::schema::Schema;
use crate::doc::{Block, BlockKind, InlineKind};
use crate::text::{Span, shown};

/// The head of a page of this title, with the colours of the schema's labels.
pub(super) fn begin(title: &str, schema: &Schema, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page::head(&escaped(title), schema).as_bytes())
}

/// The end of the page.
pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"</body>\n</html>\n")
}

/// One article and what was said of it.
pub(super) fn article(desk: &Desk, schema: &Schema, out: &mut dyn Write) -> io::Result<()> {
    let language = desk.document.meta().language.as_deref();
    let language = language.map(|language| format!(" lang=\"{}\"", escaped(language))).unwrap_or_default();
    writeln!(out, "<article{language}>")?;
    let blocks = desk.document.blocks();
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let more = blocks.iter().skip(at + 1).take_while(|block| block.continues).count();
        let parts = blocks.get(at..=at + more).unwrap_or_default();
        out.write_all(element(desk, schema, block.kind, parts).as_bytes())?;
        at += 1 + more;
    }
    out.write_all(facts(desk, schema).as_bytes())?;
    writeln!(out, "</article>")
}

/// A paragraph, or another part, which may be kept in several blocks.
fn element(desk: &Desk, schema: &Schema, kind: BlockKind, parts: &[Block]) -> String {
    let content: String = parts.iter().map(|block| Content::new(desk, schema, block).html()).collect();
    let content = content.trim();
    if content.is_empty() {
        return String::new();
    }
    match kind {
        BlockKind::Title => format!("<h1>{content}</h1>\n"),
        BlockKind::Heading(level) => {
            let level = (level + 1).clamp(2, 6);
            format!("<h{level}>{content}</h{level}>\n")
        }
        BlockKind::Quote => format!("<blockquote><p>{content}</p></blockquote>\n"),
        BlockKind::Verbatim => format!("<pre>{content}</pre>\n"),
        BlockKind::Paragraph => format!("<p>{content}</p>\n"),
        BlockKind::ListItem(depth) => format!("<p class=\"list\" style=\"--depth:{depth}\">{content}</p>\n"),
        BlockKind::Dateline | BlockKind::Matter | BlockKind::RelatedLink => {
            format!("<p class=\"{}\">{content}</p>\n", kind.name())
        }
    }
}

/// The content of a block as it is made.
struct Content<'a> {
    desk: &'a Desk,
    schema: &'a Schema,
    block: &'a Block,
    html: String,
    /// The marks whose elements are open, the outermost first.
    open: Vec<(Span, &'a Mark)>,
}

impl<'a> Content<'a> {
    fn new(desk: &'a Desk, schema: &'a Schema, block: &'a Block) -> Content<'a> {
        Content { desk, schema, block, html: String::new(), open: Vec::new() }
    }

    /// Text, markup and marks. An element that another one crosses is closed and opened again.
    fn html(mut self) -> String {
        let span = self.block.span;
        let marks: Vec<(Span, &'a Mark)> = highlights(self.desk, span)
            .into_iter()
            .filter_map(|(part, mark)| Some((part.intersection(span).filter(|part| !part.is_empty())?, mark)))
            .collect();
        let ends = marks.iter().map(|(part, _)| *part).chain(self.block.inlines.iter().map(|inline| inline.span));
        let mut cuts: Vec<usize> = ends.flat_map(|span| [span.start, span.end]).chain([span.start, span.end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut coming = marks.into_iter().peekable();
        for (cut, next) in cuts.iter().zip(cuts.iter().skip(1)) {
            self.close_until(*cut);
            while let Some(mark) = coming.next_if(|(part, _)| part.start <= *cut) {
                self.begin(mark);
            }
            self.text(Span::new(*cut, *next));
        }
        self.close_until(span.end);
        self.html
    }

    fn begin(&mut self, (part, mark): (Span, &'a Mark)) {
        let (class, state) = match mark.what {
            MarkRef::Proposal(_) => ("proposal", " (proposed)"),
            MarkRef::Own(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => ("own", ""),
        };
        let about = self.schema.label(&mark.label).map(|(_, label)| label.description.as_str()).unwrap_or_default();
        let colon = if about.is_empty() { "" } else { ": " };
        let title = format!("{}{state}{colon}{about}", mark.label);
        let (label, title, slot) = (escaped(&name(mark)), escaped(&title), page::slot(mark.slot));
        // Writing to a string cannot fail.
        let _ok = write!(self.html, "<mark class=\"{class} l{slot}\" data-label=\"{label}\" title=\"{title}\">");
        self.open.push((part, mark));
    }

    /// Closes what ends at or before `at`, and for a moment what was opened inside of it.
    fn close_until(&mut self, at: usize) {
        let Some(first) = self.open.iter().position(|(part, _)| part.end <= at) else { return };
        let inner = self.open.split_off(first);
        for _ in &inner {
            self.html.push_str("</mark>");
        }
        for mark in inner.into_iter().filter(|(part, _)| part.end > at) {
            self.begin(mark);
        }
    }

    fn text(&mut self, span: Span) {
        let inline = self.block.inlines.iter().find(|inline| inline.span.contains(span.start));
        let tags: &[&str] = match inline.map(|inline| inline.kind) {
            Some(InlineKind::Concealed) => return,
            Some(InlineKind::Emphasis) => &["em"],
            Some(InlineKind::Strong) => &["strong"],
            Some(InlineKind::StrongEmphasis) => &["strong", "em"],
            Some(InlineKind::Code) => &["code"],
            Some(InlineKind::Link | InlineKind::Marker) | None => &[],
        };
        self.html.extend(tags.iter().map(|tag| format!("<{tag}>")));
        self.html.push_str(&escaped(self.desk.document.text().slice(span)));
        self.html.extend(tags.iter().rev().map(|tag| format!("</{tag}>")));
    }
}

/// Tags, stances, notes and relations under the article.
fn facts(desk: &Desk, schema: &Schema) -> String {
    let rows = summary::lines(desk, schema);
    if rows.is_empty() {
        return String::new();
    }
    let row = |line: &summary::Line| format!("<dt>{}</dt><dd>{}</dd>\n", line.name, escaped(&line.text));
    let rows: String = rows.iter().map(row).collect();
    format!("<dl>\n{rows}</dl>\n")
}

/// Text as HTML; what is invisible or turns the direction of text is drawn as a picture, as on the screen.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        let cluster = match cluster {
            "\n" | "\r\n" | "\r" => "\n".into(),
            "\t" => "\t".into(),
            cluster => shown(cluster, 0).text,
        };
        for c in cluster.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                c => html.push(c),
            }
        }
    }
    html
}
