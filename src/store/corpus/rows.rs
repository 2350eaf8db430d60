//! The rows of a table (RFC 4180, as the `csv` crate reads it): where each begins, line breaks in quotation marks
//! and all.

use super::Cut;
use super::lines::BOM;

/// Cuts a table into rows, fed with its bytes part by part. The first row, with the names of the columns, is one, too.
#[derive(Debug)]
pub(super) struct Rows {
    delimiter: u8,
    state: State,
    /// Where the current row begins, or the next may.
    pub start: u64,
    /// The last byte of the part before.
    previous: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a row.
    Between,
    /// In a row, outside quotation marks.
    Plain,
    /// In quotation marks.
    Quoted,
    /// Behind a quotation mark that ends a cell, or is the first half of one in it.
    Closing,
}

impl Rows {
    pub fn new(delimiter: u8) -> Rows {
        Rows { delimiter, state: State::Between, start: 0, previous: 0 }
    }
}

impl Cut for Rows {
    fn feed(&mut self, at: u64, bytes: &[u8], starts: &mut Vec<u64>) -> u64 {
        let mut here = if at == 0 && bytes.starts_with(BOM) { BOM.len() } else { 0 };
        while let Some(rest) = bytes.get(here..).filter(|rest| !rest.is_empty()) {
            let first = rest.first().copied().unwrap_or_default();
            match self.state {
                State::Between => {
                    self.start = at + here as u64;
                    match first {
                        b'\r' | b'\n' => {
                            here += 1;
                            self.start += 1;
                        }
                        b'"' => (self.state, here) = (State::Quoted, here + 1),
                        _ => self.state = State::Plain,
                    }
                }
                State::Plain => {
                    let Some(found) = memchr::memchr3(b'"', b'\n', b'\r', rest) else { break };
                    let mark = here + found;
                    here = mark + 1;
                    if bytes.get(mark) != Some(&b'"') {
                        starts.push(self.start);
                        (self.state, self.start) = (State::Between, at + here as u64);
                    } else if mark.checked_sub(1).map_or(self.previous, |before| byte(bytes, before)) == self.delimiter
                    {
                        self.state = State::Quoted;
                    }
                }
                State::Quoted => {
                    let Some(found) = memchr::memchr(b'"', rest) else { break };
                    (self.state, here) = (State::Closing, here + found + 1);
                }
                State::Closing if first == b'"' => (self.state, here) = (State::Quoted, here + 1),
                State::Closing => self.state = State::Plain,
            }
        }
        self.previous = bytes.last().copied().unwrap_or(self.previous);
        self.start
    }

    fn finish(&mut self, starts: &mut Vec<u64>) -> bool {
        starts.extend(matches!(self.state, State::Plain | State::Closing).then_some(self.start));
        self.state != State::Quoted
    }
}

fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or_default()
}
