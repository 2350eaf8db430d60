//! The clipboard of the terminal, through the escape sequence OSC 52 (xterm manual, "Operating System Commands").

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Longest text that is copied, in bytes; terminals drop longer sequences, some of them silently.
pub const COPY_LIMIT: usize = 100_000;

/// The text is longer than [`COPY_LIMIT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes are too many for the terminal's clipboard ({COPY_LIMIT} at most); select less")]
pub struct TooLong(pub usize);

/// The sequence that puts `text` on the clipboard. It holds no byte of the text itself.
///
/// # Errors
/// [`TooLong`].
pub(super) fn sequence(text: &str) -> Result<String, TooLong> {
    if text.len() > COPY_LIMIT {
        return Err(TooLong(text.len()));
    }
    Ok(format!("\x1b]52;c;{}\x07", STANDARD.encode(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_text_reaches_the_terminal() {
        assert_eq!(sequence("ü\x07\x1b").unwrap(), "\x1b]52;c;w7wHGw==\x07");
        assert_eq!(sequence(&"x".repeat(COPY_LIMIT + 1)), Err(TooLong(COPY_LIMIT + 1)));
    }
}
