//! Dates in running text, resolved against the article's own date.

mod scan;
mod terms;
mod value;

pub use value::DateValue;

use scan::Scan;
use terms::Terms;

use super::token::Tokens;
use crate::doc::{BlockKind, Document, Meta};
use crate::text::{Span, Text};

/// A place that names a day, week, month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateMention {
    /// The words, in bytes: "4. Februar 2022", "Freitag", "nächste Woche"; without the preposition before them.
    pub span: Span,
    /// The date; `None` where the article's own date would be needed and is not known, or not to the day.
    pub value: Option<DateValue>,
    /// The article's own date, where the date was counted from it.
    pub resolved_against: Option<DateValue>,
    /// How the value was found.
    pub why: DateWhy,
}

/// How the value of a date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateWhy {
    /// It is written out.
    Written,
    /// The year is that of the last such day or month up to the article's date.
    LastBefore,
    /// The year or day is the next after the article's date, because the sentence looks ahead.
    NextAfter,
    /// It is counted from the article's date: "gestern", "two weeks ago".
    Counted,
}

impl DateMention {
    /// Why it is that date, or why it is none, in a few words.
    pub fn reason(&self) -> &'static str {
        match (self.value, self.why) {
            (Some(_), why) => why.text(),
            (None, DateWhy::Written) => "there is no such day",
            (None, _) => "the article has no date of its own to count from",
        }
    }
}

impl DateWhy {
    /// The reason in a few words.
    pub fn text(self) -> &'static str {
        match self {
            DateWhy::Written => "written out",
            DateWhy::LastBefore => "the last one up to the article's date",
            DateWhy::NextAfter => "the next one after the article's date",
            DateWhy::Counted => "counted from the article's date",
        }
    }
}

/// The dates of `document` in order, without overlaps. `language` is a BCP 47 tag; without one that is known only
/// numeric dates are found. A weekday is the last one before the article's date, or that day itself, unless a word
/// such as "nächsten" or a verb in the future says otherwise. Linear in the length of the document.
pub fn recognise(document: &Document, tokens: &Tokens, language: Option<&str>) -> Vec<DateMention> {
    let terms = Terms::of(language);
    let anchor = document.meta().date.as_deref().and_then(parse);
    let text = document.text().as_str();
    let mut found = Vec::new();
    let dated = |kind| !matches!(kind, BlockKind::Matter | BlockKind::Verbatim | BlockKind::RelatedLink);
    for paragraph in tokens.paragraphs().iter().filter(|paragraph| dated(paragraph.kind)) {
        for sentence in tokens.sentences().get(paragraph.sentences.clone()).unwrap_or_default() {
            Scan { text, tokens: tokens.slice(sentence.clone()), terms, anchor }.dates(&mut found);
        }
    }
    found
}

