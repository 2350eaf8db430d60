//! The keys of one table, taken out one by one; what is left over is unknown and kept.

use jiff::Timestamp;
use toml::{Table, Value};

use super::error::quoted;
use crate::annot::{Anchored, Common, Doubt, Id, Offer, Offered};
use crate::text::{CodePoint, Span, Text};

/// A value, or the reason why there is none, in lower case.
pub(in crate::annot) type Read<T> = Result<T, String>;

/// A table being read.
pub(in crate::annot) struct Fields(pub(super) Table);

impl From<Table> for Fields {
    fn from(table: Table) -> Fields {
        Fields(table)
    }
}

impl Fields {
    /// What was not taken.
    pub(super) fn into_table(self) -> Table {
        self.0
    }

    /// The fields of a value that must be a table.
    pub(in crate::annot) fn of(value: Value) -> Read<Fields> {
        match value {
            Value::Table(table) => Ok(Fields(table)),
            other => Err(format!("must be a table, not {}", other.type_str())),
        }
    }

    fn take<T>(&mut self, key: &str, kind: &str, get: impl FnOnce(Value) -> Result<T, Value>) -> Read<Option<T>> {
        let Some(value) = self.0.remove(key) else { return Ok(None) };
        get(value).map(Some).map_err(|value| format!("`{key}` must be {kind}, not {}", value.type_str()))
    }

    pub(super) fn value(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
    }

    pub(in crate::annot) fn string(&mut self, key: &str) -> Read<Option<String>> {
        self.take(key, "a string", |value| match value {
            Value::String(text) => Ok(text),
            other => Err(other),
        })
    }

    pub(super) fn needed_string(&mut self, key: &str) -> Read<String> {
        self.string(key)?.ok_or_else(|| missing(key))
    }

    pub(super) fn boolean(&mut self, key: &str) -> Read<Option<bool>> {
        self.take(key, "true or false", |value| value.as_bool().ok_or(value))
    }

    pub(super) fn integer(&mut self, key: &str) -> Read<Option<i64>> {
        self.take(key, "a whole number", |value| value.as_integer().ok_or(value))
    }

    /// A number that counts something.
    pub(in crate::annot) fn count(&mut self, key: &str) -> Read<Option<u64>> {
        self.integer(key)?.map(|n| not_negative(key, n)).transpose()
    }

    pub(super) fn number(&mut self, key: &str) -> Read<Option<f64>> {
        self.take(key, "a number", |value| match value {
            Value::Float(number) => Ok(number),
            #[expect(clippy::cast_precision_loss, reason = "programs write 0 and 1 for scores")]
            Value::Integer(number) => Ok(number as f64),
            other => Err(other),
        })
    }

    pub(in crate::annot) fn array(&mut self, key: &str) -> Read<Vec<Value>> {
        let list = self.take(key, "a list", |value| match value {
            Value::Array(values) => Ok(values),
            other => Err(other),
        })?;
        Ok(list.unwrap_or_default())
    }

    pub(in crate::annot) fn table(&mut self, key: &str) -> Read<Option<Table>> {
        self.take(key, "a table", |value| match value {
            Value::Table(table) => Ok(table),
            other => Err(other),
        })
    }

    pub(in crate::annot) fn id(&mut self, key: &str) -> Read<Option<Id>> {
        self.string(key)?.map(|id| parse_id(key, &id)).transpose()
    }

    pub(super) fn needed_id(&mut self, key: &str) -> Read<Id> {
        self.id(key)?.ok_or_else(|| missing(key))
    }

    pub(super) fn ids(&mut self, key: &str) -> Read<Vec<Id>> {
        self.array(key)?.into_iter().map(|value| id_of(key, &value)).collect()
    }

    pub(in crate::annot) fn moment(&mut self, key: &str) -> Read<Option<Timestamp>> {
        const KIND: &str = "a time with an offset, such as 2026-11-23T18:20:00Z";
        let Some(time) = self.take(key, KIND, |value| value.as_datetime().copied().ok_or(value))? else {
            return Ok(None);
        };
        let at: Timestamp = time.to_string().parse().map_err(|_| format!("`{key}` must be {KIND}"))?;
        Timestamp::from_second(at.as_second()).map(Some).map_err(|_| format!("`{key}` must be {KIND}"))
    }

    /// What every record may carry; everything that was not taken yet is unknown. So this comes last.
    pub(super) fn common(mut self, text: &Text) -> Read<Common> {
        let at = self.moment("at")?;
        let attrs = self.table("attrs")?.unwrap_or_default();
        let note = self.string("note")?;
        let doubt = self.table("doubt")?.map(|table| read_doubt(Fields(table))).transpose()?;
        let view = self.value("view");
        let from = self.array("from")?.into_iter().map(|offer| read_offer(offer, text));
        let from = from.collect::<Read<Vec<Offer>>>().map_err(|reason| format!("`from`: {reason}"))?;
        Ok(Common { at, attrs, note, view, from, doubt, extra: self.0 })
    }

