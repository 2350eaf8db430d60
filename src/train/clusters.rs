//! Word clusters: words that stand between the same words get the same number.
//!
//! The words' surroundings (two words to either side, by place) are weighed by positive pointwise mutual
//! information, brought down to a few dimensions by a randomised singular value decomposition (Halko, Martinsson &
//! Tropp 2011), and grouped by spherical k-means.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use encoding_rs::WINDOWS_1252;
use glossator::doc::{Document, Meta};
use glossator::extract::entities::hash;
use glossator::extract::token::{TokenKind, Tokens};
use glossator::text::Text;

use crate::data::Example;
use crate::pack;
use crate::random::Random;

/// What the clusters depend on beside the texts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How often a word must be seen.
    pub least: u32,
    /// How many of the most frequent words count as surroundings.
    pub contexts: usize,
    pub dimensions: usize,
    pub fine: usize,
    pub coarse: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { least: 5, contexts: 20_000, dimensions: 96, fine: 1500, coarse: 120 }
    }
}

/// The places of surrounding words.
const PLACES: [isize; 4] = [-2, -1, 1, 2];

type Vectors = Vec<Vec<f32>>;

/// Builds the table of clusters from parliamentary speech and the texts of `examples`.
pub fn build(data: &Path, examples: &[Example], settings: &Settings) -> Result<Vec<u8>> {
    let mut corpus = Corpus::default();
    corpus.read(&speech(data)?);
    let texts: Vec<&str> = examples.iter().map(|example| example.text.as_str()).collect();
    corpus.read(&texts.join("\n"));
    eprintln!("{} words in {} sentences", corpus.words.len(), corpus.ends.len());

    let vocabulary = corpus.vocabulary(settings.least);
    let rows = corpus.surroundings(&vocabulary, settings.contexts);
    let vectors = reduce(&rows, settings.contexts * PLACES.len() + PLACES.len(), settings.dimensions);
    let fine = group(&vectors, settings.fine);
    let coarse = group(&vectors, settings.coarse);
    let mut table: BTreeMap<u64, [u8; 3]> = BTreeMap::new();
    for (word, (fine, coarse)) in vocabulary.iter().zip(fine.iter().zip(&coarse)) {
        let [low, high] = (*fine as u16 + 1).to_le_bytes();
        table.insert(hash::word(corpus.forms[*word as usize].as_str()), [low, high, *coarse as u8 + 1]);
    }
    Ok(pack::table(&table))
}

fn speech(data: &Path) -> Result<String> {
    let path = data.join("text/bundestag-protocols-17-18.sample.txt.xz");
    let output = Command::new("xz").arg("-dc").arg(&path).output().context("xz must be installed")?;
    ensure!(output.status.success(), "{}: cannot be unpacked", path.display());
    Ok(decoded(&output.stdout))
}

/// The protocols are UTF-8, but for some lines of the older ones.
fn decoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for line in bytes.split(|&byte| byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0),
        }
        text.push('\n');
    }
    text
}

#[derive(Default)]
struct Corpus {
    numbers: HashMap<String, u32>,
    forms: Vec<String>,
    counts: Vec<u32>,
    words: Vec<u32>,
    /// Where the sentences end in `words`.
    ends: Vec<usize>,
}

impl Corpus {
    fn read(&mut self, text: &str) {
        for line in text.lines() {
            let document = Document::new("line", Text::new(line), Meta::default(), Vec::new());
            let tokens = Tokens::of(&document);
            for sentence in tokens.sentences() {
                for token in tokens.slice(sentence.clone()) {
                    let form = if token.kind == TokenKind::Number { "0" } else { document.text().slice(token.span) };
                    self.push(form);
                }
                self.ends.push(self.words.len());
            }
        }
    }

    fn push(&mut self, form: &str) {
        let number = match self.numbers.get(form) {
            Some(&number) => number,
            None => {
                let number = self.forms.len() as u32;
                self.numbers.insert(form.to_owned(), number);
                self.forms.push(form.to_owned());
                self.counts.push(0);
                number
            }
        };
        self.counts[number as usize] += 1;
        self.words.push(number);
    }

    /// The words seen often enough, the most frequent first.
    fn vocabulary(&self, least: u32) -> Vec<u32> {
        let mut words: Vec<u32> = (0..self.forms.len() as u32).filter(|&w| self.counts[w as usize] >= least).collect();
        words.sort_by_key(|&word| (std::cmp::Reverse(self.counts[word as usize]), word));
        words
    }