/// The date that a line of metadata gives, as precise as it gives it.
pub fn parse(line: &str) -> Option<DateValue> {
    let document = Document::new("", Text::new(line), Meta::default(), Vec::new());
    let tokens = Tokens::of(&document);
    ["de", "en"].into_iter().find_map(|language| {
        let mut found = Vec::new();
        Scan { text: line, tokens: tokens.all(), terms: Terms::of(Some(language)), anchor: None }.dates(&mut found);
        let written = |date: &DateMention| date.why == DateWhy::Written;
        found.into_iter().filter(written).find_map(|date| date.value).or_else(|| scan::year_alone(line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(date: Option<&str>, language: &str, text: &str) -> String {
        let meta = Meta { date: date.map(Into::into), ..Meta::default() };
        let document = Document::new("a", Text::new(text), meta, Vec::new());
        let found = recognise(&document, &Tokens::of(&document), Some(language));
        let show = |date: &DateMention| {
            let value = date.value.map_or("?".into(), |value| value.to_string());
            format!("{}={value}", &text[date.span.range()])
        };
        found.iter().map(show).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn german_dates() {
        // The article is of a Friday.
        for (text, expected) in [
            ("Am 4. Februar 2022 und am 24.02.2022.", "4. Februar 2022=2022-02-04 | 24.02.2022=2022-02-24"),
            ("Am Freitag kam er, am Montag ging sie.", "Freitag=2022-02-04 | Montag=2022-01-31"),
            ("Er wird am Montag kommen.", "Montag=2022-02-07"),
            ("Sie wollen sich am nächsten Freitag treffen.", "nächsten Freitag=2022-02-11"),
            ("Wie am vergangenen Freitagabend bekannt wurde", "vergangenen Freitagabend=2022-01-28"),
            ("Im Dezember war es kalt, im März wird es warm.", "Dezember=2021-12 | März=2022-03"),
            ("Seit dem 24. Dezember gilt das.", "24. Dezember=2021-12-24"),
            ("Vom 3. bis 5. Mai 2021 tagte der Rat.", "3.=2021-05-03 | 5. Mai 2021=2021-05-05"),
            (
                "Gestern und vor zwei Tagen, in drei Wochen, morgen.",
                "Gestern=2022-02-03 | zwei Tagen=2022-02-02 | drei Wochen=2022-W08 | morgen=2022-02-05",
            ),
            (
                "Letztes Jahr und nächsten Monat; diese Woche",
                "Letztes Jahr=2021 | nächsten Monat=2022-03 | diese Woche=2022-W05",
            ),
            ("Am Donnerstag, dem 3. Februar, am Morgen um 8 Uhr.", "Donnerstag, dem 3. Februar=2022-02-03"),
            ("Im Jahr 2019 und im Mai 2020 lebten 2020 Menschen in 3 Orten.", "2019=2019 | Mai 2020=2020-05"),
            ("Am 20.06. beraten sie.", "20.06.=2021-06-20"),
            ("Angela Mai sagte nein.", ""),
            ("2022-02 oder 2022-02-05.", "2022-02=2022-02 | 2022-02-05=2022-02-05"),
        ] {
            assert_eq!(listed(Some("2022-02-04"), "de", text), expected, "{text}");
        }
        assert_eq!(
            listed(Some("2022-02"), "de", "Am Freitag, im Dezember, am 3. Februar"),
            "Freitag=? | Dezember=2021-12 | 3. Februar=2022-02-03"
        );
        assert_eq!(
            listed(None, "de", "Am Freitag, im Dezember 2020, am 3. Februar"),
            "Freitag=? | Dezember 2020=2020-12 | 3. Februar=?"
        );
    }

    #[test]
    fn english_dates() {
        // The article is of a Thursday.
        for (text, expected) in [
            ("On March 3, 2021, and 12 September 2022", "March 3, 2021=2021-03-03 | 12 September 2022=2022-09-12"),
            ("She said on Thursday that last Monday was fine.", "Thursday=2023-05-04 | last Monday=2023-05-01"),
            ("He will travel on Tuesday and next Thursday.", "Tuesday=2023-05-09 | next Thursday=2023-05-11"),
            (
                "Two days ago, yesterday, next week and last year",
                "Two days ago=2023-05-02 | yesterday=2023-05-03 | next week=2023-W19 | last year=2022",
            ),
            ("It may rain in May, since 2011 and in June.", "May=2023-05 | 2011=2011 | June=2023-06"),
            ("The 4th of July 1999 and Sept. 4, 2022", "4th of July 1999=1999-07-04 | Sept. 4, 2022=2022-09-04"),
        ] {
            assert_eq!(listed(Some("4 May 2023"), "en", text), expected, "{text}");
        }
    }

    #[test]
    fn dates_of_metadata() {
        for (line, expected) in [
            ("2022-02", "2022-02"),
            ("2022", "2022"),
            ("2022-02-04T10:00:00+01:00", "2022-02-04"),
            ("4. Februar 2022, 12:00 Uhr", "2022-02-04"),
            ("GENEVA, 4 May 2023", "2023-05-04"),
            ("04.02.2022", "2022-02-04"),
        ] {
            assert_eq!(parse(line).map(|date| date.to_string()).as_deref(), Some(expected), "{line}");
        }
        assert_eq!(parse("soon"), None);
    }
}
