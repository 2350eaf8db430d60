//! The command line as clap reads it. Help, completions and the man page are made from these types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};

use super::{
    check, completions, config, doctor, export, extract, import, keys, merge, play, sample, score, search, show, stats,
};
use crate::annot::AnnotatorName;
use crate::config::settings::Override;

/// Read, annotate and tag articles in the terminal
///
/// Without a command, gloss opens the articles at PATH in the reader; without a PATH, the bundled samples, of which
/// the first is a tour. Every decision is saved at once, in a sidecar file beside the article. Where standard output
/// is no terminal, `gloss PATH` prints the articles as `gloss show PATH` does.
#[derive(Debug, Parser)]
#[command(
    name = "gloss",
    version,
    max_term_width = 100,
    after_help = "A file that is called like a command is opened as ./NAME.",
    after_long_help = "A file that is called like a command is opened as ./NAME.\n\n\
        Exit codes: 0 fine; 1 something was found wrong, such as a file that cannot be read; 2 wrong usage."
)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// Files, folders, corpora (.jsonl, .csv, .tsv), or - for standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The command; the reader without one.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Global {
    /// Whose annotations are read and written; a name of a-z, 0-9, _ and -
    #[arg(long, global = true, value_name = "NAME", value_parser = annotator)]
    pub annotator: Option<AnnotatorName>,
    /// The settings file, instead of config.toml in the folder of settings
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Documents that a list names, one a line, in its order, such as gloss sample prints; - is standard input
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub list: Option<PathBuf>,
    /// Change a setting for once, such as reader.measure=60; may be given several times
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = setting)]
    pub set: Vec<Override>,
}

pub(super) fn annotator(name: &str) -> Result<AnnotatorName, String> {
    AnnotatorName::parse(name).map_err(|error| error.to_string())
}

fn setting(argument: &str) -> Result<Override, String> {
    Override::from_set(argument).ok_or_else(|| "write key=value, such as reader.measure=60".to_owned())
}