    /// For every word of the vocabulary, its surroundings with their weights.
    fn surroundings(&self, vocabulary: &[u32], contexts: usize) -> Vec<Vec<(u32, f32)>> {
        let mut rank = vec![u32::MAX; self.forms.len()];
        for (at, &word) in vocabulary.iter().enumerate() {
            rank[word as usize] = at as u32;
        }
        let mut pairs: Vec<u64> = Vec::new();
        let mut start = 0;
        for &end in &self.ends {
            for at in start..end {
                let word = rank[self.words[at] as usize];
                if word == u32::MAX {
                    continue;
                }
                for (index, place) in PLACES.iter().enumerate() {
                    let other = at.checked_add_signed(*place).filter(|other| (start..end).contains(other));
                    let other = other.map_or(contexts as u32, |other| rank[self.words[other] as usize]);
                    if other as usize <= contexts {
                        let context = other as usize * PLACES.len() + index;
                        pairs.push(u64::from(word) << 32 | context as u64);
                    }
                }
            }
            start = end;
        }
        pairs.sort_unstable();
        let mut context_sums = vec![0f64; (contexts + 1) * PLACES.len()];
        for &pair in &pairs {
            context_sums[pair as u32 as usize] += 1.0;
        }
        // Smoothed as Levy, Goldberg & Dagan 2015 advise, so that rare surroundings do not weigh too much.
        let smoothed: Vec<f64> = context_sums.iter().map(|sum| sum.powf(0.75)).collect();
        let all: f64 = smoothed.iter().sum();
        let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); vocabulary.len()];
        for group in pairs.chunk_by(|a, b| a >> 32 == b >> 32) {
            let word = (group[0] >> 32) as usize;
            let total = group.len() as f64;
            for same in group.chunk_by(|a, b| a == b) {
                let context = same[0] as u32;
                let weight = (same.len() as f64 / total * all / smoothed[context as usize]).ln();
                if weight > 0.0 {
                    rows[word].push((context, weight as f32));
                }
            }
        }
        rows
    }
}

/// The rows in few dimensions, each of length 1.
fn reduce(rows: &[Vec<(u32, f32)>], columns: usize, dimensions: usize) -> Vectors {
    let mut random = Random(7);
    let mut basis: Vectors = (0..columns).map(|_| (0..dimensions).map(|_| random.signed()).collect()).collect();
    let mut vectors = Vec::new();
    for round in 0..4 {
        vectors = rows
            .iter()
            .map(|row| {
                let mut sum = vec![0.0; dimensions];
                for &(column, weight) in row {
                    add(&mut sum, &basis[column as usize], weight);
                }
                sum
            })
            .collect::<Vectors>();
        if round == 3 {
            break;
        }
        orthonormalise(&mut vectors);
        basis = vec![vec![0.0; dimensions]; columns];
        for (row, vector) in rows.iter().zip(&vectors) {
            for &(column, weight) in row {
                add(&mut basis[column as usize], vector, weight);
            }
        }
        orthonormalise(&mut basis);
    }
    // The square root of the singular values keeps the first dimensions from drowning the others.
    let mut lengths = vec![0f32; dimensions];
    for vector in &vectors {
        for (length, x) in lengths.iter_mut().zip(vector) {
            *length += x * x;
        }
    }
    for vector in &mut vectors {
        for (x, length) in vector.iter_mut().zip(&lengths) {
            *x /= length.sqrt().sqrt().max(1e-6);
        }
        normalise(vector);
    }
    vectors
}

fn add(sum: &mut [f32], vector: &[f32], weight: f32) {
    for (sum, x) in sum.iter_mut().zip(vector) {
        *sum += x * weight;
    }
}

/// In eight sums, which a processor works out at once.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a_chunks, a_rest) = a.as_chunks::<8>();
    let (b_chunks, b_rest) = b.as_chunks::<8>();
    let mut sums = [0f32; 8];
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

fn normalise(vector: &mut [f32]) {
    let length = dot(vector, vector).sqrt().max(1e-9);
    vector.iter_mut().for_each(|x| *x /= length);
}

/// Makes the columns of `rows` orthonormal (modified Gram-Schmidt).
fn orthonormalise(rows: &mut Vectors) {
    let dimensions = rows.first().map_or(0, Vec::len);
    let mut columns: Vectors = (0..dimensions).map(|d| rows.iter().map(|row| row[d]).collect()).collect();
    for d in 0..dimensions {
        let (done, rest) = columns.split_at_mut(d);
        let column = &mut rest[0];
        for before in done.iter() {
            let share = dot(before, column);
            add(column, before, -share);
        }
        normalise(column);
    }
    for (at, row) in rows.iter_mut().enumerate() {
        for (d, x) in row.iter_mut().enumerate() {
            *x = columns[d][at];
        }
    }
}

/// Spherical k-means: the number of each vector's group, below `groups`.
fn group(vectors: &Vectors, groups: usize) -> Vec<usize> {
    let dimensions = vectors.first().map_or(0, Vec::len);
    // The most frequent words stand first; they make good first centres.
    let mut centres: Vectors = vectors.iter().take(groups).cloned().collect();
    let mut chosen = vec![0; vectors.len()];
    for _ in 0..12 {
        for (vector, chosen) in vectors.iter().zip(&mut chosen) {
            let mut most = f32::NEG_INFINITY;
            for (group, centre) in centres.iter().enumerate() {
                let closeness = dot(vector, centre);
                if closeness > most {
                    (most, *chosen) = (closeness, group);
                }
            }
        }
        let mut sums = vec![vec![0.0; dimensions]; centres.len()];
        for (vector, &group) in vectors.iter().zip(&chosen) {
            add(&mut sums[group], vector, 1.0);
        }
        for (centre, mut sum) in centres.iter_mut().zip(sums) {
            if sum.iter().any(|&x| x != 0.0) {
                normalise(&mut sum);
                *centre = sum;
            }
        }
    }
    chosen
}
