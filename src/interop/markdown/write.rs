//! Writing the reading copy.

use super::super::page::{Losses, OutFile, Page};
use super::super::stances::holder;
use super::escape::{Escaper, one_line};
use super::marks::{Bracket, brackets};
use crate::annot::{Common, Id, Layer, SpanAnnotation};
use crate::doc::{Block, BlockKind, InlineKind};
use crate::text::Span;

/// The file of a document.
pub(super) fn files(page: &Page<'_>, losses: &mut Losses) -> Vec<OutFile> {
    let mut copy = Copy { page, losses, footnotes: Vec::new() };
    vec![OutFile { name: ".annotated.md".into(), contents: copy.whole() }]
}

struct Copy<'a, 'l> {
    page: &'a Page<'a>,
    losses: &'l mut Losses,
    /// The text of each footnote.
    footnotes: Vec<String>,
}

impl<'a> Copy<'a, '_> {
    fn whole(&mut self) -> String {
        let mut out = String::new();
        let blocks = self.page.document.blocks();
        if !blocks.iter().any(|block| block.kind == BlockKind::Title) {
            out += &format!("# {}\n\n", one_line(self.page.document.title()));
        }
        let meta = self.page.document.meta();
        let about = [&meta.date, &meta.outlet, &meta.author, &meta.url].into_iter().flatten();
        let about: Vec<String> = about.map(|field| one_line(field)).collect();
        if !about.is_empty() {
            out += &format!("{}\n\n", about.join(" · "));
        }
        let marks = self.marks();
        out += &article(self.page, &marks);
        for (heading, lines) in [
            ("Tags", self.tags()),
            ("Stances", self.stances()),
            ("Notes", self.notes()),
            ("Relations", self.relations()),
        ] {
            if !lines.is_empty() {
                out += &format!("## {heading}\n\n{}\n", lines.concat());
            }
        }
        for (nth, footnote) in self.footnotes.iter().enumerate() {
            out += &format!("[^{}]: {footnote}\n\n", nth + 1);
        }
        self.count_losses();
        out
    }

    /// The brackets of all spans that mean something by themselves, and of passages with notes.
    fn marks(&mut self) -> Vec<Bracket> {
        let page = self.page;
        let mut spans: Vec<(Span, String)> = Vec::new();
        for span in page.set.spans().iter().filter(|span| !Page::is_prop(&span.label)) {
            let reference = self.footnote(span);
            let close = format!(" **{}**\\]{reference}", label(&span.label));
            let parts: Vec<Span> = span.place.parts().collect();
            let (last, others) =
                parts.split_last().map_or((span.place.hull(), [].as_slice()), |(it, rest)| (*it, rest));
            spans.extend(others.iter().map(|part| (*part, format!(" **{}** …\\]", label(&span.label)))));
            spans.push((last, close));
        }
        for note in page.set.notes() {
            let (Some(place), Some(text)) = (&note.place, &note.common.note) else { continue };
            let text = self.flat(text);
            self.footnotes.push(text);
            let number = self.footnotes.len();
            spans.push((place.hull(), format!("\\][^{number}]")));
        }
        brackets(spans)
    }

    /// A note on one line.
    fn flat(&mut self, text: &str) -> String {
        self.losses.lose_all("line ends of a note", usize::from(text.contains(['\n', '\r'])));
        one_line(text)
    }

    /// The reference to what there is to say of a span: who says a quotation, whom a mention names, its note.
    fn footnote(&mut self, span: &'a SpanAnnotation) -> String {
        let page = self.page;
        let words = |span: &SpanAnnotation| one_line(&span.place.quote(page.text()));
        let name = |span: &SpanAnnotation| {
            span.entity.as_ref().and_then(|id| page.set.entity(id)).map(|it| one_line(&it.name))
        };
        let mut said: Vec<String> = Vec::new();
        let kind = span.common.attrs.get("type").and_then(|kind| kind.as_str());
        said.extend(kind.map(one_line));
        if let Some(name) = name(span).filter(|name| *name != words(span)) {
            said.push(format!("= {name}"));
        }
        for (role, ids) in &span.roles {
            let spans = ids.iter().filter_map(|id| page.set.span(id));
            let who = spans.map(|other| match name(other).filter(|name| *name != words(other)) {
                Some(name) => format!("{} (= {name})", words(other)),
                None => words(other),
            });
            let role = if role == "source" { "speaker" } else { role };
            said.push(format!("{}: {}", one_line(role), who.collect::<Vec<_>>().join(", ")));
        }
        if let Some(note) = &span.common.note {
            said.push(self.flat(note));
        }
        if said.is_empty() {
            return String::new();
        }
        self.footnotes.push(said.join(" · "));
        format!("[^{}]", self.footnotes.len())
    }

    fn noted(&mut self, common: &Common) -> String {
        common.note.as_ref().map(|note| format!(" — {}", self.flat(note))).unwrap_or_default()
    }

    fn tags(&mut self) -> Vec<String> {
        let tags = self.page.set.tags();
        tags.iter().map(|tag| format!("- {}{}\n", one_line(&tag.tag), self.noted(&tag.common))).collect()
    }

    fn stances(&mut self) -> Vec<String> {
        let page = self.page;
        let mut lines = Vec::new();
        for stance in page.set.stances() {
            let (name, _) = holder(page, stance);
            let who = match &stance.holder {
                crate::annot::Holder::Author if name.is_empty() => "the author".to_owned(),
                crate::annot::Holder::Outlet if name.is_empty() => "the outlet".to_owned(),
                _ => one_line(&name),
            };
            let target =
                page.schema.target(&stance.target).map_or(stance.target.as_str(), |target| target.name.as_str());
            let mut line = format!("- {who} → {}: **{}**", one_line(target), label(&stance.value));
            let degree = stance.degree.map(|degree| format!("degree {degree:+}"));
            let sure = stance.confidence.map(|sure| format!("sure {sure}"));
            let explicit = stance.explicit.map(|explicit| if explicit { "explicit" } else { "implicit" }.to_owned());
            let details: Vec<String> = [degree, sure, explicit].into_iter().flatten().collect();
            if !details.is_empty() {
                line += &format!(" ({})", details.join(", "));
            }
            for span in stance.evidence.iter().filter_map(|id| page.set.span(id)) {
                line += &format!(" “{}”", one_line(&span.place.quote(page.text())));
            }
            line += &self.noted(&stance.common);
            lines.push(line + "\n");
        }
        lines
    }

    fn notes(&mut self) -> Vec<String> {
        let notes = self.page.set.notes().iter().filter(|note| note.place.is_none());
        notes.filter_map(|note| Some(format!("- {}\n", self.flat(note.common.note.as_deref()?)))).collect()
    }

    fn relations(&mut self) -> Vec<String> {
        let page = self.page;
        let end = |id: &Id| match page.set.span(id) {
            Some(span) => one_line(&span.place.quote(page.text())),
            None => id.to_string(),
        };
        let arrows = page.set.relations().iter();
        let line = |arrow: &crate::annot::Relation| {
            format!("- “{}” → “{}”: {}", end(&arrow.head), end(&arrow.tail), one_line(&arrow.label))
        };
        arrows.map(|arrow| format!("{}{}\n", line(arrow), self.noted(&arrow.common))).collect()
    }

    fn count_losses(&mut self) {
        let set = self.page.set;
        for (layer, what) in [
            (Layer::Rejected, "rejection"),
            (Layer::Later, "what was put aside"),
            (Layer::Orphans, "orphan"),
            (Layer::Conflicts, "conflict"),
        ] {
            self.losses.lose_all(what, set.records().filter(|record| record.layer() == layer).count());
        }
        for span in set.spans() {
            let kind = span.common.attrs.get("type").is_some_and(|kind| kind.is_str()) && !Page::is_prop(&span.label);
            self.losses.lose_all("attribute", span.common.attrs.len() - usize::from(kind));
            self.losses.lose_all("score", usize::from(span.score.is_some()));
        }
    }
}

