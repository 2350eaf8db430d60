//! What a terminal sends, decoded: keys, pastes, mouse reports.

use super::parse::{Step, step};
use crate::config::key::Key;

/// What the terminal sends at the end of a paste.
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// Longest paste that is taken in, in bytes; the rest of a longer one is dropped.
const PASTE_LIMIT: usize = 1 << 20;

/// Something that was typed, pasted or pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted; line ends are `\n`.
    Paste(String),
    /// The mouse did something.
    Pointer(Pointer),
    /// The terminal went away; nothing follows.
    Gone,
}

/// Something the mouse did, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pointer {
    /// What it did.
    pub kind: PointerKind,
    /// In which column, from 0.
    pub column: u16,
    /// In which row, from 0.
    pub row: u16,
}

/// What the mouse did. Only the left button and the wheel mean anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointerKind {
    /// The button went down.
    Press,
    /// The mouse moved with the button down.
    Drag,
    /// The button was let go.
    Release,
    /// The wheel was turned so many steps, down counting up.
    Wheel(i32),
}

/// Turns bytes into [`Input`], however they are cut into pieces.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Bytes whose meaning is not known yet.
    pending: Vec<u8>,
    /// The paste under way.
    paste: Option<Vec<u8>>,
}

impl Decoder {
    /// Takes in bytes and hands on what they mean.
    pub fn feed(&mut self, bytes: &[u8], emit: &mut impl FnMut(Input)) {
        self.pending.extend_from_slice(bytes);
        self.drain(false, emit);
    }

    /// Whether a key or sequence has begun whose end, if there is one, must be here soon.
    pub fn in_doubt(&self) -> bool {
        self.paste.is_none() && !self.pending.is_empty()
    }

    /// Nothing came for a while: what is in doubt stands for itself, so a lone escape is the key.
    pub fn settle(&mut self, emit: &mut impl FnMut(Input)) {
        if self.paste.is_none() {
            self.drain(true, emit);
        }
    }

    fn drain(&mut self, all: bool, emit: &mut impl FnMut(Input)) {
        loop {
            if self.paste.is_some() {
                match self.take_paste() {
                    Some(text) => emit(Input::Paste(text)),
                    None => return,
                }
            }
            if self.pending.is_empty() {
                return;
            }
            match step(&self.pending, all) {
                Step::Took(len, input) => {
                    self.pending.drain(..len);
                    input.into_iter().for_each(&mut *emit);
                }
                Step::PasteBegins(len) => {
                    self.pending.drain(..len);
                    self.paste = Some(Vec::new());
                }
                Step::Incomplete => return,
            }
        }
    }

