//! Keys and their notation, which is vim's everywhere: `gm<C-d><lt><S-Tab><Space>`.

use std::fmt;
use std::str::FromStr;

use super::nearest::nearest;

/// What was pressed, leaving the modifiers aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyCode {
    /// A key that types a character; shift is already in the character.
    Char(char),
    /// Enter, also called Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab; with shift it is the back tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key; terminals know 1 to 12.
    F(u8),
}

/// The modifiers held down with a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mods {
    /// Control.
    pub ctrl: bool,
    /// Alt, which vim also calls Meta.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
}

impl Mods {
    /// No modifier.
    pub const NONE: Self = Self { ctrl: false, alt: false, shift: false };
    /// Control alone.
    pub const CTRL: Self = Self { ctrl: true, ..Self::NONE };
    /// Alt alone.
    pub const ALT: Self = Self { alt: true, ..Self::NONE };
    /// Shift alone.
    pub const SHIFT: Self = Self { shift: true, ..Self::NONE };
}

/// One key press in its only form: two presses that mean the same are equal.
///
/// Shift lives in the character (`P`, never shift and `p`), except together with control, where the letter is
/// lower case and shift stays a modifier. Control characters are the keys that send them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    code: KeyCode,
    mods: Mods,
}

impl Key {
    /// Brings a key press into its canonical form.
    pub fn new(code: KeyCode, mods: Mods) -> Self {
        match code {
            KeyCode::Char(c) => Self::from_char(c, mods),
            code => Self { code, mods },
        }
    }

    /// The key that types `c`, without modifiers.
    pub fn char(c: char) -> Self {
        Self::new(KeyCode::Char(c), Mods::NONE)
    }

    fn from_char(c: char, mods: Mods) -> Self {
        let ctrl = Mods { ctrl: true, ..mods };
        match c {
            '\r' | '\n' => Self::new(KeyCode::Enter, mods),
            '\t' => Self::new(KeyCode::Tab, mods),
            '\x1b' => Self::new(KeyCode::Esc, mods),
            '\x08' | '\x7f' => Self::new(KeyCode::Backspace, mods),
            '\0' => Self::new(KeyCode::Char(' '), ctrl),
            // A terminal sends Ctrl and a letter as that letter's place in the alphabet (C0 controls).
            '\x01'..='\x1a' => Self::new(KeyCode::Char(char::from(b'`' + c as u8)), ctrl),
            '\x1c'..='\x1f' => Self::new(KeyCode::Char(char::from(b'@' + c as u8)), ctrl),
            _ if mods.ctrl => {
                let lower = c.to_ascii_lowercase();
                let shift = mods.shift && lower.is_ascii_lowercase();
                Self { code: KeyCode::Char(lower), mods: Mods { shift, ..mods } }
            }
            _ => {
                let mut upper = c.to_uppercase();
                let code = match (mods.shift, upper.next(), upper.next()) {
                    (true, Some(one), None) => KeyCode::Char(one),
                    _ => KeyCode::Char(c),
                };
                Self { code, mods: Mods { shift: false, ..mods } }
            }
        }
    }

    /// What was pressed.
    pub fn code(self) -> KeyCode {
        self.code
    }

    /// What was held down with it.
    pub fn mods(self) -> Mods {
        self.mods
    }

    /// The character this key types into a text field; `None` for named keys and with control or alt.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.mods == Mods::NONE => Some(c),
            _ => None,
        }
    }

    /// Reads a string of keys such as `gm<C-d><lt><S-Tab>`.
    ///
    /// Names are read without regard to case. A lone `<` is an error: the character is written `<lt>`.
    pub fn sequence(text: &str) -> Result<Vec<Self>, KeyNotationError> {
        let mut keys = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let at = text.len() - rest.len();
            let (key, used) = if c == '<' {
                bracketed(rest).map_err(|problem| KeyNotationError { at, problem })?
            } else {
                (Self::char(c), c.len_utf8())
            };
            keys.push(key);
            rest = &rest[used..];
        }
        Ok(keys)
    }

    /// Writes a string of keys in the canonical notation; `Key::sequence` reads it back.
    pub fn write_sequence(keys: &[Self]) -> String {
        keys.iter().map(Self::to_string).collect()
    }
}

impl FromStr for Key {
    type Err = KeyNotationError;

    /// Reads exactly one key.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Self::sequence(text)?.as_slice() {
            [key] => Ok(*key),
            keys => Err(KeyNotationError { at: 0, problem: Problem::NotOneKey(keys.len()) }),
        }
    }
}

/// Why a string of keys could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct KeyNotationError {
    /// Where in the string, in bytes.
    pub at: usize,
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error("`<` begins the name of a key such as <Enter>; write <lt> for the character itself")]
    Unclosed,
    #[error("there is no key <{name}>{}", suggestion(.name))]
    UnknownName { name: String },
    #[error("one key is wanted here, not {0}")]
    NotOneKey(usize),
}