    /// `start`, `end` and `parts`, where the table has any of them.
    pub(super) fn place(&mut self, text: &Text) -> Read<Option<Anchored>> {
        let (start, end, parts) = (self.count("start")?, self.count("end")?, self.array("parts")?);
        let (start, end) = match (start, end) {
            (None, None) if parts.is_empty() => return Ok(None),
            (Some(start), Some(end)) => (start, end),
            (None, _) => return Err(missing("start")),
            (_, None) => return Err(missing("end")),
        };
        let hull = span(text, start, end)?;
        if parts.is_empty() {
            return Ok(Some(Anchored::one(hull)));
        }
        let parts = parts.iter().map(|part| part_of(text, part)).collect::<Read<Vec<Span>>>()?;
        let place = Anchored::many(&parts).filter(|place| place.hull() == hull);
        place.map(Some).ok_or_else(|| format!("its parts do not reach from its start {start} to its end {end}"))
    }

    /// A place with the text that must stand there.
    pub(super) fn quoted_place(&mut self, text: &Text) -> Read<Option<Anchored>> {
        let Some(place) = self.place(text)? else { return Ok(None) };
        let quote = self.needed_string("text")?;
        // Where the text changed, what stands around it has done its work by now; the writer says it anew.
        let _surroundings = (self.string("before")?, self.string("after")?);
        let found = place.quote(text);
        if found != quote {
            let hull = place.hull();
            let (start, end) = (text.to_code_point(hull.start).0, text.to_code_point(hull.end).0);
            let (quote, found) = (quoted(&quote), quoted(&found));
            return Err(format!("it quotes {quote}, but at {start} to {end} the text has {found}"));
        }
        Ok(Some(place))
    }

    /// What was offered: a tag, a stance, or else a span.
    pub(super) fn offered(&mut self, text: &Text) -> Read<Offered> {
        if let Some(tag) = self.string("tag")? {
            Ok(Offered::Tag(tag))
        } else if let Some(target) = self.string("target")? {
            Ok(Offered::Stance { holder: self.needed_string("holder")?, target, value: self.needed_string("value")? })
        } else {
            let label = self.needed_string("label")?;
            Ok(Offered::Span { label, place: self.place(text)?.ok_or_else(|| missing("start"))? })
        }
    }
}

fn read_doubt(mut fields: Fields) -> Read<Doubt> {
    let similarity = fields.number("similarity")?.unwrap_or_default();
    Ok(Doubt { was: fields.needed_string("was")?, similarity })
}

fn read_offer(value: Value, text: &Text) -> Read<Offer> {
    let mut fields = Fields::of(value)?;
    let by = fields.needed_string("by")?;
    let what = fields.offered(text)?;
    let score = fields.number("score")?;
    Ok(Offer { by, what, score, extra: fields.0 })
}

pub(super) fn missing(key: &str) -> String {
    format!("it has no `{key}`")
}

pub(super) fn id_of(key: &str, value: &Value) -> Read<Id> {
    let id = value.as_str().ok_or_else(|| format!("`{key}` must be a list of ids, with {} in it", value.type_str()))?;
    parse_id(key, id)
}

fn parse_id(key: &str, id: &str) -> Read<Id> {
    Id::parse(id)
        .map_err(|_| format!("`{key}`: {} is no id (1 to 64 characters of a-z, A-Z, 0-9, '.', '_', '-')", quoted(id)))
}

fn not_negative(key: &str, number: i64) -> Read<u64> {
    u64::try_from(number).map_err(|_| format!("`{key}` is {number}, it must not be negative"))
}

fn part_of(text: &Text, part: &Value) -> Read<Span> {
    match part.as_array().map(Vec::as_slice) {
        Some([Value::Integer(start), Value::Integer(end)]) => {
            span(text, not_negative("parts", *start)?, not_negative("parts", *end)?)
        }
        _ => Err("each of its `parts` must be two whole numbers".into()),
    }
}

/// The bytes of code points `start` to `end`.
fn span(text: &Text, start: u64, end: u64) -> Read<Span> {
    if start > end {
        return Err(format!("its start {start} is behind its end {end}"));
    }
    let offset = |at: u64| usize::try_from(at).ok().map(CodePoint);
    offset(start)
        .zip(offset(end))
        .and_then(|(start, end)| text.to_span(start, end))
        .ok_or_else(|| format!("it stands at {start} to {end}, but the text has {} code points", text.code_points()))
}
