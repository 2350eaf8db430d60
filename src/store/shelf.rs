//! The documents that were found, kept small: a folder once for all its files, a corpus once for all its records.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::place::{Corpus, Handle, RecordHandle};

/// Documents that were found one after the other.
#[derive(Debug, Clone)]
pub enum Lot {
    /// Files of one folder.
    Files(Files),
    /// Records of one corpus, by their numbers from 0.
    Records {
        /// The corpus.
        corpus: Arc<Corpus>,
        /// Which of its records.
        records: Range<usize>,
    },
    /// A single document.
    One(Handle),
}

/// Files of one folder, by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    folder: PathBuf,
    /// All names, one behind the other.
    names: String,
    /// Where each name ends, in bytes.
    ends: Vec<u32>,
}

/// Most bytes of names in one lot.
const MOST: usize = 1 << 24;

impl Files {
    /// No file yet of this folder.
    pub fn of(folder: &Path) -> Files {
        Files { folder: folder.to_owned(), names: String::new(), ends: Vec::new() }
    }

    /// Adds a file at the end, where there is room.
    pub fn push(&mut self, name: &str) -> bool {
        let end = u32::try_from(self.names.len() + name.len()).ok().filter(|_| self.names.len() < MOST);
        let Some(end) = end else { return false };
        self.names.push_str(name);
        self.ends.push(end);
        true
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The file alone; `None` where it cannot be kept as a folder and a name.
    fn of_one(path: &Path) -> Option<Files> {
        let (folder, name) = (path.parent()?, path.file_name()?.to_str()?);
        let mut files = Files::of(folder);
        (folder.join(name).as_os_str() == path.as_os_str() && files.push(name)).then_some(files)
    }

    /// Adds files of the same folder at the end; gives them back where there is no room.
    fn append(&mut self, more: Files) -> Option<Files> {
        let before = u32::try_from(self.names.len()).ok().filter(|_| self.names.len() + more.names.len() < MOST);
        let Some(before) = before else { return Some(more) };
        self.names.push_str(&more.names);
        self.ends.extend(more.ends.iter().map(|end| before + end));
        None
    }

    fn get(&self, index: usize) -> Option<PathBuf> {
        Some(self.folder.join(self.name(index)?))
    }

    fn name(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.names.get(start as usize..end as usize)
    }
}

impl Lot {
    /// How many documents they are.
    pub fn len(&self) -> usize {
        match self {
            Lot::Files(files) => files.len(),
            Lot::Records { records, .. } => records.len(),
            Lot::One(_) => 1,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The document with this number in the lot, from 0.
    pub fn get(&self, index: usize) -> Option<Handle> {
        match self {
            Lot::Files(files) => files.get(index).map(Handle::File),
            Lot::Records { corpus, records } => {
                let index = records.start.checked_add(index).filter(|index| *index < records.end)?;
                Some(Handle::Record(RecordHandle { corpus: Arc::clone(corpus), index }))
            }
            Lot::One(handle) => (index == 0).then(|| handle.clone()),
        }
    }

    /// The number in the lot of the document in the file at `path`, or of its record of this number.
    pub fn find(&self, path: &Path, record: Option<usize>) -> Option<usize> {
        match self {
            Lot::Files(files) if record.is_none() && path.parent() == Some(&files.folder) => {
                let name = path.file_name()?.to_str()?;
                (0..files.len()).find(|index| files.name(*index) == Some(name))
            }
            Lot::Records { corpus, records } if corpus.path == path => {
                record.filter(|record| records.contains(record)).map(|record| record - records.start)
            }
            Lot::One(Handle::File(file)) if record.is_none() && file == path => Some(0),
            Lot::One(Handle::Record(one)) if record == Some(one.index) && one.corpus.path == path => Some(0),
            Lot::Files(_) | Lot::Records { .. } | Lot::One(_) => None,
        }
    }

    /// All of them, in order.
    pub fn documents(&self) -> impl Iterator<Item = Handle> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Takes in what follows its own in the same folder or corpus; gives back what it cannot.
    fn join(&mut self, more: Lot) -> Option<Lot> {
        match (self, more) {
            (Lot::Files(files), Lot::Files(more)) if files.folder == more.folder => files.append(more).map(Lot::Files),
            (Lot::Records { corpus, records }, Lot::Records { corpus: same, records: more })
                if Arc::ptr_eq(corpus, &same) && records.end == more.start =>
            {
                records.end = more.end;
                None
            }
            (_, more) => Some(more),
        }
    }
}

impl From<Handle> for Lot {
    fn from(handle: Handle) -> Lot {
        Lot::One(handle)
    }
}

/// All documents that were found, in reading order. A record takes no memory here, a file that of its name and 4 bytes.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// The lots, each with the number of its first document.
    lots: Vec<(usize, Lot)>,
    len: usize,
}

impl Shelf {
    /// Adds documents at the end.
    pub fn push(&mut self, lot: Lot) {
        let lot = match lot {
            Lot::One(Handle::File(path)) => match Files::of_one(&path) {
                Some(files) => Lot::Files(files),
                None => Lot::One(Handle::File(path)),
            },
            lot => lot,
        };
        let (first, count) = (self.len, lot.len());
        let rest = match self.lots.last_mut() {
            Some((_, last)) => last.join(lot),
            None => Some(lot),
        };
        self.lots.extend(rest.filter(|lot| !lot.is_empty()).map(|lot| (first, lot)));
        self.len += count;
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The document with this number, from 0. Its time grows with the logarithm of the number of folders and corpora.
    pub fn get(&self, index: usize) -> Option<Handle> {
        let at = self.lots.partition_point(|(first, _)| *first <= index).checked_sub(1)?;
        let (first, lot) = self.lots.get(at)?;
        lot.get(index - first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_back_in_the_order_they_were_put_in() {
        let mut shelf = Shelf::default();
        let mut files = Files::of(Path::new("d"));
        assert!(files.push("ä.txt") && files.push("b.txt"));
        let corpus = Arc::new(Corpus::of_lines(Path::new("c.jsonl")));
        shelf.push(Lot::Files(files));
        shelf.push(Lot::Records { corpus: Arc::clone(&corpus), records: 0..0 });
        shelf.push(Lot::Records { corpus: Arc::clone(&corpus), records: 0..2 });
        shelf.push(Lot::Records { corpus, records: 2..3 });
        shelf.push(Handle::Stdin.into());
        for path in ["d/10.txt", "d/11.txt", "12.txt", "./12.txt"] {
            shelf.push(Handle::File(path.into()).into());
        }
        let labels: Vec<String> = (0..shelf.len()).filter_map(|index| shelf.get(index)).map(|it| it.label()).collect();
        let records = ["c.jsonl:1", "c.jsonl:2", "c.jsonl:3", "-"];
        assert_eq!(labels[..6], [["d/ä.txt", "d/b.txt"].as_slice(), &records].concat());
        assert_eq!(labels[6..], ["d/10.txt", "d/11.txt", "12.txt", "./12.txt"]);
        assert_eq!((shelf.len(), shelf.get(10), shelf.lots.len()), (10, None, 6));
    }
}
