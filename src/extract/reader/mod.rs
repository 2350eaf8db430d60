//! Readers: bytes of an article, or one record of a corpus, become a [`Document`].
//!
//! Plain and Markdown documents keep the decoded file as their text, byte for byte but the byte order mark; the
//! HTML reader makes a text of its own, which is why it carries a version (`html/1`).

mod date;
mod decode;
mod field;
mod format;
mod front_matter;
mod head;
mod html;
mod lines;
mod markdown;
mod plain;
mod quotation;
mod record;
mod related;
mod unreadable;

#[cfg(test)]
mod tests;

pub use decode::{Decoded, decode, is_no_text};
pub use format::{ArticleFormat, Compression, CorpusFormat, Format};
pub use quotation::is_one_quotation;
pub use record::{RecordError, from_json, from_row, id_of_json, id_of_row};
pub use unreadable::Unreadable;

use crate::doc::{Block, Document, Meta};
use crate::extract::language;
use crate::text::Text;

/// Reads one article; `name` is its file name.
///
/// The text of plain and Markdown articles is exactly what [`decode`] gives. Where the article does not say its
/// language, it is guessed.
///
/// # Errors
/// When the bytes are empty, binary or cannot be decoded, or an HTML page holds no text.
pub fn read(name: &str, bytes: Vec<u8>, format: ArticleFormat) -> Result<Document, Unreadable> {
    match format {
        ArticleFormat::Plain => {
            let decoded = decode(bytes)?;
            let mut meta = Meta::default();
            let blocks = plain::read(&decoded.text, &mut meta);
            Ok(document(name, decoded, meta, blocks))
        }
        ArticleFormat::Markdown => {
            let decoded = decode(bytes)?;
            let (meta, blocks) = markdown::read(&decoded.text);
            Ok(document(name, decoded, meta, blocks))
        }
        ArticleFormat::Html => {
            let source = decode::decode_html(bytes)?;
            let page = html::read(&source.text).ok_or(Unreadable::NoText)?;
            let made = Decoded { text: page.text, ..source };
            Ok(document(name, made, page.meta, page.blocks).with_reader(html::READER))
        }
    }
}

fn document(name: &str, decoded: Decoded, mut meta: Meta, blocks: Vec<Block>) -> Document {
    if meta.language.is_none() {
        meta.language = language::guess(&decoded.text).map(str::to_owned);
    }
    Document::new(name, Text::new(decoded.text), meta, blocks).with_encoding(decoded.encoding)
}