impl Command {
    /// The documents that the command is about, where it takes any.
    pub fn paths(&mut self) -> Option<&mut Vec<PathBuf>> {
        match self {
            Command::Show(arguments) => Some(&mut arguments.paths),
            Command::Play(arguments) => Some(&mut arguments.paths),
            Command::Extract(arguments) => Some(&mut arguments.paths),
            Command::Export(arguments) => Some(&mut arguments.paths),
            Command::Score(arguments) => Some(&mut arguments.paths),
            Command::Stats(arguments) => Some(&mut arguments.paths),
            Command::Sample(arguments) => Some(&mut arguments.paths),
            Command::Search(arguments) => Some(&mut arguments.paths),
            Command::Check(arguments) => Some(&mut arguments.paths),
            _ => None,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print articles with their annotations
    Show(show::Arguments),
    /// Run the reader on a string of keys, without a terminal, and print the last screen
    ///
    /// This is the real application: what the keys decide is saved as usual.
    Play(play::Arguments),
    /// Read entities, quotations, dates and stances out of articles
    ///
    /// Writes a sidecar of kind model beside each article (one file for a corpus of records), whose proposals the
    /// reader offers; or prints one JSON object a line and document with --jsonl. `gloss extract -` is a filter: one
    /// object with "id" and "text" a line in, one out, in order. With --with NAME an external extractor reads instead,
    /// a program that [extractors.NAME] of the settings or of a trusted project configures.
    Extract(extract::Arguments),
    /// Take in other tools' annotations
    ///
    /// Reads the formats of spaCy, Prodigy, doccano, Hugging Face and others (`gloss import --help` lists them), told by
    /// the looks of a file where --from does not name one. With --into it makes articles of the texts the files bring;
    /// with --onto it lays the annotations over articles that are there. What offsets count in is found by the texts
    /// they cover. A sidecar that has decisions is added to, never written over.
    Import(import::Arguments),
    /// Write annotations in other tools' formats
    ///
    /// Prints them, or writes them to --output: a file, or a folder for formats of several files. What a format cannot
    /// say is counted and told.
    Export(export::Arguments),
    /// Say what annotations are worth: precision, recall and F1 against a gold annotator
    ///
    /// Holds the spans of --pred, a program or a person, against those of --gold in the documents that the gold
    /// annotator has marked done, by label and overall. Right is, first, what has the same boundaries and label (the
    /// numbers of CoNLL and seqeval: micro, macro, weighted); then by the four schemes of SemEval-2013 task 9.1
    /// (nervaluate): strict, exact (boundaries alone), partial (an overlap counts half), type (an overlap with the
    /// right label). A discontinuous span has the boundaries of its parts and overlaps with its hull. Spans that only
    /// serve others (CUE, EVIDENCE, SPEAKER) are left out on both sides unless --labels names them. What is not
    /// defined, such as the recall of a label without gold spans, is printed as -. A program's output over a corpus of
    /// records is read from CORPUS.gloss/NAME.jsonl.
    Score(score::Arguments),
    /// Count what was done and said in a corpus
    ///
    /// Progress by annotator and day, articles per hour, time per document, labels, tags, stances by target and value,
    /// entities by frequency; with --by, a table by tag, month, year or outlet. What is counted is what people said,
    /// each annotator's set by itself; --said-by counts one annotator, a person or a program. What is known of files is
    /// kept in the cache folder, so that only files that changed are read again. Days are those of UTC.
    Stats(stats::Arguments),
    /// Draw documents of a corpus at random
    ///
    /// Prints the documents that were drawn, one a line, for --list. The same seed draws the same documents everywhere: the
    /// order is that of the SHA-256 of the seed, a zero byte and the document's name, which is its path below PATH (with
    /// the record's id behind it). With --where, from those that the query means.
    Sample(sample::Arguments),
    /// Look for words, expressions or labels in many articles
    ///
    /// Prints each place in its context, aligned on what was found, with the document and the code point it begins at.
    /// Documents come in their order, and as soon as they are read. The exit code is 0 when something was found, and 1
    /// when nothing was, or a file could not be read.
    Search(search::Arguments),
    /// Hold sidecars against their texts and the schema
    ///
    /// For each sidecar: whether it can be read, whether its article is still the text it was made on, how many of
    /// its places stand where they were, moved, are doubtful or have none any more, and what the schema does not have.
    /// Sidecars whose article was moved or renamed are found by the digest of its text. The exit code is 1 when
    /// anything is wrong.
    Check(check::Arguments),
    /// Make one of two versions of a sidecar, as a merge driver of git
    ///
    /// Takes the files that git gives a driver, `gloss merge %O %A %B %P`, and writes the merged sidecar over the second.
    /// What only one side changed is taken from it; what both changed otherwise is kept in both versions and listed as a
    /// conflict, which the reader settles (`<Space>w`). No annotation is dropped. The exit code is 1 where something is
    /// left to be settled, so that git stops there. To set it up, `*.gloss.toml merge=gloss` in .gitattributes, and
    /// `git config merge.gloss.driver 'gloss merge %O %A %B %P'`.
    Merge(merge::Arguments),
    /// List every setting with its value and where it comes from, and the external extractors
    Config(config::Arguments),
    /// List every key and command
    Keys(keys::Arguments),
    /// Look whether everything gloss needs is in order
    Doctor(doctor::Arguments),
    /// Print the completions for a shell
    Completions(completions::Arguments),
    /// Print the man page
    Man,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_of_all_commands_stand_anywhere() {
        for line in
            ["gloss --annotator anna show a.txt", "gloss show --annotator anna a.txt", "gloss a.txt --annotator anna"]
        {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(cli.global.annotator.unwrap().as_str(), "anna");
        }
        assert!(Cli::try_parse_from(["gloss", "--annotator", "Anna B"]).is_err());
        assert!(Cli::try_parse_from(["gloss", "--set", "measure"]).is_err());
        for line in ["gloss ./show", "gloss a.txt show"] {
            assert!(Cli::try_parse_from(line.split(' ')).unwrap().command.is_none());
        }
    }
}
