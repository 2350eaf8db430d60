//! How much of what was annotated is found, with bootstrap confidence intervals over articles.

use std::time::Instant;

use anyhow::Result;
use glossator::extract::quotes::{LIKELY, Quotation, QuotationKind, recognise};
use glossator::extract::token::Tokens;
use glossator::extract::{dates, entities, stances};
use glossator::text::Span;

use super::gold::{Article, Gold, Type};
use super::names::Names;
use super::random::Random;

/// Least share of what two spans cover that both cover, for a match.
const OVERLAP: f64 = 0.5;

/// The dial of the entity recogniser as the application sets it.
const CAUTION: f32 = 0.5;

/// Resampled sets of articles for an interval.
const SAMPLES: usize = 1000;

/// Counts of one article.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    right: usize,
    found: usize,
    gold: usize,
}

impl Counts {
    fn add(self, other: Counts) -> Counts {
        Counts { right: self.right + other.right, found: self.found + other.found, gold: self.gold + other.gold }
    }

    fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }

    fn precision(self) -> f64 {
        100.0 * self.right as f64 / self.found.max(1) as f64
    }

    fn recall(self) -> f64 {
        100.0 * self.right as f64 / self.gold.max(1) as f64
    }
}

/// Prints the figures of `articles`, and with `errors` the cases of one kind that went wrong.
pub fn run(articles: &[Article], names: Option<&Names>, errors: &str) -> Result<()> {
    let rows = [
        "direct",
        "indirect",
        "free",
        "any indirect",
        "speaker of direct",
        "speaker of indirect",
        "direct, exact",
        "resolved direct",
        "resolved indirect",
    ];
    let mut counts: Vec<Vec<Counts>> = vec![Vec::new(); rows.len()];
    let (mut bytes, mut nanoseconds, mut others) = (0, 0, 0);
    let (mut dates, mut hints) = (0, 0);
    for article in articles {
        let tokens = Tokens::of(&article.document);
        let mentions = match article.mentions.is_empty() {
            true => match names {
                Some(names) => names.mentions(&article.document, &tokens),
                None => entities::recognise(&article.document, &tokens, Some(article.language), CAUTION),
            },
            false => article.mentions.clone(),
        };
        let start = Instant::now();
        let found = recognise(&article.document, &tokens, &mentions, Some(article.language));
        nanoseconds += start.elapsed().as_nanos();
        let start = Instant::now();
        dates += dates::recognise(&article.document, &tokens, Some(article.language)).len();
        hints += stances::recognise(&article.document, &tokens, &mentions, Some(article.language)).len();
        others += start.elapsed().as_nanos();
        bytes += article.document.text().len();
        let likely: Vec<&Quotation> = found.iter().filter(|one| one.score >= LIKELY).collect();
        let of = |test: fn(&Quotation) -> bool| likely.iter().copied().filter(|one| test(one)).collect::<Vec<_>>();
        let direct = of(|one| one.kind == QuotationKind::Direct);
        let cued = of(|one| one.kind != QuotationKind::Direct && one.cue.is_some());
        let free = of(|one| one.kind != QuotationKind::Direct && one.cue.is_none());
        let all = of(|one| one.kind != QuotationKind::Direct);
        let gold =
            |kinds: &[Type]| article.quotations.iter().filter(|gold| kinds.contains(&gold.kind)).collect::<Vec<_>>();
        let sets = [
            (&direct, gold(&[Type::Direct])),
            (&cued, gold(&[Type::Indirect])),
            (&free, gold(&[Type::Free])),
            (&all, gold(&[Type::Indirect, Type::Free, Type::Reported])),
        ];
        for (row, (found, gold)) in sets.iter().enumerate() {
            let pairs = matches(found, gold);
            counts[row].push(Counts { right: pairs.len(), found: found.len(), gold: gold.len() });
            if row < 2 {
                counts[4 + row].push(speakers(article, &pairs, false, errors == "speaker"));
                counts[7 + row].push(speakers(article, &pairs, true, errors == "resolved"));
                if errors == rows[row] {
                    show(article, found, gold, &pairs);
                }
            }
            if row == 0 {
                let exact = pairs
                    .iter()
                    .filter(|(found, gold)| gold.parts == [found.outer] || gold.parts == [found.span])
                    .count();
                counts[6].push(Counts { right: exact, found: found.len(), gold: gold.len() });
            }
        }
    }
    for (name, counts) in rows.iter().zip(&counts) {
        let total = counts.iter().copied().fold(Counts::default(), Counts::add);
        let (low, high) = interval(counts);
        println!(
            "{name:20} F1 {:5.1} [{low:4.1}, {high:4.1}]  P {:5.1}  R {:5.1}  ({} of {}, {} found)",
            total.f1(),
            total.precision(),
            total.recall(),
            total.right,
            total.gold,
            total.found
        );
    }
    let per_article = |nanoseconds: u128| nanoseconds as f64 / 1e6 / (bytes as f64 / 5000.0);
    println!("{} articles, {bytes} bytes; quotations {:.3} ms per 5 kB", articles.len(), per_article(nanoseconds));
    println!("{dates} dates and {hints} hints at stances, {:.3} ms per 5 kB", per_article(others));
    Ok(())
}

