//! The dates of one sentence, token by token.

use super::terms::{Hint, Term, Terms};
use super::value::{DateValue, Side, Unit};
use super::{DateMention, DateWhy};
use crate::extract::token::Token;
use crate::text::Span;

/// One sentence, and what its dates are read with.
pub(super) struct Scan<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub terms: &'a Terms,
    /// The article's own date.
    pub anchor: Option<DateValue>,
}

/// A date that was read: the token behind it, its value and how that was found.
struct Read {
    end: usize,
    value: Option<DateValue>,
    why: DateWhy,
}

impl Scan<'_> {
    /// Adds the dates of the sentence to `found`.
    pub fn dates(&self, found: &mut Vec<DateMention>) {
        let mut at = 0;
        while at < self.tokens.len() {
            let Some(read) = self.date(at) else {
                at += 1;
                continue;
            };
            self.start_of_range(at, &read, found);
            let mention = self.mention(at, &read);
            found.extend(mention);
            at = read.end.max(at + 1);
        }
    }

    fn mention(&self, at: usize, read: &Read) -> Option<DateMention> {
        let (first, last) = (self.tokens.get(at)?, self.tokens.get(read.end.checked_sub(1)?)?);
        let span = Span::new(first.span.start, last.span.end);
        // The full stop of an ordinal belongs to it, that of the sentence does not.
        let resolved_against = self.anchor.filter(|_| read.why != DateWhy::Written && read.value.is_some());
        Some(DateMention { span, value: read.value, resolved_against, why: read.why })
    }

    fn form(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|token| self.text.get(token.span.range())).unwrap_or_default()
    }

    fn term(&self, at: usize) -> Option<Term> {
        let form = self.form(at);
        // Cheap before dear: no term is a number, and none is long.
        let word = form.starts_with(char::is_alphabetic) && form.len() < 32;
        word.then(|| self.terms.term(form, at == 0 || self.form(at - 1) == ",")).flatten()
    }

    fn date(&self, at: usize) -> Option<Read> {
        let form = self.form(at);
        if form.starts_with(|c: char| c.is_ascii_digit()) {
            return self
                .numeric(at)
                .or_else(|| self.day_first(at))
                .or_else(|| self.counted(at))
                .or_else(|| self.year(at));
        }
        match self.term(at)? {
            Term::Month(month) => self.month_first(at, month),
            Term::Weekday(weekday) => Some(self.weekday(at, weekday)),
            Term::Day(days) => Some(self.relative(at + 1, i32::from(days), Unit::Day)),
            Term::Last => self.modified(at, Side::Past),
            Term::Next => self.modified(at, Side::Future),
            Term::This => self.modified(at, Side::Open),
            Term::Number(_) => self.counted(at),
            Term::Unit(_) => None,
        }
        .or_else(|| self.counted(at))
    }

    /// "2022-02-04", "04.02.2022", "20.06.".
    fn numeric(&self, at: usize) -> Option<Read> {
        let form = self.form(at);
        let written = |end, value| Some(Read { end, value: Some(value), why: DateWhy::Written });
        if let Some(value) = iso(form) {
            return written(at + 1, value);
        }
        let mut parts = form.trim_end_matches('.').split('.');
        let (day, month, year) = (parts.next()?, parts.next(), parts.next());
        let number = |part: &str| part.parse::<u8>().ok().filter(|_| part.len() <= 2);
        // "4. 2. 2022" is three tokens.
        if let (None, Some(day)) = (month, ordinal(form).filter(|_| form.ends_with('.')))
            && let Some(month) =
                ordinal(self.form(at + 1)).filter(|&month| month <= 12 && self.form(at + 1).ends_with('.'))
            && let Some(year) = year_of(self.form(at + 2))
        {
            return written(at + 3, DateValue::of_day(year, month, day)?);
        }
        let (day, month) = (number(day)?, number(month?)?);
        match year.and_then(full_year) {
            Some(year) if parts.next().is_none() => written(at + 1, DateValue::of_day(year, month, day)?),
            None if year.is_none()
                && (form.ends_with('.')
                    || self.form(at + 1) == "."
                        && at > 0
                        && matches!(self.form(at - 1), "am" | "Am" | "vom" | "zum" | "bis")) =>
            {
                (month <= 12 && day <= 31 && form.len() >= 4)
                    .then(|| self.without_year(at + 1 + usize::from(!form.ends_with('.')), month, Some(day)))
            }
            _ => None,
        }
    }

    /// "4. Februar 2022", "12 September", "4th of July 1999".
    fn day_first(&self, at: usize) -> Option<Read> {
        let day = ordinal(self.form(at))?;
        let month_at = at + 1 + usize::from(self.form(at + 1) == "of");
        let Term::Month(month) = self.term(month_at)? else { return None };
        Some(self.with_year(month_at + 1, month, Some(day)))
    }

    /// "March 3, 2021", "Mai 2020", "im Dezember".
    fn month_first(&self, at: usize, month: u8) -> Option<Read> {
        let capital = self.form(at).starts_with(char::is_uppercase);
        let number = self.form(at + 1);
        if let Some(day) = ordinal(number).filter(|_| capital && !number.ends_with('.')) {
            return Some(self.with_year(at + 2, month, Some(day)));
        }
        let read = self.with_year(at + 1, month, None);
        let introduced = at > 0 && self.terms.introduces(self.form(at - 1));
        (capital && (introduced || read.why == DateWhy::Written)).then_some(read)
    }

    /// A month, or a day of it, with the year that stands at `at`, behind a comma or not, or without one.
    fn with_year(&self, at: usize, month: u8, day: Option<u8>) -> Read {
        let comma = usize::from(self.form(at) == "," && day.is_some());
        match year_of(self.form(at + comma)) {
            Some(year) => Read { end: at + comma + 1, value: dated(year, month, day), why: DateWhy::Written },
            None => self.without_year(at, month, day),
        }
    }

    fn without_year(&self, end: usize, month: u8, day: Option<u8>) -> Read {
        let side = self.side(end.saturating_sub(1));
        let year = self.anchor.and_then(|anchor| anchor.year_of_month(month, side));
        let ahead = year.zip(self.anchor).is_some_and(|(year, anchor)| match anchor.year_of_month(month, Side::Past) {
            Some(last) => year > last,
            None => false,
        });
        Read {
            end,
            value: year.and_then(|year| dated(year, month, day)),
            why: if ahead { DateWhy::NextAfter } else { DateWhy::LastBefore },
        }
    }

    /// "Freitag", "Donnerstag, dem 3. Februar".
    fn weekday(&self, at: usize, weekday: u8) -> Read {
        let mut next = at + 1;
        while next < at + 4 && (self.form(next) == "," || self.terms.hints(self.form(next), Hint::Joins)) {
            next += 1;
        }
        let date = match self.term(next) {
            Some(Term::Month(month)) => self.month_first(next, month).filter(|read| read.end > next + 1),
            _ => self.numeric(next).or_else(|| self.day_first(next)),
        };
        date.unwrap_or_else(|| {
            let side = self.side(at);
            let value = self.anchor.and_then(|anchor| anchor.weekday(weekday, side, false));
            Read {
                end: at + 1,
                value,
                why: if side == Side::Future { DateWhy::NextAfter } else { DateWhy::LastBefore },
            }
        })
    }

    /// "nächsten Freitag", "last week", "diesen Monat".
    fn modified(&self, at: usize, side: Side) -> Option<Read> {
        let count = match side {
            Side::Past => -1,
            Side::Future => 1,
            Side::Open => 0,
        };
        match self.term(at + 1)? {
            Term::Unit(Unit::Day) => None,
            Term::Unit(unit) => Some(self.relative(at + 2, count, unit)),
            Term::Weekday(weekday) => {
                let side = if side == Side::Open { self.side(at + 1) } else { side };
                let value = self.anchor.and_then(|anchor| anchor.weekday(weekday, side, true));
                Some(Read {
                    end: at + 2,
                    value,
                    why: if side == Side::Future { DateWhy::NextAfter } else { DateWhy::LastBefore },
                })
            }
            Term::Month(month) => {
                let year = self.anchor.and_then(|anchor| anchor.year_of_month(month, side));
                let why = if side == Side::Future { DateWhy::NextAfter } else { DateWhy::LastBefore };
                Some(Read { end: at + 2, value: year.and_then(|year| dated(year, month, None)), why })
            }
            _ => None,
        }
    }

    fn relative(&self, end: usize, count: i32, unit: Unit) -> Read {
        Read { end, value: self.anchor.and_then(|anchor| anchor.plus(count, unit)), why: DateWhy::Counted }
    }

    /// "zwei Tagen" behind "vor" and "two days" before "ago".
    fn counted(&self, at: usize) -> Option<Read> {
        let count = match self.term(at) {
            Some(Term::Number(number)) => i32::from(number),
            _ => self.form(at).parse::<u8>().ok().map(i32::from)?,
        };
        let Term::Unit(unit) = self.term(at + 1)? else { return None };
        let before = |hint| at > 0 && self.terms.hints(self.form(at - 1), hint);
        if before(Hint::Before) {
            return Some(self.relative(at + 2, -count, unit));
        }
        if self.terms.hints(self.form(at + 2), Hint::Ago) {
            return Some(self.relative(at + 3, -count, unit));
        }
        before(Hint::After).then(|| self.relative(at + 2, count, unit))
    }

    /// "2019" behind a word that years stand behind.
    fn year(&self, at: usize) -> Option<Read> {
        let year = year_of(self.form(at)).filter(|_| at > 0 && self.terms.introduces(self.form(at - 1)))?;
        let counts =
            self.form(at + 1).starts_with(char::is_alphabetic) && self.form(at + 1).starts_with(char::is_uppercase);
        (!counts).then_some(Read { end: at + 1, value: Some(DateValue::Year(year)), why: DateWhy::Written })
    }

    /// "3. bis" before "5. Mai".
    fn start_of_range(&self, at: usize, read: &Read, found: &mut Vec<DateMention>) {
        let Some(start) =
            at.checked_sub(2).filter(|_| matches!(self.form(at - 1), "bis" | "und" | "–" | "-" | "to" | "and" | "/"))
        else {
            return;
        };
        let (Some(day), Some(DateValue::Day(last))) = (ordinal(self.form(start)), read.value) else { return };
        let free = found
            .last()
            .is_none_or(|date| self.tokens.get(start).is_some_and(|token| date.span.end <= token.span.start));
        if free && self.day_first(at).is_some() && self.form(start).ends_with('.') {
            let value = DateValue::of_day(last.year(), last.month().unsigned_abs(), day);
            found.extend(self.mention(start, &Read { end: start + 1, value, why: read.why }));
        }
    }

    /// Whether the verb nearest to token `at` looks back or ahead.
    fn side(&self, at: usize) -> Side {
        let mut nearest: Option<(usize, Side)> = None;
        for index in at.saturating_sub(REACH)..(at + REACH).min(self.tokens.len()) {
            let form = self.form(index);
            let side = match () {
                () if self.terms.is_future(form) => Side::Future,
                () if self.terms.is_past(form) => Side::Past,
                () => continue,
            };
            if nearest.is_none_or(|(distance, _)| index.abs_diff(at) < distance) {
                nearest = Some((index.abs_diff(at), side));
            }
        }
        nearest.map_or(Side::Open, |(_, side)| side)
    }
}