    /// Moves what has come of a paste; the whole text once its end is there.
    fn take_paste(&mut self) -> Option<String> {
        let paste = self.paste.as_mut()?;
        let end = memchr::memmem::find(&self.pending, PASTE_ENDS);
        // The end mark may have come in part.
        let sure = end.unwrap_or(self.pending.len().saturating_sub(PASTE_ENDS.len() - 1));
        let room = PASTE_LIMIT.saturating_sub(paste.len());
        paste.extend(self.pending.drain(..sure).take(room));
        end?;
        self.pending.drain(..PASTE_ENDS.len());
        let text = String::from_utf8_lossy(&self.paste.take()?).replace("\r\n", "\n").replace('\r', "\n");
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(pieces: &[&[u8]]) -> Vec<Input> {
        let mut inputs = Vec::new();
        let mut decoder = Decoder::default();
        for piece in pieces {
            decoder.feed(piece, &mut |input| inputs.push(input));
        }
        decoder.settle(&mut |input| inputs.push(input));
        inputs
    }

    fn keys(bytes: &[u8]) -> String {
        let keys: Vec<Key> = decode(&[bytes])
            .into_iter()
            .filter_map(|input| match input {
                Input::Key(key) => Some(key),
                _ => None,
            })
            .collect();
        Key::write_sequence(&keys)
    }

    #[test]
    fn keys_have_their_names() {
        for (bytes, written) in [
            (&b"aP< \xc3\xbc\xe6\xbc\xa2"[..], "aP<lt><Space>ü漢"),
            (b"\r\t\x7f\x04\x0f\x00\x1f", "<Enter><Tab><BS><C-d><C-o><C-Space><C-_>"),
            (b"\x1b", "<Esc>"),
            (b"\x1b\x1b[A", "<Esc><Up>"),
            (b"\x1bx\x1b\r\x1b\xc3\xbc", "<A-x><A-Enter><A-ü>"),
            (b"\x1b[A\x1bOB\x1b[1;5C\x1b[1;2D\x1b[H\x1bOF", "<Up><Down><C-Right><S-Left><Home><End>"),
            (b"\x1b[Z\x1b[3~\x1b[5;3~\x1b[6~\x1b[2~", "<S-Tab><Del><A-PageUp><PageDown><Ins>"),
            (b"\x1bOP\x1b[15~\x1b[17~\x1b[21~\x1b[24;2~\x1b[[C", "<F1><F5><F6><F10><S-F12><F3>"),
            (b"\x1b[100;5u\x1b[27;5;100~\x1b[100;5:3u\x1b[13;2u", "<C-d><C-d><S-Enter>"),
            (b"\x1b[I\x1b[?62;4c\x1b[\x01q\xff\xfeq\x1b[", "<C-a>qq<A-[>"),
        ] {
            assert_eq!(keys(bytes), written, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn the_mouse_points_from_zero() {
        let at = |kind, column, row| Input::Pointer(Pointer { kind, column, row });
        let bytes =
            b"\x1b[<0;1;1M\x1b[<32;300;2M\x1b[<0;300;2m\x1b[<64;5;5M\x1b[<69;5;5M\x1b[<2;1;1M\x1b[<35;1;1M\x1b[M !!";
        let wanted = [
            at(PointerKind::Press, 0, 0),
            at(PointerKind::Drag, 299, 1),
            at(PointerKind::Release, 299, 1),
            at(PointerKind::Wheel(-1), 4, 4),
            at(PointerKind::Wheel(1), 4, 4),
            at(PointerKind::Press, 0, 0),
        ];
        assert_eq!(decode(&[bytes]), wanted);
    }

    #[test]
    fn a_paste_is_never_keys() {
        let wanted = [Input::Paste(":q!\nP\x1b[A".into()), Input::Key(Key::char('x'))];
        assert_eq!(decode(&[b"\x1b[200~:q!\r\nP\x1b[A\x1b[20", b"1~x"]), wanted);
        let mut decoder = Decoder::default();
        let mut inputs = Vec::new();
        decoder.feed(b"\x1b[200~qqq", &mut |input| inputs.push(input));
        decoder.settle(&mut |input| inputs.push(input));
        assert!(inputs.is_empty() && !decoder.in_doubt());
    }

    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let known: &[&[u8]] = &[
            b"\x1b",
            b"\x1b[",
            b"\x1bO",
            b"A",
            b"1;5",
            b"~",
            b"\x1b[200~",
            b"\x1b[201~",
            b"\x1b[<0;3;4M",
            b"M",
            b"\xc3",
            b"\xbc",
        ];
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..4),
            prop::sample::select(known).prop_map(<[u8]>::to_vec),
            "[a-zü漢]{0,3}".prop_map(String::into_bytes),
        ]
    }

    proptest! {
        /// Where the bytes are cut makes no difference, and whatever comes, decoding ends.
        #[test]
        fn cuts_do_not_matter(pieces in prop::collection::vec(piece(), 0..12)) {
            let whole = pieces.concat();
            let cut: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            let single: Vec<&[u8]> = whole.chunks(1).collect();
            prop_assert_eq!(decode(&[&whole]), decode(&cut));
            prop_assert_eq!(decode(&[&whole]), decode(&single));
        }
    }
}
