//! The lines of a file that are not blank: where each begins.

use super::Cut;

/// The byte order mark of UTF-8.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Cuts a file into lines, fed with its bytes part by part.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Where the current line begins.
    start: u64,
    /// Whether it has something other than white space.
    filled: bool,
}

impl Cut for Lines {
    fn feed(&mut self, at: u64, bytes: &[u8], starts: &mut Vec<u64>) -> u64 {
        if at == 0 && bytes.starts_with(BOM) {
            self.start = BOM.len() as u64;
        }
        let mut begun = usize::try_from(self.start.saturating_sub(at)).unwrap_or(0);
        for end in memchr::memchr_iter(b'\n', bytes) {
            if self.filled || is_filled(bytes, begun, end) {
                starts.push(self.start);
            }
            begun = end + 1;
            (self.start, self.filled) = (at + begun as u64, false);
        }
        self.filled = self.filled || is_filled(bytes, begun, bytes.len());
        self.start
    }

    fn finish(&mut self, starts: &mut Vec<u64>) -> bool {
        starts.extend(self.filled.then_some(self.start));
        true
    }
}

fn is_filled(bytes: &[u8], from: usize, to: usize) -> bool {
    bytes.get(from..to).unwrap_or_default().iter().any(|byte| !byte.is_ascii_whitespace())
}
