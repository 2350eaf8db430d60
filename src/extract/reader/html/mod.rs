//! HTML pages: the main text as a text of its own, without markup and boilerplate.

mod element;
mod main_text;
mod page_meta;
mod tame;
mod walk;
mod writer;

use scraper::Html;

use crate::doc::{Block, Meta};
use main_text::Main;
use walk::Step;
use writer::Writer;

/// The name of this reader and the version of the text it makes. Offsets in sidecars count in that text: whatever
/// changes it needs a new version.
pub(super) const READER: &str = "html/1";

/// A page as an article.
pub(super) struct Page {
    pub text: String,
    pub meta: Meta,
    pub blocks: Vec<Block>,
}

/// Reads a page; `None` where it has no text.
///
/// The text is the title, then the blocks of the main part, a blank line between any two. White space is
/// collapsed but for `<br>` and `<pre>`, entities are decoded, list items have a bullet or number.
pub(super) fn read(source: &str) -> Option<Page> {
    let html = Html::parse_document(&tame::tame(source));
    let mut meta = page_meta::read(&html);
    let main = Main::of(&html);
    let heading = main.heading(&html, &mut meta);
    let mut writer = Writer::default();
    if let Some(title) = &meta.title {
        let shown = heading.as_ref().map_or(title, |heading| &heading.text);
        writer.title(shown);
    }
    let skipped = heading.map(|heading| heading.node);
    walk::walk(main.root, |step| match step {
        Step::Open(node) => {
            if Some(node) == skipped || main.drops(node) {
                return false;
            }
            writer.open(node.value());
            true
        }
        Step::Close(node) => {
            writer.close(node.value());
            true
        }
    });
    let (text, blocks) = writer.finish();
    (!text.trim().is_empty()).then_some(Page { text, meta, blocks })
}
