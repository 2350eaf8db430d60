//! `train`: builds the recogniser's assets from the data folder, and measures them.

#![allow(clippy::indexing_slicing)]

mod clusters;
mod crf;
mod data;
mod lists;
mod pack;
mod random;
mod score;
mod suggest;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use glossator::extract::entities::Recogniser;
use glossator::extract::entities::lexicon::Lexicon;
use glossator::extract::mention::EntityKind;
use glossator::extract::token::Tokens;
use glossator::text::{Span, Text};

use crf::Settings;
use data::Example;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, data, rest @ ..] = arguments.as_slice() else {
        bail!("usage: train lists|clusters|model|evaluate|suggest|folds|try DATA [KEY=VALUE…]");
    };
    let data = Path::new(data);
    match command.as_str() {
        "lists" => write("names.bin", &lists::build(data)?),
        "clusters" => write("clusters.bin", &build_clusters(data, rest)?),
        "model" => write("entities.bin", &model(data, rest)?),
        "evaluate" => evaluate(data, rest),
        "suggest" => suggest::run(data, &asset("names.bin"), &asset("clusters.bin"), rest.first().map(String::as_str)),
        "folds" => folds(data),
        "try" => attempt(data, rest),
        _ => bail!("{command}: no such command"),
    }
}

fn write(name: &str, bytes: &[u8]) -> Result<()> {
    let path = Path::new("assets/model").join(name);
    println!("{}: {} bytes", path.display(), bytes.len());
    fs::write(&path, bytes).with_context(|| path.display().to_string())
}

fn asset(name: &str) -> Vec<u8> {
    fs::read(Path::new("assets/model").join(name)).unwrap_or_default()
}

fn settings(arguments: &[String]) -> Result<(Settings, Vec<(String, String)>)> {
    let mut settings = Settings::default();
    let mut others = Vec::new();
    for argument in arguments {
        let (key, value) = argument.split_once('=').context("KEY=VALUE")?;
        match key {
            "epochs" => settings.epochs = value.parse()?,
            "polish" => settings.polish = value.parse()?,
            "rate" => settings.rate = value.parse()?,
            "power" => settings.power = value.parse()?,
            "dropout" => settings.dropout = value.parse()?,
            "rare" => settings.rare = value.parse()?,
            "least" => settings.least = value.parse()?,
            "budget" => settings.budget = value.parse()?,
            "seed" => settings.seed = value.parse()?,
            _ => others.push((key.to_string(), value.to_string())),
        }
    }
    Ok((settings, others))
}

/// What is found in an example, as the program finds it.
fn found(example: &Example, recogniser: &Recogniser<'_>, caution: f32) -> Vec<(Span, EntityKind)> {
    let document = example.document();
    let language = if example.language == 2 { "en" } else { "de" };
    let mentions = recogniser.recognise(&document, &Tokens::of(&document), Some(language), caution);
    mentions.into_iter().map(|mention| (mention.span, mention.label)).collect()
}

fn build_clusters(data: &Path, arguments: &[String]) -> Result<Vec<u8>> {
    let mut settings = clusters::Settings::default();
    let ner = data.join("ner");
    let mut examples = data::germeval(&ner.join("germeval2014/germ.train.iob2"))?;
    let mut with_english = true;
    for argument in arguments {
        let (key, value) = argument.split_once('=').context("KEY=VALUE")?;
        match key {
            "least" => settings.least = value.parse()?,
            "contexts" => settings.contexts = value.parse()?,
            "dimensions" => settings.dimensions = value.parse()?,
            "fine" => settings.fine = value.parse()?,
            "coarse" => settings.coarse = value.parse()?,
            "english" => with_english = value == "yes",
            _ => bail!("{key}: no such setting"),
        }
    }
    if with_english {
        examples.extend(data::english(&ner.join("crossner-wikigold-ewtdev.en.bio.tsv"))?);
    }
    clusters::build(data, &examples, &settings)
}

/// All that the model is trained on.
struct Sets {
    german: Vec<Example>,
    english: Vec<Example>,
}

impl Sets {
    fn read(data: &Path) -> Result<Sets> {
        let ner = data.join("ner");
        let german = data::germeval(&ner.join("germeval2014/germ.train.iob2"))?;
        let english = data::english(&ner.join("crossner-wikigold-ewtdev.en.bio.tsv"))?;
        Ok(Sets { german, english })
    }

    /// The English sentences of fold `fold` of [`FOLDS`]: contiguous, so that no article is on both sides.
    fn fold(&self, fold: usize) -> std::ops::Range<usize> {
        let start = |fold: usize| self.english.len() * fold / FOLDS;
        start(fold)..start(fold + 1)
    }
}

const FOLDS: usize = 5;

fn model(data: &Path, arguments: &[String]) -> Result<Vec<u8>> {
    let (settings, _) = settings(arguments)?;
    let (names, clusters) = (asset("names.bin"), asset("clusters.bin"));
    let sets = Sets::read(data)?;
    let examples: Vec<&Example> = sets.german.iter().chain(&sets.english).collect();
    Ok(crf::train(&examples, &Lexicon::new(&names, &clusters), &settings))
}

