//! `train`: builds the recogniser's assets from the data folder, and measures them.

#![allow(clippy::indexing_slicing)]

mod crf;
mod data;
mod lists;
mod pack;
mod random;
mod score;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use glossator::extract::entities::lattice::best;
use glossator::extract::entities::lexicon::Lexicon;
use glossator::extract::entities::model::Model;
use glossator::extract::entities::reading::Forms;
use glossator::extract::entities::tag;
use glossator::extract::mention::EntityKind;
use glossator::extract::token::Tokens;
use glossator::text::Span;

use crf::Settings;
use data::Example;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, data, rest @ ..] = arguments.as_slice() else {
        bail!("usage: train lists|clusters|model|evaluate|try DATA [KEY=VALUE…]");
    };
    let data = Path::new(data);
    match command.as_str() {
        "lists" => write("names.bin", &lists::build(data)?),
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
            "dropout" => settings.dropout = value.parse()?,
            "least" => settings.least = value.parse()?,
            "budget" => settings.budget = value.parse()?,
            "outside" => settings.outside = value.parse()?,
            "seed" => settings.seed = value.parse()?,
            _ => others.push((key.to_string(), value.to_string())),
        }
    }
    Ok((settings, others))
}

/// What the model alone finds in an example.
fn found(example: &Example, model: &Model<'_>, lexicon: &Lexicon<'_>, outside: f32) -> Vec<(Span, EntityKind)> {
    let tokens = Tokens::of(&example.document());
    let mut forms = Forms::default();
    let mut names: Vec<(Span, EntityKind)> = Vec::new();
    for range in tokens.sentences() {
        let spans = tokens.slice(range.clone());
        let sentence = forms.sentence(
            spans.iter().map(|token| example.text.get(token.span.range()).unwrap_or_default()),
            example.language,
            lexicon,
        );
        let emissions = forms.emissions(&sentence, model);
        let tags = best(&model.transitions, &forms.classes(&sentence), &emissions, outside);
        for (token, tag) in spans.iter().zip(tags) {
            if let Some(kind) = tag::begins(tag) {
                names.push((token.span, kind));
            } else if let Some((span, kind)) = names.last_mut() {
                if tag == tag::inside(*kind) {
                    span.end = token.span.end;
                }
            }
        }
    }
    names
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
    let bytes = crf::train(&train, &lexicon, &settings);
    println!("{} bytes", bytes.len());
    fs::write("/tmp/try.bin", &bytes)?;
    let model = Model::new(&bytes);
    for outside in [0.0, -0.5, -1.0, -1.5, -2.0] {
        let german: Vec<_> = held.iter().map(|one| score::tally(one, &found(one, &model, &lexicon, outside))).collect();
        let english: Vec<_> =
            english_held.iter().map(|one| score::tally(one, &found(one, &model, &lexicon, outside))).collect();
        println!("outside {outside}: de {:.2} en {:.2}", score::overall(&german).f1(), score::overall(&english).f1());
        if outside == -1.0 {
            score::print("german", &german);
        }
    }
    Ok(())
}