fn suggestion(name: &str) -> String {
    let plain = name.rsplit('-').next().unwrap_or(name);
    match nearest(plain, NAMES.iter().map(|(name, _)| *name)) {
        Some(near) => format!("; did you mean <{}{near}>?", &name[..name.len() - plain.len()]),
        None => "; write <lt> for the character `<`".to_owned(),
    }
}

/// Every named key; the first name of a code is the one that is printed.
const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("CR", KeyCode::Enter),
    ("Return", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("BS", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Ins", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("Space", KeyCode::Char(' ')),
    ("lt", KeyCode::Char('<')),
    ("gt", KeyCode::Char('>')),
    ("Bar", KeyCode::Char('|')),
    ("Bslash", KeyCode::Char('\\')),
];

/// Reads a key in angle brackets from the start of `text`; also says how many bytes it took.
fn bracketed(text: &str) -> Result<(Key, usize), Problem> {
    let mut mods = Mods::NONE;
    let mut rest = text.get(1..).unwrap_or_default();
    let unclosed = |text: &str| match text.find('>') {
        Some(end) => Problem::UnknownName { name: text[1..end].to_owned() },
        None => Problem::Unclosed,
    };
    while let [letter, b'-', _, ..] = rest.as_bytes() {
        match letter.to_ascii_lowercase() {
            b'c' => mods.ctrl = true,
            b'a' | b'm' => mods.alt = true,
            b's' => mods.shift = true,
            _ => return Err(unclosed(text)),
        }
        rest = &rest[2..];
    }
    let mut chars = rest.chars();
    if let (Some(c), Some('>')) = (chars.next(), chars.next())
        && mods != Mods::NONE
    {
        let used = text.len() - chars.as_str().len();
        return Ok((Key::new(KeyCode::Char(c), mods), used));
    }
    let end = rest.find('>').ok_or(Problem::Unclosed)?;
    let code = named(&rest[..end]).ok_or_else(|| unclosed(text))?;
    Ok((Key::new(code, mods), text.len() - rest.len() + end + 1))
}

fn named(name: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Some(*code);
    }
    let number = name.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.code {
            KeyCode::Char('>' | '|' | '\\') => None,
            code => NAMES.iter().find(|(_, known)| *known == code).map(|(name, _)| *name),
        };
        if let (KeyCode::Char(c), Mods::NONE, None) = (self.code, self.mods, name) {
            return write!(f, "{c}");
        }
        let Mods { ctrl, alt, shift } = self.mods;
        f.write_str("<")?;
        for (held, letter) in [(ctrl, "C-"), (alt, "A-"), (shift, "S-")] {
            if held {
                f.write_str(letter)?;
            }
        }
        match (self.code, name) {
            (_, Some(name)) => write!(f, "{name}>"),
            (KeyCode::Char(c), None) => write!(f, "{c}>"),
            (KeyCode::F(number), None) => write!(f, "F{number}>"),
            // Every other code stands in NAMES.
            (code, None) => write!(f, "{code:?}>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_key() -> impl Strategy<Value = Key> {
        let code = prop_oneof![
            any::<char>().prop_map(KeyCode::Char),
            prop::char::range(' ', '~').prop_map(KeyCode::Char),
            prop::sample::select(NAMES).prop_map(|(_, code)| code),
            (1u8..=12).prop_map(KeyCode::F),
        ];
        (code, any::<[bool; 3]>()).prop_map(|(code, [ctrl, alt, shift])| Key::new(code, Mods { ctrl, alt, shift }))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(keys in prop::collection::vec(any_key(), 0..8)) {
            let text = Key::write_sequence(&keys);
            prop_assert_eq!(Key::sequence(&text).unwrap(), keys, "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*|[<>CAS\\-a-z]*") {
            match Key::sequence(&text) {
                Ok(keys) => prop_assert_eq!(Key::sequence(&Key::write_sequence(&keys)).unwrap(), keys),
                Err(error) => prop_assert!(text.is_char_boundary(error.at)),
            }
        }
    }

    #[test]
    fn notation_is_canonical() {
        for (written, printed) in [
            ("gm<C-d><lt><S-Tab><Space>", "gm<C-d><lt><S-Tab><Space>"),
            ("<cr> <c-D><M-x><A-X><S-a>", "<Enter><Space><C-d><A-x><A-X>A"),
            ("<C-S-x><S-C-X><C-->\t\n", "<C-S-x><C-S-x><C--><Tab><Enter>"),
            ("<C->><Bar><f12>ü>", "<C->>|<F12>ü>"),
        ] {
            assert_eq!(Key::write_sequence(&Key::sequence(written).unwrap()), printed);
        }
    }

    #[test]
    fn mistakes_are_named() {
        let error = Key::sequence("gg<C-Entr>").unwrap_err();
        assert_eq!(error.at, 2);
        assert_eq!(error.to_string(), "there is no key <C-Entr>; did you mean <C-Enter>?");
        assert!(Key::sequence("a<b").unwrap_err().to_string().contains("<lt>"));
        assert!(Key::sequence("<a>").is_err() && Key::sequence("<>").is_err() && Key::sequence("<C->").is_err());
        assert!("gg".parse::<Key>().is_err());
    }
}
