//! The memory on annotated sentences: an annotator is simulated who goes through blocks of them in order and corrects
//! every error, with the recogniser alone and with what is learnt on the way.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use glossator::doc::{Block, BlockKind, Document, Meta};
use glossator::extract::entities::Recogniser;
use glossator::extract::entities::lexicon::Lexicon;
use glossator::extract::memory::{Check, Evidence, Learners, Memory, Page, Proposed, Reading};
use glossator::extract::mention::{EntityKind, Mention};
use glossator::extract::token::Tokens;
use glossator::text::{Span, Text};
use jiff::Timestamp;

use crate::crf;
use crate::data::{self, Example};
use crate::random::Random;
use crate::score::{Counts, KINDS};

/// Sentences that are one document for the annotator.
const BLOCK: usize = 20;

/// A labelled span.
type Named = (Span, &'static str);

/// A block of sentences.
struct Article {
    name: String,
    document: Document,
    tokens: Tokens,
    /// The bytes of each sentence.
    sentences: Vec<Span>,
    gold: Vec<Named>,
    base: Vec<Mention>,
}

/// What is learnt from the annotator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Learning {
    Nothing,
    Strings,
    All,
}

/// What one block cost.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    added: usize,
    rejected: usize,
    relabelled: usize,
    counts: Counts,
}

impl Cost {
    fn actions(self) -> usize {
        self.added + self.rejected + self.relabelled
    }
}

/// Prints what the memory saves on the German and the English development sentences.
pub fn run(data: &Path, names: &[u8], clusters: &[u8], load: Option<&str>) -> Result<()> {
    let lexicon = Lexicon::new(names, clusters);
    let ner = data.join("ner");
    let german = data::germeval(&ner.join("germeval2014/germ.dev.iob2"))?;
    let english = data::english(&ner.join("crossner-wikigold-ewtdev.en.bio.tsv"))?;
    let (seen, unseen) = english.split_at(english.len() * 4 / 5);
    let bytes = match load {
        Some(path) => fs::read(path)?,
        None => {
            let mut examples = data::germeval(&ner.join("germeval2014/germ.train.iob2"))?;
            examples.extend_from_slice(seen);
            crf::train(&examples.iter().collect::<Vec<_>>(), &lexicon, &crf::Settings::default())
        }
    };
    let recogniser = Recogniser::new(&bytes, lexicon);
    let mobie = data::mobie(&ner.join("mobie/dev.conll2003"))?;
    for (title, examples) in
        [("GermEval 2014 dev", german.as_slice()), ("MobIE dev", mobie.as_slice()), ("English, last fifth", unseen)]
    {
        let articles: Vec<Article> =
            examples.chunks(BLOCK).enumerate().map(|(at, block)| Article::new(at, block, &recogniser)).collect();
        println!("{title}: {} blocks", articles.len());
        let alone = annotate(&articles, Learning::Nothing, &recogniser);
        print("recogniser alone", &alone);
        for (title, learning) in [("with memory", Learning::Strings), ("with learners", Learning::All)] {
            let learning = annotate(&articles, learning, &recogniser);
            print(title, &learning);
            compare(&alone, &learning);
        }
        own_label(&articles, &recogniser);
        speed(&articles);
    }
    Ok(())
}

/// Prints how long a memory of 100,000 strings looks at 5 kB, and takes a decision.
fn speed(articles: &[Article]) {
    let words: Vec<&str> = articles.iter().flat_map(|article| article.document.text().as_str().split(' ')).collect();
    let mut memory = Memory::default();
    let mut random = Random(7);
    for at in 0..1000 {
        let string = |random: &mut Random| words[random.below(words.len())].to_owned();
        let text = |random: &mut Random| format!("{} {}", string(random), string(random));
        let evidence =
            (0..120).map(|_| Evidence { at: None, text: text(&mut random), label: "PER".into(), is_accepted: true });
        memory.learn(&format!("old {at}"), evidence.collect::<Vec<_>>());
    }
    let nothing = Proposed::default();
    let bytes: usize = articles.iter().take(40).map(|article| article.document.text().len()).sum();
    let began = Instant::now();
    for article in articles.iter().take(40) {
        memory.propose(article.page(&nothing));
    }
    let look = began.elapsed().as_secs_f64() * 1e3 * 5_000.0 / bytes as f64;
    let evidence = |at: usize| Evidence { at: None, text: words[at].into(), label: "PER".into(), is_accepted: true };
    let began = Instant::now();
    for _ in 0..100 {
        memory.learn("open", (0..100).map(evidence));
    }
    let learn = began.elapsed().as_secs_f64() * 1e3 / 100.0;
    println!("  {} strings: 5 kB take {look:.2} ms, the 100 decisions of a document {learn:.2} ms", memory.len());
}

