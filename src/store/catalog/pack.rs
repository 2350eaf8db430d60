//! The catalog as bytes: words once and numbers after, so that a hundred thousand documents are read in a moment. Made by
//! hand because words must come out of it shared, as they went in.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{Facts, Files, Known, Stamp};
use crate::annot::{Kind, Status};
use crate::corpus::day::Day;
use crate::corpus::summary::{About, LabelSummary, Name, Names, SetSummary, StanceSummary};

/// How the file begins; another version is another beginning.
const HEAD: &[u8] = b"gloss catalog 1\n";

/// The catalog as bytes.
pub(super) fn write(files: &Files) -> Vec<u8> {
    let mut body = Packing::default();
    body.count(files.len());
    for (path, known) in files {
        body.bytes(path.as_os_str().as_encoded_bytes());
        body.number(known.stamp.size);
        body.number(known.stamp.changed);
        match &known.facts {
            Facts::Article(about) => {
                body.number(0);
                body.about(about);
            }
            Facts::Records(abouts) => {
                body.number(1);
                body.list(abouts, Packing::about);
            }
            Facts::Set(None) => body.number(2),
            Facts::Set(Some(set)) => {
                body.number(3);
                body.set(set);
            }
        }
    }
    let mut words = Packing::default();
    words.count(body.words.len());
    body.words.iter().for_each(|word| words.bytes(word.as_bytes()));
    let packed = [HEAD, &words.out, &body.out].concat();
    let sum = checksum(&packed).to_le_bytes();
    [packed, sum.to_vec()].concat()
}

/// What [`write()`] made; `None` for anything else.
pub(super) fn read(bytes: &[u8], names: &mut Names) -> Option<Files> {
    let (packed, sum) = bytes.split_last_chunk::<8>()?;
    if checksum(packed) != u64::from_le_bytes(*sum) {
        return None;
    }
    let mut input = Unpacking { rest: packed.strip_prefix(HEAD)?, words: Vec::new() };
    input.words = input.list(|input| Some(names.name(input.text()?)))?;
    let files = input.list(|input| {
        let path = path_of(input.bytes()?)?;
        let stamp = Stamp { size: input.number()?, changed: input.number()? };
        let facts = match input.number()? {
            0 => Facts::Article(input.about()?),
            1 => Facts::Records(input.list(Unpacking::about)?),
            2 => Facts::Set(None),
            3 => Facts::Set(Some(input.set()?)),
            _ => return None,
        };
        Some((path, Known { stamp, facts }))
    })?;
    Some(files.into_iter().collect())
}

/// FNV-1a of 64 bits: against what a disk or a crash did, not against anybody.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes.to_vec()).into())
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(OsString::from(std::str::from_utf8(bytes).ok()?).into())
}

#[derive(Default)]
struct Packing {
    out: Vec<u8>,
    words: Vec<Name>,
    numbers: HashMap<Name, u64>,
}

