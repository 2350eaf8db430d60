//! One step of decoding: the first key, mouse report or paste mark in a string of bytes.
//!
//! Sources: ECMA-48 (the shape of control sequences), the xterm manual "Control Sequences" (keys, mouse, modifiers,
//! bracketed paste), the kitty keyboard protocol (`CSI … u`).

use super::{Input, Pointer, PointerKind};
use crate::config::key::{Key, KeyCode, Mods};

const ESC: u8 = 0x1b;

/// Longest control sequence that is read, in bytes; of a longer one so many are dropped, however they come.
const LONGEST: usize = 64;

/// What stands at the start of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// So many bytes (at least one) mean this, or nothing that is known.
    Took(usize, Option<Input>),
    /// So many bytes begin a paste.
    PasteBegins(usize),
    /// The bytes end in the middle of something.
    Incomplete,
}

/// Reads the start of `bytes`, which are not empty. With `all`, nothing will follow soon: what is incomplete then
/// is what it looks like (a lone escape is the key).
pub(super) fn step(bytes: &[u8], all: bool) -> Step {
    match bytes {
        [ESC] if all => key(1, KeyCode::Esc, Mods::NONE),
        [] | [ESC] => Step::Incomplete,
        [ESC, ESC, ..] => key(1, KeyCode::Esc, Mods::NONE),
        [ESC, b'[', rest @ ..] if !rest.is_empty() || !all => control_sequence(rest, all),
        [ESC, b'O', rest @ ..] if !rest.is_empty() || !all => single_shift(rest),
        [ESC, rest @ ..] => match character(rest, all) {
            Character::Is(c, len) => key(1 + len, KeyCode::Char(c), Mods::ALT),
            Character::Broken(len) => Step::Took(1 + len, None),
            Character::Incomplete => Step::Incomplete,
        },
        _ => match character(bytes, all) {
            Character::Is(c, len) => key(len, KeyCode::Char(c), Mods::NONE),
            Character::Broken(len) => Step::Took(len, None),
            Character::Incomplete => Step::Incomplete,
        },
    }
}

fn key(took: usize, code: KeyCode, mods: Mods) -> Step {
    Step::Took(took, Some(Input::Key(Key::new(code, mods))))
}

enum Character {
    Is(char, usize),
    Broken(usize),
    Incomplete,
}

/// The first character of UTF-8 bytes.
fn character(bytes: &[u8], all: bool) -> Character {
    let head = bytes.get(..4).unwrap_or(bytes);
    let (valid, error) = match std::str::from_utf8(head) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = head.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(valid).unwrap_or_default(), Some(error))
        }
    };
    match (valid.chars().next(), error.and_then(|error| error.error_len())) {
        (Some(c), _) => Character::Is(c, c.len_utf8()),
        (None, Some(len)) => Character::Broken(len),
        (None, None) if all => Character::Broken(head.len().max(1)),
        (None, None) => Character::Incomplete,
    }
}

/// `ESC O`, then one letter: arrows and function keys in application mode.
fn single_shift(rest: &[u8]) -> Step {
    const HEAD: usize = 2;
    let Some(letter) = rest.first() else { return Step::Incomplete };
    match (letter_key(*letter), letter) {
        (Some(code), _) => key(HEAD + 1, code, Mods::NONE),
        (None, b'M') => key(HEAD + 1, KeyCode::Enter, Mods::NONE),
        (None, 0x20..=0x7e) => Step::Took(HEAD + 1, None),
        (None, _) => key(HEAD, KeyCode::Char('O'), Mods::ALT),
    }
}

