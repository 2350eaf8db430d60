//! `gloss show`: articles with their annotations, on standard output.

mod html;
mod json;
pub(super) mod paint;
mod summary;
mod text;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::Global;
use super::json::print_json_line;
use super::setup::{Article, are_many, each_article, set_up, tell, terminal_width};
use super::{Outcome, clean, complain};
use crate::app::Desk;
use crate::config::schema::Schema;
use crate::config::theme::Theme;
use crate::shell::Boot;
use crate::store::dirs::Environment;
use paint::Paint;

/// Print articles with their annotations.
#[derive(Debug, Default, Args)]
pub struct Arguments {
    /// Files, folders, corpora (.jsonl, .csv, .tsv), or - for standard input
    #[arg(value_name = "PATH", required_unless_present = "list", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print JSON, one object a line and document; the same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Whether the text is coloured
    #[arg(long, value_enum, default_value_t)]
    color: Color,
    /// Width of the text in cells; otherwise that of the reader, or the terminal's where it is narrower
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(10..=1000))]
    width: Option<u16>,
    /// Write the labels into the text, as [Anna Seghers|PER]; proposals as [Mainz|LOC?]
    #[arg(long)]
    marks: bool,
}

impl Arguments {
    /// These paths, shown in the usual way; the bundled samples where there are none.
    pub(super) fn of(paths: Vec<PathBuf>) -> Arguments {
        Arguments { paths, ..Arguments::default() }
    }

    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

/// How articles are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Wrapped text, followed by tags, stances and notes
    #[default]
    Text,
    /// One JSON object a line and document; offsets count code points
    Json,
    /// A page that stands by itself
    Html,
    /// Exactly the text that offsets count in; on a terminal with pictures of control characters
    Raw,
}

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Color {
    /// Where standard output is a terminal and NO_COLOR is not set
    #[default]
    Auto,
    /// Also in pipes and files
    Always,
    /// Nowhere
    Never,
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let boot = set_up(global, &arguments.paths)?;
    tell(&boot.notices);
    let mut wrong = false;
    let mut printer = Printer::new(arguments, &boot);
    each_article(&boot, &arguments.paths, &mut |article| {
        match article {
            Ok(Article { desk, faults }) => {
                wrong |= !faults.is_empty();
                faults.iter().for_each(|fault| complain(fault));
                printer.print(&desk, out)?;
            }
            Err(reason) => {
                wrong = true;
                complain(&reason);
            }
        }
        Ok(())
    })?;
    printer.end(out)?;
    Ok(Outcome::of(wrong))
}

/// Prints one article after the other.
struct Printer<'a> {
    schema: &'a Schema,
    format: Format,
    look: text::Look<'a>,
    /// Whether each article is headed by its path.
    headed: bool,
    /// Whether it is read by somebody's terminal, which nothing in an article may steer.
    on_terminal: bool,
    printed: usize,
}

impl<'a> Printer<'a> {
    fn new(arguments: &Arguments, boot: &'a Boot) -> Printer<'a> {
        let environment = Environment::of_process();
        let theme = match arguments.color {
            Color::Never => None,
            Color::Auto => {
                let wanted = io::stdout().is_terminal() && environment.var("NO_COLOR").is_none();
                wanted.then(|| boot.theme.clone())
            }
            Color::Always => {
                let background = environment.var("COLORFGBG").and_then(|value| value.to_str());
                Some(Theme::resolve(&boot.settings.settings.theme, false, background).downsample(boot.colours))
            }
        };
        let measure = boot.settings.settings.reader.measure;
        let look = text::Look {
            width: arguments.width.unwrap_or_else(|| terminal_width().map_or(measure, |room| measure.min(room))),
            marks: arguments.marks,
            paint: theme.map(|theme| Paint::new(theme, &boot.schema)),
        };
        let headed = are_many(&arguments.paths);
        let on_terminal = io::stdout().is_terminal();
        Printer { schema: &boot.schema, format: arguments.format(), look, headed, on_terminal, printed: 0 }
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Html if self.printed > 0 => html::end(out),
            Format::Html | Format::Text | Format::Json | Format::Raw => Ok(()),
        }
    }

    fn print(&mut self, desk: &Desk, out: &mut dyn Write) -> io::Result<()> {
        self.printed += 1;
        match self.format {
            Format::Raw if self.on_terminal => {
                desk.document.text().as_str().lines().try_for_each(|line| writeln!(out, "{}", clean(line)))
            }
            Format::Raw => out.write_all(desk.document.text().as_str().as_bytes()),
            Format::Json => print_json_line(out, &json::document(desk)),
            Format::Html => {
                if self.printed == 1 {
                    html::begin(desk.document.title(), self.schema, out)?;
                }
                html::article(desk, self.schema, out)
            }
            Format::Text => {
                if self.printed > 1 {
                    writeln!(out)?;
                }
                if self.headed {
                    writeln!(out, "==> {} <==\n", clean(&desk.handle.label()))?;
                }
                text::article(desk, &self.look, out)?;
                summary::print(desk, self.schema, &self.look, out)
            }
        }
    }
}