/// A label in bold; one without letters cannot be.
fn label(label: &str) -> String {
    let label = one_line(label);
    if label.is_empty() { "?".into() } else { label }
}

/// The text in its blocks, with brackets.
fn article(page: &Page<'_>, brackets: &[Bracket]) -> String {
    let mut out = String::new();
    let mut rest = brackets;
    let blocks = page.document.blocks();
    for (nth, block) in blocks.iter().enumerate() {
        let next = blocks.get(nth + 1).map_or(usize::MAX, |next| next.span.start);
        let mut escaper = start_of(block.kind);
        let (own, others) = rest.split_at(own_brackets(rest, block.span.end, next));
        rest = others;
        let mut at = block.span.start;
        for bracket in own {
            let here = bracket.at.clamp(at, block.span.end);
            visible(page, block, Span::new(at, here), &mut escaper);
            escaper.raw(&bracket.markdown);
            at = here;
        }
        visible(page, block, Span::new(at, block.span.end), &mut escaper);
        out += escaper.out.trim_end();
        out += "\n\n";
    }
    // A text without a block has brackets, too.
    if !rest.is_empty() {
        rest.iter().for_each(|bracket| out += &bracket.markdown);
        out += "\n\n";
    }
    out
}

/// How many of the brackets belong to a block that ends at `end`: those in it, and what closes before the next.
fn own_brackets(rest: &[Bracket], end: usize, next: usize) -> usize {
    let is_own = |bracket: &&Bracket| match bracket.opens {
        true => bracket.at < end || next == usize::MAX,
        false => bracket.at <= end || bracket.at <= next,
    };
    rest.iter().take_while(is_own).count()
}

fn start_of(kind: BlockKind) -> Escaper {
    let mut escaper = Escaper::new(if kind == BlockKind::Quote { "> " } else { "" });
    match kind {
        BlockKind::Title => escaper.raw("# "),
        BlockKind::Heading(level) => escaper.raw(&format!("{} ", "#".repeat(usize::from(level.clamp(2, 6))))),
        BlockKind::ListItem(depth) => escaper.raw(&format!("- {}", "· ".repeat(usize::from(depth)))),
        _ => {}
    }
    escaper
}

/// A stretch of a block without the markup that the screen conceals.
fn visible(page: &Page<'_>, block: &Block, span: Span, escaper: &mut Escaper) {
    let hidden = block.inlines.iter().filter(|it| matches!(it.kind, InlineKind::Concealed | InlineKind::Marker));
    let on_one_line = matches!(block.kind, BlockKind::Title | BlockKind::Heading(_) | BlockKind::ListItem(_));
    let mut add = |span: Span| {
        let text = page.text().slice(span);
        match on_one_line {
            true => escaper.text(&text.replace(['\n', '\r'], " ")),
            false => escaper.text(text),
        }
    };
    let mut at = span.start;
    for inline in hidden {
        if let Some(gap) = inline.span.intersection(span) {
            add(Span::new(at, gap.start.max(at)));
            at = gap.end.max(at);
        }
    }
    add(Span::new(at, span.end.max(at)));
}
