//! Tokens: the words, numbers and marks that recognisers read, by sentence and paragraph, with exact offsets.

use std::ops::Range;

use crate::doc::{Block, BlockKind, Document, InlineKind};
use crate::text::{Span, is_abbreviation, sentences, words};

/// One token of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word with its inner hyphens and, inside a sentence, its full stop ("Dr.", "U.S.", "Innen-"). The English
    /// "'s" is a word of its own.
    Word,
    /// Digits with what stands between them ("1.000,5", "18:30", "2022-02-24"); a German ordinal with its stop.
    Number,
    /// A punctuation mark; equal stops and dashes in a row are one ("...", "--").
    Punctuation,
    /// Anything else that shows: currency and arithmetic signs, emoji.
    Symbol,
    /// A web address.
    Address,
}

/// The tokens of one document. They are in order, do not overlap, hold neither white space at their ends nor
/// concealed markup, and each belongs to one sentence of one paragraph.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    paragraphs: Vec<Paragraph>,
}

/// One paragraph, title or other part of a document, with at least one token.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// The indices of its blocks: a long paragraph is kept in several.
    pub blocks: Range<usize>,
    /// What the first block is.
    pub kind: BlockKind,
    /// Its bytes.
    pub span: Span,
    /// The indices of its sentences in [`Tokens::sentences`].
    pub sentences: Range<usize>,
    /// The indices of its tokens in [`Tokens::all`].
    pub tokens: Range<usize>,
}

impl Tokens {
    /// The tokens of `document`, in time linear in its length.
    pub fn of(document: &Document) -> Tokens {
        let mut found = Tokens::default();
        let blocks = document.blocks();
        let mut first = 0;
        while first < blocks.len() {
            let more = blocks.iter().skip(first + 1).take_while(|block| block.continues).count();
            let range = first..first + 1 + more;
            found.read(document.text().as_str(), blocks.get(range.clone()).unwrap_or_default(), range.clone());
            first = range.end;
        }
        found
    }

    /// All tokens in order.
    pub fn all(&self) -> &[Token] {
        &self.tokens
    }

    /// The sentences in order, as ranges of token indices; none is empty.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The paragraphs in order.
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// The tokens of a range of indices; none where the range lies outside.
    pub fn slice(&self, range: Range<usize>) -> &[Token] {
        self.tokens.get(range).unwrap_or_default()
    }

    /// The index of the first token that ends behind byte `at`.
    pub fn at(&self, at: usize) -> usize {
        self.tokens.partition_point(|token| token.span.end <= at)
    }

    fn read(&mut self, text: &str, blocks: &[Block], range: Range<usize>) {
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return };
        let span = first.span.hull(last.span);
        let inlines = blocks.iter().flat_map(|block| &block.inlines);
        let mut concealed = inlines.filter(|inline| inline.kind == InlineKind::Concealed).map(|inline| inline.span);
        let mut next = concealed.next();
        let mut is_shown = |token: Span| {
            while next.is_some_and(|markup| markup.end <= token.start) {
                next = concealed.next();
            }
            !next.is_some_and(|markup| markup.overlaps(token))
        };

        let (tokens_from, sentences_from) = (self.tokens.len(), self.sentences.len());
        for sentence in sentences(text.get(span.range()).unwrap_or_default()) {
            let from = self.tokens.len();
            let sentence = Span::new(span.start + sentence.start, span.start + sentence.end);
            tokenize(text, sentence, &mut |token: Token| {
                if is_shown(token.span) {
                    self.tokens.push(token);
                }
            });
            if self.tokens.len() > from {
                self.sentences.push(from..self.tokens.len());
            }
        }
        if self.tokens.len() > tokens_from {
            self.paragraphs.push(Paragraph {
                blocks: range,
                kind: first.kind,
                span,
                sentences: sentences_from..self.sentences.len(),
                tokens: tokens_from..self.tokens.len(),
            });
        }
    }
}

/// Gives the tokens of `sentence`, a part of `text`, to `push`.
fn tokenize(text: &str, sentence: Span, push: &mut impl FnMut(Token)) {
    let text = text.get(..sentence.end).unwrap_or(text);
    let mut at = sentence.start;
    let mut pending: Option<Span> = None;
    for word in words(text.get(sentence.range()).unwrap_or_default()) {
        let word = Span::new(sentence.start + word.start, sentence.start + word.end);
        if word.start < at {
            continue;
        }
        if let Some(joined) = pending.and_then(|before| join(text, before, word)) {
            pending = Some(joined);
            continue;
        }
        if let Some(before) = pending.take() {
            at = push_word(text, before, push);
        }
        if word.start < at {
            continue;
        }
        push_marks(text, Span::new(at, word.start), push);
        at = word.start;
        match address(text, word.start) {
            Some(end) => {
                push(Token { span: Span::new(word.start, end), kind: TokenKind::Address });
                at = end;
            }
            None => pending = Some(word),
        }
    }
    if let Some(before) = pending {
        at = push_word(text, before, push);
    }
    push_marks(text, Span::new(at, sentence.end), push);
}