impl Packing {
    /// Seven bits a byte, the lowest first; the eighth says that more follow (LEB128).
    fn number(&mut self, mut number: u64) {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            self.out.push(if number == 0 { low & 0x7F } else { low | 0x80 });
            if number == 0 {
                break;
            }
        }
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.out.extend(bytes);
    }

    fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Packing, &T)) {
        self.count(items.len());
        items.iter().for_each(|item| one(self, item));
    }

    fn option<T>(&mut self, value: Option<T>, one: impl FnOnce(&mut Packing, T)) {
        self.number(u64::from(value.is_some()));
        if let Some(value) = value {
            one(self, value);
        }
    }

    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn name(&mut self, name: &Name) {
        let number = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                let number = self.words.len() as u64;
                self.words.push(name.clone());
                self.numbers.insert(name.clone(), number);
                number
            }
        };
        self.number(number);
    }

    fn about(&mut self, about: &About) {
        self.option(about.title.as_deref(), |out, title| out.bytes(title.as_bytes()));
        self.option(about.date, |out, date| out.name(&date.to_string().into()));
        self.option(about.outlet.as_ref(), Packing::name);
        self.option(about.author.as_ref(), Packing::name);
        self.option(about.id.as_deref(), |out, id| out.bytes(id.as_bytes()));
        self.number(about.chars.into());
    }

    fn set(&mut self, set: &SetSummary) {
        self.name(&set.annotator);
        self.number(u64::from(set.kind == Kind::Model));
        self.count(Status::ALL.iter().position(|status| *status == set.status).unwrap_or(0));
        [set.seconds, set.notes, set.orphans, set.doubtful].into_iter().for_each(|number| self.number(number.into()));
        self.list(&set.labels, |out, label| {
            out.name(&label.label);
            out.number(label.count.into());
            for names in [&label.strings, &label.entities] {
                out.list(names, |out, (name, count)| {
                    out.name(name);
                    out.number((*count).into());
                });
            }
        });
        self.list(&set.tags, Packing::name);
        self.list(&set.stances, |out, stance| {
            [&stance.target, &stance.value, &stance.holder].into_iter().for_each(|name| out.name(name));
        });
        for at in [set.first, set.last] {
            self.option(at, |out, at| out.number(at.as_second().cast_unsigned()));
        }
        self.list(&set.offers, |out, offer| out.number((*offer).into()));
    }
}

struct Unpacking<'a> {
    rest: &'a [u8],
    words: Vec<Name>,
}

impl<'a> Unpacking<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Unpacking<'a>) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.number()?).ok()?;
        // Every item takes a byte at least, so a count that lies takes no memory.
        let mut items = Vec::with_capacity(count.min(self.rest.len()));
        for _ in 0..count {
            items.push(one(self)?);
        }
        Some(items)
    }

    #[allow(clippy::option_option)]
    fn option<T>(&mut self, one: impl FnOnce(&mut Unpacking<'a>) -> Option<T>) -> Option<Option<T>> {
        match self.number()? {
            0 => Some(None),
            1 => one(self).map(Some),
            _ => None,
        }
    }

    fn name(&mut self) -> Option<Name> {
        let number = usize::try_from(self.number()?).ok()?;
        self.words.get(number).cloned()
    }

    fn about(&mut self) -> Option<About> {
        Some(About {
            title: self.option(|input| input.text().map(Into::into))?,
            date: self.option(|input| Day::iso(&input.name()?))?,
            outlet: self.option(Unpacking::name)?,
            author: self.option(Unpacking::name)?,
            id: self.option(|input| input.text().map(Into::into))?,
            chars: self.small()?,
        })
    }

    fn set(&mut self) -> Option<SetSummary> {
        let annotator = self.name()?;
        let kind = if self.number()? == 0 { Kind::Human } else { Kind::Model };
        let status = *Status::ALL.get(usize::try_from(self.number()?).ok()?)?;
        let [seconds, notes, orphans, doubtful] = [self.small()?, self.small()?, self.small()?, self.small()?];
        let pair = |input: &mut Unpacking<'a>| Some((input.name()?, input.small()?));
        let labels = self.list(|input| {
            Some(LabelSummary {
                label: input.name()?,
                count: input.small()?,
                strings: input.list(pair)?,
                entities: input.list(pair)?,
            })
        })?;
        let tags = self.list(Unpacking::name)?;
        let stance = |input: &mut Unpacking<'a>| {
            Some(StanceSummary { target: input.name()?, value: input.name()?, holder: input.name()? })
        };
        let stances = self.list(stance)?;
        let moment = |input: &mut Unpacking<'a>| Timestamp::from_second(input.number()?.cast_signed()).ok();
        let (first, last) = (self.option(moment)?, self.option(moment)?);
        let offers = self.list(Unpacking::small)?.into();
        Some(SetSummary {
            annotator,
            kind,
            status,
            seconds,
            labels,
            tags,
            stances,
            notes,
            orphans,
            doubtful,
            first,
            last,
            offers,
        })
    }
}