/// Scores the model as it is shipped on German, and on English models that did not see the fold they are tested on.
fn evaluate(data: &Path, arguments: &[String]) -> Result<()> {
    let (settings, _) = settings(arguments)?;
    let (names, clusters) = (asset("names.bin"), asset("clusters.bin"));
    let lexicon = Lexicon::new(&names, &clusters);
    let tallies = |examples: &[Example], recogniser: &Recogniser<'_>| -> Vec<score::Tally> {
        examples.iter().map(|example| score::tally(example, &found(example, recogniser, 0.5))).collect()
    };
    let shipped = asset("entities.bin");
    let dev = data::germeval(&data.join("ner/germeval2014/germ.dev.iob2"))?;
    score::print("GermEval 2014 dev, the shipped model", &tallies(&dev, &Recogniser::new(&shipped, lexicon.clone())));

    let sets = Sets::read(data)?;
    let mut all = Vec::new();
    for fold in 0..FOLDS {
        let test = sets.fold(fold);
        let english = sets.english.iter().enumerate().filter(|(at, _)| !test.contains(at)).map(|(_, example)| example);
        let examples: Vec<&Example> = sets.german.iter().chain(english).collect();
        let bytes = crf::train(&examples, &lexicon, &settings);
        let found = tallies(&sets.english[test], &Recogniser::new(&bytes, lexicon.clone()));
        score::print(&format!("English fold {}", fold + 1), &found);
        all.extend(found);
    }
    score::print("English, all folds", &all);
    Ok(())
}

/// Prints the English folds as texts with names (offsets in code points), for other recognisers to be scored on.
fn folds(data: &Path) -> Result<()> {
    let sets = Sets::read(data)?;
    for fold in 0..FOLDS {
        for example in &sets.english[sets.fold(fold)] {
            let text = Text::new(example.text.as_str());
            let names: Vec<_> = example
                .names()
                .map(|(span, kind)| (text.to_code_point(span.start).0, text.to_code_point(span.end).0, kind.name()))
                .collect();
            println!("{}", serde_json::json!({ "fold": fold + 1, "text": example.text, "names": names }));
        }
    }
    Ok(())
}

fn attempt(data: &Path, arguments: &[String]) -> Result<()> {
    let (settings, others) = settings(arguments)?;
    let other = |key: &str| others.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let (names, clusters) = (asset("names.bin"), asset(other("clusters").unwrap_or("clusters.bin")));
    let lexicon = Lexicon::new(&names, &clusters);
    let ner = data.join("ner");
    let german = data::germeval(&ner.join("germeval2014/germ.train.iob2"))?;
    let english = data::english(&ner.join("crossner-wikigold-ewtdev.en.bio.tsv"))?;
    let (mut train, mut test): (Vec<&Example>, Vec<&Example>) = (Vec::new(), Vec::new());
    let (fit, held) = german.split_at(german.len() - 2400);
    let (english_fit, english_held) = english.split_at(english.len() * 4 / 5);
    train.extend(fit);
    test.extend(held);
    if other("english") != Some("no") {
        train.extend(english_fit);
    }
    let mobie = data::mobie(&ner.join("mobie/train.conll2003"))?;
    if other("mobie") == Some("yes") {
        train.extend(&mobie);
    }
    let mut old = Vec::new();
    for part in ["lft", "onb", "sbb"] {
        old.extend(data::europeana(&ner.join(format!("europeana-de/enp_DE.{part}.bio")))?);
    }
    if other("europeana") == Some("yes") {
        train.extend(&old);
    }
    println!("torn: {}", test.iter().map(|example| example.torn()).sum::<usize>());
    println!("split: {}", held.iter().filter(|example| example.tagged().len() > 1).count());
    let bytes = match other("load") {
        Some(path) => fs::read(path)?,
        None => crf::train(&train, &lexicon, &settings),
    };
    println!("{} bytes", bytes.len());
    fs::write(other("save").unwrap_or("/tmp/try.bin"), &bytes)?;
    let recogniser = Recogniser::new(&bytes, lexicon);
    if other("errors").is_some() {
        for one in held {
            let (mut found, wanted) = (found(one, &recogniser, 0.4), one.gold.clone());
            found.retain(|(_, kind)| *kind != EntityKind::Misc);
            let show = |span: Span| &one.text[span.range()];
            let names: Vec<_> = one.names().collect();
            let extra: Vec<_> = found.iter().filter(|f| !names.contains(f)).map(|f| (show(f.0), f.1.name())).collect();
            let lost: Vec<_> = names.iter().filter(|f| !found.contains(f)).map(|f| (show(f.0), f.1.name())).collect();
            if !extra.is_empty() || !lost.is_empty() {
                let gold: Vec<_> = wanted.iter().map(|(span, label)| (show(*span), label)).collect();
                eprintln!("ERR extra {extra:?} lost {lost:?} gold {gold:?} TEXT {}", one.text);
            }
        }
    }
    for step in 0..9 {
        let caution = 0.3 + 0.05 * step as f32;
        let german: Vec<_> = held.iter().map(|one| score::tally(one, &found(one, &recogniser, caution))).collect();
        let english: Vec<_> =
            english_held.iter().map(|one| score::tally(one, &found(one, &recogniser, caution))).collect();
        println!("{caution:.2}: de {:.2} en {:.2}", score::overall(&german).f1(), score::overall(&english).f1());
        if step == 3 {
            score::print("german", &german);
        }
    }
    Ok(())
}