/// The 95 % bootstrap interval of F1 over articles.
fn interval(counts: &[Counts]) -> (f64, f64) {
    let mut random = Random(1);
    let mut scores: Vec<f64> = (0..SAMPLES)
        .map(|_| {
            (0..counts.len()).map(|_| counts[random.below(counts.len())]).fold(Counts::default(), Counts::add).f1()
        })
        .collect();
    scores.sort_by(f64::total_cmp);
    (scores[SAMPLES / 40], scores[SAMPLES - 1 - SAMPLES / 40])
}

/// Pairs of what was found and what was annotated, those that overlap most first.
fn matches<'a>(found: &[&'a Quotation], gold: &[&'a Gold]) -> Vec<(&'a Quotation, &'a Gold)> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, one) in found.iter().enumerate() {
        for (j, other) in gold.iter().enumerate() {
            let overlap = overlap(one.outer, &other.parts);
            if overlap >= OVERLAP {
                pairs.push((overlap, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut used, mut taken) = (vec![false; found.len()], vec![false; gold.len()]);
    let free = pairs.into_iter().filter(|&(_, i, j)| {
        let free = !used[i] && !taken[j];
        if free {
            (used[i], taken[j]) = (true, true);
        }
        free
    });
    free.map(|(_, i, j)| (found[i], gold[j])).collect()
}

/// The share of what the two cover that both cover.
fn overlap(span: Span, parts: &[Span]) -> f64 {
    let both: usize = parts.iter().filter_map(|part| part.intersection(span)).map(Span::len).sum();
    let total: usize = parts.iter().map(|part| part.len()).sum::<usize>() + span.len() - both;
    both as f64 / total.max(1) as f64
}

/// How many speakers of `pairs` are right: they overlap with the annotated words or end in the same one. With
/// `resolved`, a pronoun or role noun is taken for whom it is said to stand for, and either may be right.
fn speakers(article: &Article, pairs: &[(&Quotation, &Gold)], resolved: bool, show: bool) -> Counts {
    let text = article.document.text();
    let last = |span: Span| text.slice(span).split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty());
    let mut counts = Counts::default();
    for (found, gold) in pairs.iter().filter(|(_, gold)| !gold.speaker.is_empty()) {
        let source = found.source.map(|source| source.span);
        let names = |source: Span| {
            let same_last = last(source).is_some() && gold.speaker.iter().any(|span| last(*span) == last(source));
            same_last || gold.speaker.iter().any(|span| span.overlaps(source))
        };
        let other = found.source.and_then(|source| source.resolved).filter(|_| resolved);
        let right = source.is_some_and(names) || other.is_some_and(names);
        if show && !right {
            let at = text.slice(found.outer.hull(gold.speaker[0]));
            let around = text.clamp(Span::new(found.outer.start.saturating_sub(120), found.outer.end + 120));
            println!(
                "speaker {:?} {:?}: {:?} for {:?} in {:?}\n",
                found.kind,
                found.source.map(|source| source.why),
                source.map(|span| text.slice(span)),
                text.slice(gold.speaker[0]),
                if at.len() < 700 { text.slice(around) } else { "far" }
            );
        }
        counts = counts.add(Counts { right: usize::from(right), found: 1, gold: 1 });
    }
    counts
}

fn show(article: &Article, found: &[&Quotation], gold: &[&Gold], pairs: &[(&Quotation, &Gold)]) {
    let text = article.document.text();
    for one in found.iter().filter(|one| !pairs.iter().any(|(found, _)| std::ptr::eq(*found, **one))) {
        let around = text.clamp(Span::new(one.outer.start.saturating_sub(60), one.outer.end + 60));
        println!("extra {:.2} {}: {:?} in {:?}", one.score, one.why.text(), text.slice(one.outer), text.slice(around));
    }
    for one in gold.iter().filter(|one| !pairs.iter().any(|(_, gold)| std::ptr::eq(*gold, **one))) {
        let hull = one.parts.iter().copied().reduce(Span::hull).unwrap_or_default();
        let around = text.clamp(Span::new(hull.start.saturating_sub(100), hull.end + 60));
        println!("missed: {:?} in {:?}", text.slice(hull), text.slice(around));
    }
}
