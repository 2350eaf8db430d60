//! Dates of articles, as precise as they are known.

use std::fmt;

use jiff::civil::Date;

use crate::extract::dates::{self, DateValue};

/// A year, a month of a year, or a day. Ordered by its first day, the less precise first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day {
    year: i16,
    /// 1 to 12; 0 where only the year is known.
    month: u8,
    /// 1 to 31; 0 where only the month is known.
    day: u8,
}

impl Day {
    /// The date that an article's metadata give, as they were written (`2022-02`, `2022-02-04T10:00:00Z`,
    /// `4. Februar 2022`). A week is the month of its Monday.
    pub fn parse(written: &str) -> Option<Day> {
        let first = written.trim().split(['T', ' ']).next().unwrap_or_default();
        Day::iso(first).or_else(|| match dates::parse(written)? {
            DateValue::Year(year) => Some(Day { year, month: 0, day: 0 }),
            DateValue::Month(year, month) => Some(Day { year, month, day: 0 }),
            DateValue::Week(week) => {
                let monday = Day::from(week.date());
                Some(Day { day: 0, ..monday })
            }
            DateValue::Day(day) => Some(day.into()),
        })
    }

    /// `2022`, `2022-02` or `2022-02-04`, and nothing else.
    pub fn iso(text: &str) -> Option<Day> {
        let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
        let mut parts = text.split('-');
        let year = parts.next().filter(|part| digits(part, 4))?.parse().ok()?;
        let mut two = || match parts.next() {
            Some(part) if digits(part, 2) => part.parse::<u8>().ok().map(Some),
            Some(_) => None,
            None => Some(None),
        };
        let (month, day) = (two()?, two()?);
        if parts.next().is_some() || month.is_some_and(|month| !(1..=12).contains(&month)) {
            return None;
        }
        let found = Day { year, month: month.unwrap_or(0), day: day.unwrap_or(0) };
        (found.day == 0 && day.is_none() || found.date().is_some()).then_some(found)
    }

    fn date(self) -> Option<Date> {
        Date::new(self.year, self.month.try_into().ok()?, self.day.try_into().ok()?).ok()
    }

    /// The first day of it, as year, month and day.
    pub fn first(self) -> (i16, u8, u8) {
        (self.year, self.month.max(1), self.day.max(1))
    }

    /// The last day of it; the 31st of every month will do to compare.
    pub fn last(self) -> (i16, u8, u8) {
        let or = |part: u8, most: u8| if part == 0 { most } else { part };
        (self.year, or(self.month, 12), or(self.day, 31))
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Its month, `2022-02`; the year where no month is known.
    pub fn month(self) -> Day {
        Day { day: 0, ..self }
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        // A calendar's months and days are never negative.
        Day { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_precise_as_they_are_written() {
        for (written, read) in [
            ("2022", "2022"),
            ("2022-02", "2022-02"),
            ("2022-02-04T10:00:00Z", "2022-02-04"),
            ("2022-02-04 10:00", "2022-02-04"),
            ("4. Februar 2022", "2022-02-04"),
            ("February 4, 2022", "2022-02-04"),
        ] {
            assert_eq!(Day::parse(written).map(|day| day.to_string()).as_deref(), Some(read), "{written}");
        }
        for wrong in ["2022-13", "2022-02-30", "2022-2", "22", "2022-02-04-05", "soon"] {
            assert_eq!(Day::iso(wrong), None, "{wrong}");
        }
        assert_eq!(Day::iso("2022-02").unwrap().last(), (2022, 2, 31));
    }
}