/// The two words as one where the mark between them belongs to both: "AT&T", "18:30".
fn join(text: &str, before: Span, word: Span) -> Option<Span> {
    let (left, right) = (text.get(before.range())?, text.get(word.range())?);
    let is = |test: fn(char) -> bool| left.chars().all(test) && right.chars().all(test);
    let joins = match text.get(before.end..word.start)? {
        "&" => is(char::is_uppercase),
        ":" => is(|c| c.is_ascii_digit()),
        _ => false,
    };
    joins.then(|| before.hull(word))
}

/// Pushes the word with the stop or hyphen that belongs to it, without the "'s" that does not. Returns the end.
fn push_word(text: &str, word: Span, push: &mut impl FnMut(Token)) -> usize {
    let form = text.get(word.range()).unwrap_or_default();
    let rest = text.get(word.end..).unwrap_or_default();
    let mut end = word.end;
    if (rest.starts_with('.') && keeps_stop(form, rest)) || keeps_hyphen(rest) {
        end += 1;
    }
    let stem = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| form.strip_suffix(ending));
    if let Some(stem) = stem.filter(|stem| !stem.is_empty()) {
        let split = word.start + stem.len();
        push(Token { span: Span::new(word.start, split), kind: kind(stem) });
        push(Token { span: Span::new(split, end), kind: TokenKind::Word });
        return end;
    }
    push(Token { span: Span::new(word.start, end), kind: kind(form) });
    end
}

fn kind(form: &str) -> TokenKind {
    match () {
        () if form.chars().any(char::is_alphabetic) => TokenKind::Word,
        () if form.chars().any(char::is_numeric) => TokenKind::Number,
        () => TokenKind::Symbol,
    }
}

/// Short forms that keep their full stop also where it ends the sentence.
const FINAL: &[&str] = &["Bros", "Co", "Corp", "Inc", "Jr", "Ltd", "Sr", "a.m", "etc", "p.m", "usw"];

/// Whether the full stop `rest` begins with belongs to the word `form` before it: inside a sentence behind
/// abbreviations, ordinals, initials and what a capital follows ("Capt. Smith").
fn keeps_stop(form: &str, rest: &str) -> bool {
    if form.ends_with('.') || FINAL.contains(&form) {
        return !form.ends_with('.');
    }
    let behind = rest.get(1..).unwrap_or_default();
    if is_abbreviation(form) {
        return behind.contains(char::is_alphanumeric);
    }
    let ahead = behind.trim_start();
    let is_short = form.chars().nth(1).is_none() || (form.len() <= 3 && form.bytes().all(|b| b.is_ascii_digit()));
    ahead.len() < behind.len() && ahead.chars().next().is_some_and(|c| is_short || c.is_uppercase())
}

/// Whether `rest` begins with the hyphen of a compound that a later word completes: "Innen- und Außenpolitik".
fn keeps_hyphen(rest: &str) -> bool {
    rest.strip_prefix('-').is_some_and(|rest| rest.starts_with([' ', ',', '\u{a0}', '/']))
}

/// The end of the web address that starts at `at`, if one does.
fn address(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    if !["http://", "https://", "www."].iter().any(|scheme| rest.starts_with(scheme)) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"“”„»«".contains(c)).unwrap_or(rest.len());
    let address = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*']);
    Some(at + address.len())
}

