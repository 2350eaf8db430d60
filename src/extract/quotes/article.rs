//! A document as the recognition of quotations reads it: classed words in frames.

use std::ops::Range;

use super::marked::{self, Marked, is_prose};
use crate::doc::Document;
use crate::extract::lexicon::{Class, Lexicon};
use crate::extract::mention::{EntityKind, Mention};
use crate::extract::token::{Token, TokenKind, Tokens};
use crate::text::Span;

/// A token with what is known of it.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract) struct Word {
    pub span: Span,
    pub class: Class,
    pub sign: Sign,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// The index of the mention it belongs to.
    pub mention: Option<u32>,
    /// The index of the outermost [`Marked`] it stands in, its marks included.
    pub marked: Option<u32>,
}

/// What a token does to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Sign {
    Word,
    Number,
    Comma,
    Stop,
    Colon,
    Semicolon,
    Dash,
    Quote,
    Bracket,
    Other,
}

/// A sentence that what stands in quotation marks does not end: `„Ja. Nein.“, sagte er.` is one.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Frame {
    /// Its words.
    pub words: Range<usize>,
    /// Whether its paragraph is a title or heading.
    pub heading: bool,
}

/// A document as it is read for quotations.
pub(in crate::extract) struct Article<'a> {
    pub text: &'a str,
    pub words: Vec<Word>,
    pub frames: Vec<Frame>,
    pub marked: Vec<Marked>,
    /// For each of `marked`: whether it is so long or so closed that it is no part of the sentence around it.
    pub opaque: Vec<bool>,
    pub mentions: &'a [Mention],
    pub lexicon: &'static Lexicon,
}

/// Fewest words of an opaque quotation: a shorter one may be a name inside the sentence.
const OPAQUE: usize = 5;

/// Most words of a frame outside of quotations: what is read for every cue stays bounded.
const LONGEST_FRAME: usize = 250;

