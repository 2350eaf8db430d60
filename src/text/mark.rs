//! Quotation marks and brackets, and which of them belong together.

use super::Span;

/// A quotation mark or bracket of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands.
    pub span: Span,
    /// Whether it is a quotation mark or a bracket.
    pub kind: MarkKind,
    /// First byte of the mark that it opens for or closes; `None` for a mark without a partner.
    pub partner: Option<usize>,
    /// Whether it opens: what a mark without a partner would do is judged by what stands beside it.
    pub opens: bool,
}

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// Quotation marks: „…“ „…” "…" “…” ”…” »…« «…» ›…‹ ‹…› ‚…‘ ‘…’ 「…」 『…』.
    Quote,
    /// Brackets: (…) \[…\] {…} （…） 【…】.
    Bracket,
}

/// The quotation marks and brackets of `text`, one paragraph, in order, with their partners.
///
/// Marks are paired innermost first. A mark that may open or close (`"`, `»`, `“`) does what the characters beside it
/// say, and where they say nothing, what is open: so the inch of `27" wide` opens nothing. A closing mark leaves
/// without a partner what was opened inside its pair and never closed. Apostrophes (`'`, and `’` where no `‘` is
/// open) are no marks. Linear in the length of `text`.
pub fn marks(text: &str) -> Vec<Mark> {
    let mut pairing = Pairing { marks: Vec::new(), open: Vec::new(), counts: [0; OPENERS.len()] };
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if is_mark(c) {
            let around = Around { before, after: chars.peek().map(|&(_, next)| next) };
            pairing.add(c, Span::new(at, at + c.len_utf8()), around);
        }
        before = Some(c);
    }
    pairing.marks
}

/// The marks that open a pair; ”…” counts as “…”.
const OPENERS: [char; 16] = ['„', '“', '"', '»', '«', '›', '‹', '‚', '‘', '「', '『', '(', '[', '{', '（', '【'];

fn is_mark(c: char) -> bool {
    !c.is_ascii_alphanumeric()
        && (OPENERS.contains(&c) || matches!(c, '”' | '’' | '」' | '』') || is_closing_bracket(c))
}

fn is_closing_bracket(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '）' | '】')
}

fn kind(c: char) -> MarkKind {
    match c {
        '(' | '[' | '{' | '（' | '【' => MarkKind::Bracket,
        _ if is_closing_bracket(c) => MarkKind::Bracket,
        _ => MarkKind::Quote,
    }
}

/// What a mark does where it stands.
enum Role {
    /// It opens a pair as this one of [`OPENERS`].
    Opens(char),
    /// It closes the nearest open one of these.
    Closes(&'static [char]),
    /// It closes one of these, or opens as the other.
    Either(&'static [char], char),
    /// It is an apostrophe.
    None,
}

/// The characters beside a mark.
#[derive(Clone, Copy)]
struct Around {
    before: Option<char>,
    after: Option<char>,
}

impl Around {
    /// Whether a mark stands here as one that opens: not behind a word or its punctuation, but before one.
    fn opens(self) -> bool {
        let ends = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '!' | '?' | '…' | ';' | ':' | ')' | ']');
        let begins = |c: char| c.is_alphanumeric() || OPENERS.contains(&c) || matches!(c, '…' | '¿' | '¡');
        !self.before.is_some_and(ends) && self.after.is_some_and(begins)
    }

    /// Whether a mark stands here as one that closes: behind a word or its punctuation, not before a word.
    fn closes(self) -> bool {
        let begins = |c: char| c.is_alphanumeric() || OPENERS.contains(&c);
        self.before.is_some_and(|c| !c.is_whitespace() && !OPENERS.contains(&c)) && !self.after.is_some_and(begins)
    }

    /// Whether a mark stands here as an apostrophe: inside or before a word.
    fn is_apostrophe(self) -> bool {
        self.after.is_some_and(char::is_alphanumeric) || self.before.is_none_or(char::is_whitespace)
    }
}

struct Pairing {
    marks: Vec<Mark>,
    /// The marks that are open: index in `marks`, and which of [`OPENERS`].
    open: Vec<(usize, char)>,
    /// How many of each of [`OPENERS`] are open, so that a closing mark without a partner searches nothing.
    counts: [usize; OPENERS.len()],
}

impl Pairing {
    fn add(&mut self, c: char, span: Span, around: Around) {
        let (closes, opens) = match self.role(c, around) {
            Role::Opens(opener) => (&[][..], Some(opener)),
            Role::Closes(openers) => (openers, None),
            Role::Either(openers, _) if around.closes() => (openers, None),
            Role::Either(_, opener) if around.opens() => (&[][..], Some(opener)),
            Role::Either(openers, opener) => (openers, Some(opener)),
            Role::None => return,
        };
        let partner = self.close(closes);
        let partner_start = partner.and_then(|index| self.marks.get_mut(index)).map(|mark| {
            mark.partner = Some(span.start);
            mark.span.start
        });
        let opens = opens.filter(|_| partner.is_none());
        if let Some(opener) = opens {
            self.open.push((self.marks.len(), opener));
            self.count(opener, |count| count + 1);
        }
        self.marks.push(Mark { span, kind: kind(c), partner: partner_start, opens: opens.is_some() });
    }

