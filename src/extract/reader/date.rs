//! Dates as articles write them. They are recognised, not computed with.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Month names and their usual short forms in English, German, French and Spanish.
const MONTHS: &str = "jan(?:uary|uar|\\.)?|feb(?:ruary|ruar|\\.)?|mar(?:ch|\\.)?|märz|mrz\\.?|apr(?:il|\\.)?|may|mai|june?|juni|\
    july?|juli|aug(?:ust|\\.)?|sept?(?:ember|\\.)?|o[ck]t(?:ober|\\.)?|nov(?:ember|\\.)?|de[cz](?:ember|\\.)?|jänner|\
    janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|\
    enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre";

static IN_PROSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let iso = r"\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?";
    let numbers = r"\d{1,2}\. ?\d{1,2}\. ?(?:\d{4}|\d{2})|\d{1,2}/\d{1,2}/\d{4}|\d{4}年\d{1,2}月\d{1,2}日";
    let day_first = format!(r"\d{{1,2}}(?:\.|st|nd|rd|th|er)?\s(?:de\s|of\s)?(?:{MONTHS}),?\s(?:de\s)?\d{{4}}");
    let month_first = format!(r"(?:{MONTHS})\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?\d{{4}}");
    Regex::new(&format!(r"(?i)(?:^|[^\w])({iso}|{numbers}|{day_first}|{month_first})(?:$|[^\w])")).ok()
});

static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let date = r"\d{4}(?:-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?";
    Regex::new(&format!(r"^[ \t]*((?i:date):?[ \t]+)({date})(?:[ \t]+|$)")).ok()
});

/// Where the first date stands in `line`, which should be short.
pub(super) fn find(line: &str) -> Option<Range<usize>> {
    // Cheap before dear: every form of date has digits.
    line.bytes().any(|byte| byte.is_ascii_digit()).then_some(())?;
    Some(IN_PROSE.as_ref()?.captures(line)?.get(1)?.range())
}

/// The parts of a head line such as ` date 2022-02-04 Title`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HeadLine {
    /// The word `date` and the blanks behind it.
    pub word: Range<usize>,
    /// The date.
    pub date: Range<usize>,
    /// Where the title starts.
    pub title: usize,
}

/// Takes a head line apart; `None` where `line` is none.
pub(super) fn head_line(line: &str) -> Option<HeadLine> {
    // The pattern needs only the first few bytes, however long the line is.
    let line = line.get(..line.floor_char_boundary(line.len().min(512)))?;
    let found = HEAD.as_ref()?.captures(line)?;
    let (word, date) = (found.get(1)?, found.get(2)?);
    let mut parts = date.as_str().split(['-', 'T', ' ']).skip(1).map(|part| part.parse::<u8>().ok());
    let month = parts.next().is_none_or(|month| month.is_some_and(|month| (1..=12).contains(&month)));
    let day = parts.next().is_none_or(|day| day.is_some_and(|day| (1..=31).contains(&day)));
    (month && day).then_some(HeadLine { word: word.range(), date: date.range(), title: found.get(0)?.end() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_dates_in_lines() {
        for (line, date) in [
            ("By Jane Doe, 4 May 2023", "4 May 2023"),
            ("Berlin, 5. Mai 2023", "5. Mai 2023"),
            ("Wien, am 31. Jänner 2022 um 8 Uhr", "31. Jänner 2022"),
            ("GENEVA, Sept. 4, 2023 —", "Sept. 4, 2023"),
            ("Updated May 4th 2023", "May 4th 2023"),
            ("Stand: 04.05.2023, 12:00", "04.05.2023"),
            ("2023-05-04T10:00:00Z", "2023-05-04T10:00:00Z"),
            ("Madrid, 5 de mayo de 2023", "5 de mayo de 2023"),
            ("März 2023", "März 2023"),
        ] {
            assert_eq!(find(line).and_then(|at| line.get(at)), Some(date), "{line}");
        }
        for none in ["Room 2023", "12345-678", "May be 4 of them", "1.2.3.4.5", ""] {
            assert_eq!(find(none), None, "{none}");
        }
    }

    #[test]
    fn head_lines() {
        for (line, date, title) in [
            (" date 2022-02 China und", "2022-02", "China und"),
            ("date 2022 China", "2022", "China"),
            ("date: 2022-02-04 10:30 China", "2022-02-04 10:30", "China"),
            ("date 2022-02-04T10:30:00+01:00\tChina", "2022-02-04T10:30:00+01:00", "China"),
            ("date 2022-12-31", "2022-12-31", ""),
        ] {
            let head = head_line(line).unwrap();
            assert_eq!((&line[head.date], &line[head.title..]), (date, title));
        }
        for none in
            ["date 2022-13 China", "date 20222 China", "dates 2022", "date palm", "update 2022", "date 2022-02China"]
        {
            assert_eq!(head_line(none), None, "{none}");
        }
    }
}