/// Pushes what shows between two words, sign by sign.
fn push_marks(text: &str, gap: Span, push: &mut impl FnMut(Token)) {
    let slice = text.get(gap.range()).unwrap_or_default();
    let mut chars = slice.char_indices().peekable();
    while let Some((from, c)) = chars.next() {
        if c.is_whitespace() || is_hidden(c) {
            continue;
        }
        let mut end = from + c.len_utf8();
        while let Some(&(at, next)) = chars.peek() {
            if !is_joined(next) && (next != c || !is_run(c)) {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        let kind = if is_punctuation(c) { TokenKind::Punctuation } else { TokenKind::Symbol };
        push(Token { span: Span::new(gap.start + from, gap.start + end), kind });
    }
}

/// Marks that are one token when they stand in a row.
fn is_run(c: char) -> bool {
    matches!(c, '.' | '-' | '!' | '?' | '*' | '_' | '=' | '#' | '~')
}

/// Controls, zero-width and direction marks, the soft hyphen.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Marks that change the sign before them: combining accents, variation selectors, skin tones.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        c if c.is_ascii_punctuation() => true,
        '§' | '¡' | '¿' | '«' | '»' | '·' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' => true,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '・' => true,
        '\u{ff01}'..='\u{ff0f}' | '：' | '；' | '？' | '［' | '］' | '｛' | '｝' | '｡'..='･' => true,
        '،' | '؛' | '؟' | '۔' | '।' | '॥' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{Inline, Meta};
    use crate::text::Text;
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        Document::new("test", Text::new(text), Meta::default(), Vec::new())
    }

    /// The tokens, blanks between, `|` between sentences.
    fn listed(document: &Document) -> String {
        let tokens = Tokens::of(document);
        let list = |range: &Range<usize>| {
            let forms: Vec<&str> =
                tokens.slice(range.clone()).iter().map(|token| document.text().slice(token.span)).collect();
            forms.join(" ")
        };
        tokens.sentences().iter().map(list).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn tokens_are_what_recognisers_read() {
        for (text, expected) in [
            ("Der 3. Weltkrieg droht. Am 5. Mai war Schluss.", "Der 3. Weltkrieg droht . | Am 5. Mai war Schluss ."),
            ("Dr. Müller (CDU/CSU) sagte: „Nein.“ Gut.", "Dr. Müller ( CDU / CSU ) sagte : „ Nein . “ | Gut ."),
            ("In the U.S. George W. Bush's plan failed.", "In the U.S. George W. Bush 's plan failed ."),
            ("Das gilt z. B. für Innen- und Außenpolitik.", "Das gilt z. B. für Innen- und Außenpolitik ."),
            ("AT&T um 18:30 Uhr, 1.000,5 Euro...", "AT&T um 18:30 Uhr , 1.000,5 Euro ..."),
            ("Apple Inc. He said “yes”!!! Dieser Art.", "Apple Inc. | He said “ yes ” !!! | Dieser Art ."),
            ("Siehe https://example.org/a.b?c=d. Gut 👍🏽!", "Siehe https://example.org/a.b?c=d . | Gut 👍🏽 !"),
            ("#Köln @polizei US-Dollar Nord\u{200b}licht", "# Köln @ polizei US-Dollar Nord licht"),
            ("漢字カタカナ。次", "漢 字 カタカナ 。 | 次"),
        ] {
            assert_eq!(listed(&document(text)), expected, "{text}");
        }
    }

    #[test]
    fn markup_that_is_concealed_is_no_token() {
        let text = "**Putin** traf [Xi](http://x.org) gern.";
        let inlines = ["**", "**", "[", "](http://x.org)"].iter().scan(0, |from, mark| {
            let at = *from + text[*from..].find(mark)?;
            *from = at + mark.len();
            Some(Inline { span: Span::new(at, *from), kind: InlineKind::Concealed })
        });
        let block = Block::new(BlockKind::Paragraph, Span::new(0, text.len())).with_inlines(inlines.collect());
        let document = Document::new("test", Text::new(text), Meta::default(), vec![block]);
        assert_eq!(listed(&document), "Putin traf Xi gern .");
    }

    proptest! {
        /// Tokens lie on character boundaries, in order, apart, and leave out nothing that shows.
        #[test]
        fn tokens_tile_what_shows(unit in "([a-zA-Zäß]{1,5}|[.,:!?'’„“»«()/&#*_-]|[0-9]{1,3}|漢|👍🏽|\u{301}|\u{200b}|[ \n]|http://| U\\.S\\. |\\. ){0,40}", times in 1usize..40) {
            let document = document(&unit.repeat(times));
            let tokens = Tokens::of(&document);
            let text = document.text();
            let mut at = 0;
            for token in tokens.all() {
                prop_assert!(text.holds(token.span) && !token.span.is_empty() && token.span.start >= at);
                let between = text.slice(Span::new(at, token.span.start));
                prop_assert!(between.chars().all(|c| c.is_whitespace() || is_hidden(c) || c == '_'), "{between:?}");
                at = token.span.end;
            }
            let mut next = 0;
            for sentence in tokens.sentences() {
                prop_assert!(sentence.start == next && sentence.end > next);
                next = sentence.end;
            }
            prop_assert_eq!(next, tokens.all().len());
        }
    }
}
