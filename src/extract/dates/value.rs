//! Days, weeks, months and years.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A stretch of the calendar that a text names, as precise as it names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateValue {
    /// A year: `2022`.
    Year(i16),
    /// A month of a year: `2022-02`.
    Month(i16, u8),
    /// A week by ISO 8601, from Monday on: `2022-W05`.
    Week(ISOWeekDate),
    /// A day: `2022-02-04`.
    Day(Date),
}

impl fmt::Display for DateValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateValue::Year(year) => write!(f, "{year:04}"),
            DateValue::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            DateValue::Week(week) => write!(f, "{:04}-W{:02}", week.year(), week.week()),
            DateValue::Day(day) => write!(f, "{day}"),
        }
    }
}

/// Which side of the article's own date a date lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Past,
    Future,
    /// Nothing says.
    Open,
}

/// A unit that dates are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl DateValue {
    /// The day, if `year`, `month` and `day` are one.
    pub(super) fn of_day(year: i16, month: u8, day: u8) -> Option<DateValue> {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(DateValue::Day)
    }

    pub(super) fn year(self) -> i16 {
        match self {
            DateValue::Year(year) | DateValue::Month(year, _) => year,
            DateValue::Week(week) => week.year(),
            DateValue::Day(day) => day.year(),
        }
    }

    fn month(self) -> Option<(i16, u8)> {
        match self {
            DateValue::Month(year, month) => Some((year, month)),
            DateValue::Day(day) => Some((day.year(), day.month().unsigned_abs())),
            DateValue::Year(_) | DateValue::Week(_) => None,
        }
    }

    fn day(self) -> Option<Date> {
        if let DateValue::Day(day) = self { Some(day) } else { None }
    }

    /// `count` units later, as precise as the unit; `None` where `self` is less precise.
    pub(super) fn plus(self, count: i32, unit: Unit) -> Option<DateValue> {
        let month = |months: i32| {
            let (year, month) = self.month()?;
            let total = i32::from(year) * 12 + i32::from(month) - 1 + months;
            Some(DateValue::Month(
                i16::try_from(total.div_euclid(12)).ok()?,
                u8::try_from(total.rem_euclid(12) + 1).ok()?,
            ))
        };
        match unit {
            Unit::Day => self.day()?.checked_add(count.days()).ok().map(DateValue::Day),
            Unit::Week => {
                self.day()?.checked_add((7 * count).days()).ok().map(|day| DateValue::Week(day.iso_week_date()))
            }
            Unit::Month => month(count),
            Unit::Year => self.year().checked_add(i16::try_from(count).ok()?).map(DateValue::Year),
        }
    }

    /// The weekday (0 is Monday) nearest to the article's date `self`: today or before, or behind today.
    pub(super) fn weekday(self, weekday: u8, side: Side, strictly: bool) -> Option<DateValue> {
        let day = self.day()?;
        let wanted = Weekday::from_monday_zero_offset(i8::try_from(weekday).ok()?).ok()?;
        let offset = match side {
            Side::Future => {
                let ahead = i32::from(day.weekday().until(wanted));
                if ahead == 0 && strictly { 7 } else { ahead }
            }
            Side::Past | Side::Open => {
                let back = i32::from(wanted.until(day.weekday()));
                -(if back == 0 && strictly { 7 } else { back })
            }
        };
        day.checked_add(offset.days()).ok().map(DateValue::Day)
    }

    /// The year of a month, or of a day in it, that is named without one, for an article of this date: the last one,
    /// or the next where the text looks ahead. Nobody leaves out the year of a month almost a year ago: it is to come.
    pub(super) fn year_of_month(self, month: u8, side: Side) -> Option<i16> {
        let (year, own) = self.month()?;
        let back = (i16::from(own) - i16::from(month)).rem_euclid(12);
        let last = if month <= own { year } else { year - 1 };
        Some(match side {
            Side::Past => last,
            Side::Future if back == 0 => year,
            Side::Future => last + 1,
            Side::Open if back >= ALMOST_A_YEAR => last + 1,
            Side::Open => last,
        })
    }
}

/// Months after which a month without a year is taken to be the coming one.
const ALMOST_A_YEAR: i16 = 10;
