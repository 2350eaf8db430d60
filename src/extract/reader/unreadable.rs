//! Why bytes are no article.

use thiserror::Error;

/// Why an article could not be read. The message follows the path: `news/a.txt: is empty`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// No bytes, or nothing but white space.
    #[error("is empty")]
    Empty,
    /// The bytes are not text.
    #[error("is a binary file, not text")]
    Binary,
    /// The bytes are text in an encoding whose rules they break.
    #[error("cannot be decoded as {encoding}: byte {byte}; convert the file to utf-8")]
    Undecodable {
        /// WHATWG name in lower case.
        encoding: &'static str,
        /// Offset of the first bad byte in the file, counted from 0.
        byte: usize,
    },
    /// A page without any text.
    #[error("holds no text beside markup")]
    NoText,
}
