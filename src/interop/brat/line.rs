//! The lines of a `.ann` file, as brat's standoff format has them: `ID TAB DATA [TAB TEXT]`.

/// One annotation, or whatever stands on a line of its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry<'a> {
    /// All of it, without its last line feed.
    pub raw: &'a str,
    /// Its name; `*` for those without one, empty for what is no annotation.
    pub id: &'a str,
    /// What it says.
    pub said: Said<'a>,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said<'a> {
    /// `T1 TAB PER 0 15;17 20 TAB text`: a labelled span.
    Mention { label: &'a str, parts: Vec<(usize, usize)>, text: Option<&'a str> },
    /// `E1 TAB Attribution:T4 Source:T1`: an event with its trigger and arguments.
    Event { label: &'a str, trigger: &'a str, args: Vec<(&'a str, &'a str)> },
    /// `R1 TAB Label Arg1:T1 Arg2:T2`.
    Relation { label: &'a str, ends: [(&'a str, &'a str); 2] },
    /// `* TAB Equiv T1 T2`: mentions of one thing.
    Equiv(Vec<&'a str>),
    /// `A1 TAB Negation E1` or `A1 TAB Stance T3 favor`.
    Attribute { name: &'a str, of: &'a str, value: Option<&'a str> },
    /// `N1 TAB Reference T1 Wikipedia:12345 TAB name`.
    Reference { name: &'a str, of: &'a str, to: &'a str },
    /// `#1 TAB AnnotatorNotes T1 TAB free text`.
    Note { of: &'a str, text: &'a str },
    /// Notes by programs, blank lines, and what nobody understands.
    Nothing { of: Option<&'a str> },
}

/// The entries of a file: joined by line feeds, they give it again.
///
/// A mention whose text is shorter than its offsets say goes on with the next lines (brat once wrote line feeds in
/// them as they were).
pub(super) fn entries(file: &str) -> Vec<Entry<'_>> {
    let lines: Vec<&str> = file.split('\n').collect();
    let mut found = Vec::with_capacity(lines.len());
    let (mut index, mut at) = (0, 0);
    while let Some(line) = lines.get(index) {
        let more = match said(bare(line)) {
            Some((_, Said::Mention { parts, text: Some(text), .. })) => {
                let wanted = parts.iter().fold(parts.len() - 1, |sum, (start, end)| sum.saturating_add(end - start));
                continuation(text, wanted, lines.get(index + 1..).unwrap_or_default())
            }
            _ => 0,
        };
        let length = lines.iter().skip(index).take(more + 1).map(|line| line.len() + 1).sum::<usize>();
        let raw = file.get(at..at + length - 1).unwrap_or_default();
        let (id, said) = said(bare(raw)).unwrap_or(("", Said::Nothing { of: None }));
        found.push(Entry { raw, id, said });
        index += more + 1;
        at += length;
    }
    found
}

/// How many of the `next` lines belong to a text of which `wanted` code points are told.
fn continuation(text: &str, wanted: usize, next: &[&str]) -> usize {
    let mut have = text.chars().count();
    let mut more = 0;
    for (at, line) in next.iter().enumerate() {
        have += 1 + bare(line).chars().count();
        if have > wanted || begins(line) {
            break;
        }
        if !line.trim().is_empty() {
            more = at + 1;
        }
    }
    more
}

/// A line without what is not part of its words: the carriage return, the byte order mark.
fn bare(line: &str) -> &str {
    let line = line.strip_suffix('\r').unwrap_or(line);
    line.strip_prefix('\u{FEFF}').unwrap_or(line)
}

/// Whether a line begins an annotation, of a known kind or not.
fn begins(line: &str) -> bool {
    let id = line.split_once('\t').map_or("", |(id, _)| id);
    id == "*" || (number(id).is_some() && id.starts_with(|c: char| c.is_ascii_uppercase() || c == '#'))
}

/// The digits of a name such as `T12` or `#3`.
pub(super) fn number(id: &str) -> Option<u64> {
    let digits = id.trim_start_matches(|c: char| !c.is_ascii_digit());
    let digits = digits.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn said(line: &str) -> Option<(&str, Said<'_>)> {
    let (id, data) = line.split_once('\t')?;
    let is_named = id == "*" || number(id).is_some();
    let said = is_named.then(|| match id.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "T" => mention(data),
        "E" => event(data),
        "R" => relation(data),
        "*" => equiv(data),
        "A" | "M" => attribute(data),
        "N" => reference(data),
        "#" => note(data),
        _ => None,
    });
    Some((id, said.flatten()?))
}

fn mention(data: &str) -> Option<Said<'_>> {
    let (head, text) = data.split_once('\t').map_or((data, None), |(head, text)| (head, Some(text)));
    let (label, offsets) = head.trim_start().split_once(' ')?;
    let part = |part: &str| {
        let (start, end) = part.trim().split_once(' ')?;
        let (start, end): (usize, usize) = (start.parse().ok()?, end.trim().parse().ok()?);
        (start <= end).then_some((start, end))
    };
    let parts: Vec<(usize, usize)> = offsets.trim().split(';').map(part).collect::<Option<_>>()?;
    let is_empty = parts.iter().all(|(start, end)| start == end);
    Some(Said::Mention { label, parts, text: text.filter(|text| is_empty || !text.is_empty()) })
}

fn pair(word: &str) -> Option<(&str, &str)> {
    word.rsplit_once(':').filter(|(name, id)| !name.is_empty() && !id.is_empty())
}

fn event(data: &str) -> Option<Said<'_>> {
    let mut words = data.split_whitespace();
    let (label, trigger) = pair(words.next()?)?;
    Some(Said::Event { label, trigger, args: words.map(pair).collect::<Option<_>>()? })
}

fn relation(data: &str) -> Option<Said<'_>> {
    let mut words = data.split_whitespace();
    let label = words.next()?;
    let ends = [pair(words.next()?)?, pair(words.next()?)?];
    words.next().is_none().then_some(Said::Relation { label, ends })
}

fn equiv(data: &str) -> Option<Said<'_>> {
    let words: Vec<&str> = data.strip_prefix("Equiv ")?.split_whitespace().collect();
    (words.len() > 1).then_some(Said::Equiv(words))
}

fn attribute(data: &str) -> Option<Said<'_>> {
    let mut words = data.splitn(3, ' ');
    let (name, of) = (words.next()?, words.next()?.trim_end());
    let value = words.next().map(str::trim_end).filter(|value| !value.is_empty());
    (!name.is_empty() && !of.is_empty()).then_some(Said::Attribute { name, of, value })
}

fn reference(data: &str) -> Option<Said<'_>> {
    let mut words = data.split('\t').next()?.splitn(3, ' ');
    Some(Said::Reference { name: words.next()?, of: words.next()?, to: words.next()?.trim_end() })
}

fn note(data: &str) -> Option<Said<'_>> {
    let (head, text) = data.split_once('\t')?;
    let (kind, of) = head.trim_end().split_once(' ')?;
    Some(if kind == "AnnotatorNotes" { Said::Note { of, text } } else { Said::Nothing { of: Some(of) } })
}