    fn role(&self, c: char, around: Around) -> Role {
        let (low, low_single) = (self.is_open('„'), self.is_open('‚'));
        match c {
            '“' if low && !around.opens() => Role::Closes(&['„']),
            '“' if around.closes() => Role::Closes(&['“']),
            '“' => Role::Opens('“'),
            '”' if around.opens() && !low && !self.is_open('“') => Role::Opens('“'),
            '”' => Role::Closes(&['„', '“']),
            '"' if low && !self.is_open('"') && !around.opens() => Role::Closes(&['„']),
            '"' => Role::Either(&['"'], '"'),
            '»' => Role::Either(&['«', '»'], '»'),
            '«' => Role::Either(&['»'], '«'),
            '›' => Role::Either(&['‹'], '›'),
            '‹' => Role::Either(&['›'], '‹'),
            '‘' if low_single && !around.opens() => Role::Closes(&['‚']),
            '‘' if around.opens() => Role::Opens('‘'),
            '’' if (low_single || self.is_open('‘')) && !around.is_apostrophe() => Role::Closes(&['‚', '‘']),
            '‘' | '’' => Role::None,
            '」' => Role::Closes(&['「']),
            '』' => Role::Closes(&['『']),
            ')' => Role::Closes(&['(']),
            ']' => Role::Closes(&['[']),
            '}' => Role::Closes(&['{']),
            '）' => Role::Closes(&['（']),
            '】' => Role::Closes(&['【']),
            _ => Role::Opens(c),
        }
    }

    /// Takes the nearest open one of `openers` off the stack, with everything that was opened inside it.
    fn close(&mut self, openers: &[char]) -> Option<usize> {
        openers.iter().find(|&&opener| self.is_open(opener))?;
        while let Some((index, opener)) = self.open.pop() {
            self.count(opener, |count| count - 1);
            if openers.contains(&opener) {
                return Some(index);
            }
        }
        None
    }

    fn is_open(&self, opener: char) -> bool {
        slot(opener).and_then(|slot| self.counts.get(slot)).is_some_and(|&count| count > 0)
    }

    fn count(&mut self, opener: char, change: impl Fn(usize) -> usize) {
        if let Some(count) = slot(opener).and_then(|slot| self.counts.get_mut(slot)) {
            *count = change(*count);
        }
    }
}

fn slot(opener: char) -> Option<usize> {
    OPENERS.iter().position(|&c| c == opener)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with every mark that has a partner replaced by `<` or `>`.
    fn paired(text: &str) -> String {
        let marks = marks(text);
        text.char_indices()
            .map(|(at, c)| match marks.iter().find(|mark| mark.span.start == at).and_then(|mark| mark.partner) {
                Some(partner) if partner > at => '<',
                Some(_) => '>',
                None => c,
            })
            .collect()
    }

    #[test]
    fn marks_find_their_partners() {
        for (text, expected) in [
            ("„Ja“, „ja”, „ja\" und \"ja\" “yes”", "<Ja>, <ja>, <ja> und <ja> <yes>"),
            ("»Ja« und «oui» ›a‹ « oui »", "<Ja> und <oui> <a> < oui >"),
            ("„Er sagte ‚ja‘“, so", "<Er sagte <ja>>, so"),
            ("“He said ‘don’t’.” It’s", "<He said <don’t>.> It’s"),
            ("„Das “Wort” hier“ und \"a \"b\" c\"", "<Das <Wort> hier> und <a <b> c>"),
            ("「『はい』」 Hans’ ‚Satz’", "<<はい>> Hans’ <Satz>"),
            ("(a „b) c“ d] (e", "<a „b> c“ d] (e"),
            ("”Ja”, sade »jo» “nå“", "<Ja>, sade <jo> <nå>"),
            ("Ende\", so er. Ein 27\" weiter \"Ja\"", "Ende\", so er. Ein 27\" weiter <Ja>"),
            ("Ende«, so er. »Ja« und \"nie, er. \"Ja\"", "Ende«, so er. <Ja> und \"nie, er. <Ja>"),
        ] {
            assert_eq!(paired(text), expected);
        }
    }

    #[test]
    fn deep_nesting_pairs_every_mark() {
        let text = format!("{}{}", "(".repeat(200_000), ")".repeat(200_000));
        assert!(marks(&text).iter().all(|mark| mark.partner.is_some()));
        let text = format!("{}{}", "„".repeat(200_000), "」".repeat(200_000));
        assert!(marks(&text).iter().all(|mark| mark.partner.is_none()));
    }
}