impl<'a> Article<'a> {
    /// Reads `document`; `language` is a BCP 47 tag.
    pub fn of(document: &'a Document, tokens: &Tokens, mentions: &'a [Mention], language: Option<&str>) -> Article<'a> {
        let lexicon = Lexicon::of(language);
        let marked = marked::find(document, tokens, lexicon);
        Article::read(document.text().as_str(), tokens, mentions, marked, lexicon)
    }

    fn read(
        text: &'a str,
        tokens: &Tokens,
        mentions: &'a [Mention],
        marked: Vec<Marked>,
        lexicon: &'static Lexicon,
    ) -> Article<'a> {
        let mut article = Article {
            text,
            words: Vec::new(),
            frames: Vec::new(),
            opaque: vec![true; marked.len()],
            marked,
            mentions,
            lexicon,
        };
        article.class_words(tokens);
        article.find_opaque();
        article.find_frames(tokens);
        article
    }

    pub fn word(&self, index: usize) -> Option<&Word> {
        self.words.get(index)
    }

    /// The classes of the word at `index`; none outside.
    pub fn class(&self, index: usize) -> Class {
        self.word(index).map_or(Class::NONE, |word| word.class)
    }

    pub fn sign(&self, index: usize) -> Option<Sign> {
        self.word(index).map(|word| word.sign)
    }

    pub fn form(&self, index: usize) -> &'a str {
        self.word(index).and_then(|word| self.text.get(word.span.range())).unwrap_or_default()
    }

    /// The bytes of a range of words.
    pub fn span(&self, words: &Range<usize>) -> Span {
        match (self.word(words.start), self.word(words.end.saturating_sub(1))) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end.max(first.span.start)),
            _ => Span::default(),
        }
    }

    /// The words of a span.
    pub fn words_of(&self, span: Span) -> Range<usize> {
        let start = self.words.partition_point(|word| word.span.end <= span.start);
        let end = self.words.partition_point(|word| word.span.start < span.end);
        start..end.max(start)
    }

    /// The opaque quotation that the word stands in.
    pub fn opaque(&self, index: usize) -> Option<usize> {
        let marked = self.word(index)?.marked? as usize;
        self.opaque.get(marked).copied().unwrap_or_default().then_some(marked)
    }

    pub fn mention(&self, index: usize) -> Option<&'a Mention> {
        self.mentions.get(self.word(index)?.mention? as usize)
    }

    pub fn is_person(&self, index: usize) -> bool {
        self.mention(index).is_some_and(|mention| mention.label == EntityKind::Per)
    }

    /// The verb classes of the form at `index`, which may have left its particle before `end`, and the particle.
    pub fn verb(&self, index: usize, end: usize) -> (Class, Option<usize>) {
        let class = self.class(index);
        if !class.has(Class::SPLIT) {
            return (class, None);
        }
        let clause = (index + 1..end).take(30).take_while(|&i| {
            self.opaque(i).is_none()
                && !matches!(self.sign(i), Some(Sign::Comma | Sign::Colon | Sign::Semicolon | Sign::Stop))
        });
        let particle = clause.filter(|&i| self.class(i).has(Class::PARTICLE)).last();
        match particle.map(|at| (at, self.lexicon.joined(self.form(at), self.form(index)))) {
            Some((at, joined)) if joined != Class::NONE => (joined.or(Class::FINITE), Some(at)),
            _ => (class, None),
        }
    }

    fn class_words(&mut self, tokens: &Tokens) {
        self.words.reserve(tokens.all().len());
        let (mut mention, mut marked) = (0, 0);
        let mut opens = true;
        for token in tokens.all() {
            mention = advance(self.mentions, mention, |mention| mention.span.end, token.span.start);
            while self.marked.get(marked).is_some_and(|one| one.outer.end <= token.span.start || one.depth > 0) {
                marked += 1;
            }
            let form = self.text.get(token.span.range()).unwrap_or_default();
            let sign = sign(token, form);
            let is_word = sign == Sign::Word;
            let class = if is_word { self.lexicon.class(form, opens) } else { Class::NONE };
            opens = if is_word { false } else { opens || matches!(sign, Sign::Stop | Sign::Colon | Sign::Quote) };
            self.words.push(Word {
                span: token.span,
                class,
                sign,
                capital: form.starts_with(char::is_uppercase),
                mention: within(self.mentions.get(mention).map(|mention| mention.span), token.span, mention),
                marked: within(self.marked.get(marked).map(|marked| marked.outer), token.span, marked),
            });
        }
        for sentence in tokens.sentences() {
            if let Some(word) = self.words.get_mut(sentence.start).filter(|word| word.sign == Sign::Word) {
                let form = self.text.get(word.span.range()).unwrap_or_default();
                word.class = self.lexicon.class(form, true);
            }
        }
    }

    fn find_opaque(&mut self) {
        for index in 0..self.marked.len() {
            let Some(marked) = self.marked.get(index).copied() else { continue };
            let words = self.words_of(marked.inner);
            let count = words.clone().filter(|&i| self.sign(i) == Some(Sign::Word)).take(OPAQUE).count();
            let ends = self.sign(words.end.saturating_sub(1));
            let opaque = marked.block || count >= OPAQUE || matches!(ends, Some(Sign::Stop | Sign::Comma));
            if let Some(slot) = self.opaque.get_mut(index) {
                *slot = opaque;
            }
        }
    }

    fn find_frames(&mut self, tokens: &Tokens) {
        for paragraph in tokens.paragraphs().iter().filter(|paragraph| is_prose(paragraph.kind)) {
            let heading = matches!(paragraph.kind, crate::doc::BlockKind::Title | crate::doc::BlockKind::Heading(_));
            let mut start = paragraph.tokens.start;
            let sentences = tokens.sentences().get(paragraph.sentences.clone()).unwrap_or_default();
            for sentence in sentences {
                let last = sentence.end == paragraph.tokens.end;
                if last || (!self.is_inside_marked(sentence.end) && !self.is_framed_by_next(sentence.end)) {
                    self.push_frames(start..sentence.end, heading);
                    start = sentence.end;
                }
            }
        }
    }

    /// Pushes one frame, or several where it has so many words outside of quotations that no sentence has.
    fn push_frames(&mut self, words: Range<usize>, heading: bool) {
        let (mut start, mut outside) = (words.start, 0);
        for at in words.clone() {
            outside += usize::from(self.opaque(at).is_none());
            if outside > LONGEST_FRAME && !self.is_inside_marked(at) {
                self.frames.push(Frame { words: start..at, heading });
                (start, outside) = (at, 0);
            }
        }
        self.frames.push(Frame { words: start..words.end, heading });
    }

    /// Whether the boundary before word `index` lies inside something in quotation marks.
    fn is_inside_marked(&self, index: usize) -> bool {
        let (before, after) = (self.word(index.saturating_sub(1)), self.word(index));
        before.zip(after).is_some_and(|(before, after)| before.marked.is_some() && before.marked == after.marked)
    }

    /// Whether a quotation ends before word `index` and a short frame follows it: `“Why?” Smith asked.`
    fn is_framed_by_next(&self, index: usize) -> bool {
        let ends = self.word(index.saturating_sub(1)).is_some_and(|word| word.marked.is_some());
        ends && !self.lexicon.capital_nouns
            && (index..index + 6)
                .take_while(|&i| {
                    self.sign(i) == Some(Sign::Word) && self.word(i).is_some_and(|word| word.marked.is_none())
                })
                .any(|i| i > index && self.class(i).has(Class::SAY) && self.class(i).has(Class::FINITE))
    }
}

/// The first index from `at` on whose end lies behind `start`.
fn advance<T>(items: &[T], mut at: usize, end: impl Fn(&T) -> usize, start: usize) -> usize {
    while items.get(at).is_some_and(|item| end(item) <= start) {
        at += 1;
    }
    at
}

fn within(span: Option<Span>, token: Span, index: usize) -> Option<u32> {
    span.filter(|span| span.overlaps(token)).and_then(|_| u32::try_from(index).ok())
}

fn sign(token: &Token, form: &str) -> Sign {
    match token.kind {
        TokenKind::Word | TokenKind::Address => return Sign::Word,
        TokenKind::Number => return Sign::Number,
        TokenKind::Punctuation | TokenKind::Symbol => {}
    }
    match form.chars().next() {
        Some(',' | '、' | '，') => Sign::Comma,
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？') => Sign::Stop,
        Some(':' | '：') => Sign::Colon,
        Some(';') => Sign::Semicolon,
        Some('-' | '–' | '—' | '―') => Sign::Dash,
        Some('"' | '„' | '“' | '”' | '»' | '«' | '›' | '‹' | '‚' | '‘' | '’' | '\'' | '「' | '」' | '『' | '』') => {
            Sign::Quote
        }
        Some('(' | ')' | '[' | ']') => Sign::Bracket,
        _ => Sign::Other,
    }
}