/// `ESC [`, parameters, a letter.
fn control_sequence(rest: &[u8], all: bool) -> Step {
    const HEAD: usize = 2;
    let Some(len) = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        let dropped = Step::Took(HEAD + rest.len().min(LONGEST + 1), None);
        return if all || rest.len() > LONGEST { dropped } else { Step::Incomplete };
    };
    if len > LONGEST {
        return Step::Took(HEAD + LONGEST + 1, None);
    }
    let (params, ends) = rest.split_at(len);
    let took = HEAD + len + 1;
    match ends {
        // Three bytes follow the old form of a mouse report, one follows the Linux console's first function keys.
        [b'M', report @ ..] if params.is_empty() => match report {
            [button, column, row, ..] => {
                let [button, column, row] = [button, column, row].map(|byte| u16::from(byte.saturating_sub(32)));
                Step::Took(took + 3, pointer(button, column, row, button & 3 == 3))
            }
            _ if all => Step::Took(took + report.len(), None),
            _ => Step::Incomplete,
        },
        [b'[', which @ ..] if params.is_empty() => match which {
            [letter @ b'A'..=b'E', ..] => key(took + 1, KeyCode::F(letter - b'A' + 1), Mods::NONE),
            [_, ..] => Step::Took(took + 1, None),
            [] if all => Step::Took(took, None),
            [] => Step::Incomplete,
        },
        [last @ 0x40..=0x7e, ..] => sequence(took, params, *last),
        // A sequence is broken off by a control or a character of a text.
        _ => Step::Took(HEAD + len, None),
    }
}

/// A whole control sequence of `took` bytes.
fn sequence(took: usize, params: &[u8], last: u8) -> Step {
    let nothing = Step::Took(took, None);
    if let Some(report) = params.strip_prefix(b"<") {
        return match (numbers(report), last) {
            ([Some(button), Some(column), Some(row)], b'M' | b'm') => {
                Step::Took(took, pointer(button, column, row, last == b'm'))
            }
            _ => nothing,
        };
    }
    let [first, second, third] = numbers(params);
    let modifiers = mods(second);
    let code = match (last, first) {
        (b'~', Some(200)) => return Step::PasteBegins(took),
        (b'~', Some(27)) => third.and_then(|code| character_key(u32::from(code))),
        (b'~', Some(number)) => numbered_key(number),
        (b'u', Some(code)) if !released(params) => character_key(u32::from(code)),
        (b'Z', _) => return key(took, KeyCode::Tab, Mods { shift: true, ..modifiers }),
        (b'u', _) => None,
        (letter, None | Some(1)) => letter_key(letter),
        _ => None,
    };
    code.map_or(nothing, |code| key(took, code, modifiers))
}

/// The first three parameters; only the first of several values of one.
fn numbers(params: &[u8]) -> [Option<u16>; 3] {
    let mut all = params.split(|byte| *byte == b';').map(|param| {
        let digits = param.split(|byte| *byte == b':').next().unwrap_or_default();
        std::str::from_utf8(digits).ok()?.parse().ok()
    });
    [(); 3].map(|()| all.next().flatten())
}

/// Whether a `CSI … u` tells that a key was let go: `3` after the colon in its second parameter.
fn released(params: &[u8]) -> bool {
    let second = params.split(|byte| *byte == b';').nth(1).unwrap_or_default();
    second.split(|byte| *byte == b':').nth(1) == Some(b"3")
}

/// Modifiers as xterm numbers them: one more than the sum of shift 1, alt 2, control 4.
fn mods(number: Option<u16>) -> Mods {
    let bits = number.unwrap_or(1).saturating_sub(1);
    Mods { shift: bits & 1 != 0, alt: bits & 2 != 0, ctrl: bits & 4 != 0 }
}

fn character_key(code: u32) -> Option<KeyCode> {
    // The private use area holds keys that no keymap here has.
    char::from_u32(code).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)).map(KeyCode::Char)
}

fn letter_key(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn numbered_key(number: u16) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(function(number - 10)),
        17..=21 => KeyCode::F(function(number - 11)),
        23..=24 => KeyCode::F(function(number - 12)),
        _ => return None,
    })
}

fn function(number: u16) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// A mouse report. Columns and rows count from 1 there.
fn pointer(button: u16, column: u16, row: u16, up: bool) -> Option<Input> {
    const MOVED: u16 = 32;
    const WHEEL: u16 = 64;
    // Shift, alt and control say nothing here; buttons from 8 on are none that a text needs.
    let kind = match (button & !0b1_1100, up) {
        (WHEEL, false) => PointerKind::Wheel(-1),
        (button, false) if button == WHEEL + 1 => PointerKind::Wheel(1),
        (0 | 3, true) => PointerKind::Release,
        (0, false) => PointerKind::Press,
        (MOVED, false) => PointerKind::Drag,
        _ => return None,
    };
    Some(Input::Pointer(Pointer { kind, column: column.saturating_sub(1), row: row.saturating_sub(1) }))
}