impl Article {
    fn new(at: usize, block: &[Example], recogniser: &Recogniser<'_>) -> Article {
        let mut text = String::new();
        let (mut sentences, mut gold) = (Vec::new(), Vec::new());
        for example in block {
            let start = text.len();
            text.push_str(&example.text);
            sentences.push(Span::new(start, text.len()));
            gold.extend(
                example.names().map(|(span, kind)| (Span::new(start + span.start, start + span.end), kind.name())),
            );
            text.push_str("\n\n");
        }
        let blocks = sentences.iter().map(|&span| Block::new(BlockKind::Paragraph, span)).collect();
        let name = format!("{at:04}");
        let document = Document::new(name.as_str(), Text::new(text), Meta::default(), blocks);
        let tokens = Tokens::of(&document);
        let language = if block.iter().any(|example| example.language == 2) { "en" } else { "de" };
        let mut base = recogniser.recognise(&document, &tokens, Some(language), 0.5);
        base.retain(|mention| KINDS.contains(&mention.label));
        Article { name, document, tokens, sentences, gold, base }
    }

    /// The article as the memory looks at it.
    fn page<'p>(&'p self, learnt: &'p Proposed) -> Page<'p> {
        let text = self.document.text().as_str();
        Page { document: &self.name, text, tokens: &self.tokens, base: &self.base, learnt, settled: &[] }
    }

    /// What is proposed in `sentence`.
    fn proposals(&self, memory: Option<&Memory>, learnt: &Proposed, sentence: Span) -> Vec<(Span, String)> {
        let base = || self.base.iter().map(|mention| (mention.span, mention.label.name().to_owned()));
        let mut found: Vec<(Span, String)> = match memory {
            None => base().collect(),
            Some(memory) => {
                let proposed = memory.propose(self.page(learnt));
                let gone = |index: usize| proposed.dropped.iter().any(|dropped| dropped.index == index);
                let base = base().enumerate().filter(|(index, _)| !gone(*index)).map(|(_, mention)| mention);
                base.chain(proposed.suggestions.iter().map(|one| (one.span, one.label.clone()))).collect()
            }
        };
        found.retain(|(span, _)| sentence.covers(*span));
        found
    }
}

/// The costs of `articles`, block by block.
fn annotate(articles: &[Article], learning: Learning, recogniser: &Recogniser<'_>) -> Vec<Cost> {
    let mut memory = Memory::default();
    let mut learners = Learners::default();
    let mut slowest = 0.0f64;
    let mut costs = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        let mut evidence = Vec::new();
        let mut cost = Cost::default();
        let nothing = Proposed::default();
        let all = (learning == Learning::All)
            .then(|| Arc::new(Reading::of(article.page(&nothing), &memory, recogniser.lexicon())));
        let learnt = all.as_ref().map(|reading| learners.propose(reading)).unwrap_or_default();
        for &sentence in &article.sentences {
            let gold: Vec<Named> = article.gold.iter().copied().filter(|(span, _)| sentence.covers(*span)).collect();
            let known = (learning != Learning::Nothing).then_some(&memory);
            let proposals = article.proposals(known, &learnt, sentence);
            correct(article, &gold, &proposals, at, &mut cost, &mut evidence);
            memory.learn(&article.name, evidence.iter().cloned());
        }
        if let Some(reading) = all {
            let began = Instant::now();
            learners.learn(&reading, &article.gold);
            slowest = slowest.max(began.elapsed().as_secs_f64() * 1e3);
        }
        costs.push(cost);
    }
    for learner in learners.iter().filter(|learner| learner.is_ready()) {
        let state = |check: &Check| {
            let state = if check.is_worth_it() { "on" } else { "off" };
            format!("{state} ({:.2} of {} right)", check.precision(), check.len())
        };
        println!("  {}: adds {}, doubts {}", learner.label(), state(learner.added()), state(learner.doubted()));
    }
    if learning == Learning::All {
        println!("  learning from a block took {slowest:.0} ms at most");
    }
    costs
}