/// Tokens on each side of a date among which a verb is looked for.
const REACH: usize = 12;

fn dated(year: i16, month: u8, day: Option<u8>) -> Option<DateValue> {
    match day {
        Some(day) => DateValue::of_day(year, month, day),
        None => Some(DateValue::Month(year, month)),
    }
}

/// "4.", "4", "4th".
fn ordinal(form: &str) -> Option<u8> {
    let bare = ["st", "nd", "rd", "th", "."].iter().find_map(|end| form.strip_suffix(end)).unwrap_or(form);
    let digits = bare.len() <= 2 && bare.bytes().all(|byte| byte.is_ascii_digit());
    bare.parse().ok().filter(|day| digits && (1..=31).contains(day))
}

fn year_of(form: &str) -> Option<i16> {
    let digits = form.len() == 4 && form.bytes().all(|byte| byte.is_ascii_digit());
    form.parse().ok().filter(|year| digits && (1000..=2199).contains(year))
}

/// The year of "04.02.2022" or "04.02.22".
fn full_year(form: &str) -> Option<i16> {
    let short = || {
        form.parse::<i16>()
            .ok()
            .filter(|_| form.len() == 2)
            .map(|year| if year < 50 { 2000 + year } else { 1900 + year })
    };
    year_of(form).or_else(short)
}

/// A line that is nothing but a year.
pub(super) fn year_alone(line: &str) -> Option<DateValue> {
    year_of(line.trim()).map(DateValue::Year)
}

/// "2022-02", "2022-02-04", "2022-02-04T10:00".
fn iso(form: &str) -> Option<DateValue> {
    let mut parts = form.get(..form.len().min(10))?.split('-');
    let year = year_of(parts.next()?)?;
    let month = parts.next().filter(|part| part.len() == 2)?.parse().ok().filter(|month| (1..=12).contains(month))?;
    match parts.next() {
        Some(day) => DateValue::of_day(year, month, day.get(..2).filter(|_| day.len() == 2)?.parse().ok()?),
        None => (form.len() == 7).then_some(DateValue::Month(year, month)),
    }
}