/// Makes of `proposals` what `gold` says, and notes what that costs and shows.
fn correct(
    article: &Article,
    gold: &[Named],
    proposals: &[(Span, String)],
    at: usize,
    cost: &mut Cost,
    evidence: &mut Vec<Evidence>,
) {
    let at = Timestamp::from_second(at as i64).ok();
    let mut note = |span: Span, label: &str, is_accepted: bool| {
        let text = article.document.text().slice(span).to_owned();
        evidence.push(Evidence { at, text, label: label.to_owned(), is_accepted });
    };
    cost.counts.found += proposals.len();
    cost.counts.wanted += gold.len();
    for (span, label) in gold {
        match proposals.iter().find(|(proposed, _)| proposed == span) {
            Some((_, proposed)) if proposed == label => cost.counts.right += 1,
            Some(_) => cost.relabelled += 1,
            None => cost.added += 1,
        }
        note(*span, label, true);
    }
    for (span, label) in proposals {
        if gold.iter().any(|(wanted, _)| wanted == span) {
            continue;
        }
        cost.rejected += 1;
        if !gold.iter().any(|(wanted, _)| wanted.overlaps(*span)) {
            note(*span, label, false);
        }
    }
}

fn print(title: &str, costs: &[Cost]) {
    let sum = |of: fn(&Cost) -> usize| costs.iter().map(of).sum::<usize>();
    let (right, found) = (sum(|cost| cost.counts.right), sum(|cost| cost.counts.found));
    let counts = Counts { right, found, wanted: sum(|cost| cost.counts.wanted) };
    println!(
        "  {title:18} P {:.1} R {:.1} F1 {:.1}; corrections per 100 names {:.2} (added {}, rejected {}, relabelled {}; {} names)",
        100.0 * right as f64 / found.max(1) as f64,
        100.0 * right as f64 / counts.wanted.max(1) as f64,
        counts.f1(),
        100.0 * sum(|cost| cost.actions()) as f64 / counts.wanted as f64,
        sum(|cost| cost.added),
        sum(|cost| cost.rejected),
        sum(|cost| cost.relabelled),
        counts.wanted,
    );
}

/// Prints how much is saved, with a 95 % interval from 1,000 resamples of blocks.
fn compare(alone: &[Cost], learning: &[Cost]) {
    let change = |blocks: &[usize]| {
        let sum = |costs: &[Cost]| blocks.iter().map(|&block| costs[block].actions()).sum::<usize>() as f64;
        100.0 * (sum(learning) / sum(alone) - 1.0)
    };
    let mut random = Random(42);
    let mut resampled: Vec<f64> =
        (0..1000).map(|_| change(&(0..alone.len()).map(|_| random.below(alone.len())).collect::<Vec<_>>())).collect();
    resampled.sort_by(f64::total_cmp);
    let all: Vec<usize> = (0..alone.len()).collect();
    let half: Vec<usize> = (alone.len() / 2..alone.len()).collect();
    println!(
        "  change {:+.1} % [{:+.1}, {:+.1}]; in the second half {:+.1} %",
        change(&all),
        resampled[24],
        resampled[974],
        change(&half)
    );
}

/// A label of the annotator's own that no recogniser knows: places, as if nobody had heard of them.
fn own_label(articles: &[Article], recogniser: &Recogniser<'_>) {
    let own: Vec<Article> = articles
        .iter()
        .map(|article| Article {
            name: article.name.clone(),
            document: article.document.clone(),
            tokens: article.tokens.clone(),
            sentences: article.sentences.clone(),
            gold: article.gold.iter().copied().filter(|(_, label)| *label == EntityKind::Loc.name()).collect(),
            base: Vec::new(),
        })
        .collect();
    for (title, learning) in [("memory", Learning::Strings), ("learner", Learning::All)] {
        let costs = annotate(&own, learning, recogniser);
        for (blocks, from, to) in [("1", 1, 5), ("5", 5, 20), ("20", 20, 100), ("100", 100, usize::MAX)] {
            if let Some(part) = costs.get(from..to.min(costs.len())).filter(|part| !part.is_empty()) {
                print(&format!("own {title} after {blocks}"), part);
            }
        }
        print(&format!("own {title}, all"), &costs);
    }
}
