//! `gloss man`: the man page, made from the command line's types and the tables of keys and settings.

use std::io::Write;

use clap::{Arg, Command, CommandFactory};
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::Outcome;
use super::args::Cli;
use super::keys::{Bound, Lists, about};
use crate::config::schema::Schema;
use crate::config::{Context, Keymap};

pub(super) fn run(out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let man = clap_mangen::Man::new(program.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for section in [commands(&program), keys(), closing()] {
        section.to_writer(&mut page)?;
    }
    // Every section brings the same two lines that say how an apostrophe is written; once is enough.
    let page = String::from_utf8(page)?;
    let (head, body) = page.split_at(page.find(".TH").unwrap_or(0));
    write!(out, "{head}{}", body.replace(head, ""))?;
    Ok(Outcome::Fine)
}

/// Every command with its own arguments.
fn commands(program: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for command in program.get_subcommands() {
        roff.control("SS", [format!("gloss {}", command.get_name()).as_str()]);
        let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
        for (number, paragraph) in about.split("\n\n").enumerate() {
            if number > 0 {
                roff.control("PP", []);
            }
            roff.text([roman(format!("{}.", paragraph.trim_end_matches('.')))]);
        }
        for argument in command.get_arguments().filter(|argument| !argument.is_global_set()) {
            if !matches!(argument.get_id().as_str(), "help" | "version") {
                roff.control("TP", []);
                roff.text(usage(argument));
                roff.text([roman(meaning(argument))]);
            }
        }
    }
    roff
}

fn usage(argument: &Arg) -> Vec<Inline> {
    let value = argument.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
    let takes_value = argument.get_action().takes_values();
    match (argument.get_long(), value) {
        (None, value) => vec![italic(value.unwrap_or_default())],
        (Some(long), Some(value)) if takes_value => vec![bold(format!("--{long}")), roman(" "), italic(value)],
        (Some(long), _) => vec![bold(format!("--{long}"))],
    }
}

fn meaning(argument: &Arg) -> String {
    let mut text = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let values = argument.get_possible_values();
    let values: Vec<&str> = values.iter().map(clap::builder::PossibleValue::get_name).collect();
    if !values.is_empty() && argument.get_action().takes_values() {
        text += &format!(" (one of {})", values.join(", "));
    }
    let default = argument.get_default_values().first().filter(|value| !value.is_empty());
    if let Some(default) = default.filter(|_| argument.get_action().takes_values()) {
        text += &format!("; {} unless given", default.to_string_lossy());
    }
    text
}

/// The default keys with the built-in schema.
fn keys() -> Roff {
    let schema = Schema::news();
    let (keymap, _) = Keymap::default().with_labels(&schema);
    let lists = Lists { keymap: &keymap, schema: &schema };
    let mut roff = Roff::new();
    roff.control("SH", ["KEYS"]);
    roff.text([roman("Written as vim writes them: <C-d> is control and d. ")]);
    for context in Context::ALL {
        roff.control("SS", [context.name()]);
        let mut about = about(context).to_owned();
        about.push('.');
        roff.text([roman(about)]);
        for Bound { keys, help, .. } in lists.bound(context) {
            roff.control("TP", []);
            roff.text([bold(keys.join(" "))]);
            roff.text([roman(help)]);
        }
    }
    roff
}

/// Files, variables and exit codes.
fn closing() -> Roff {
    const FILES: [(&str, &str); 4] = [
        ("ARTICLE.NAME.gloss.toml", "What the annotator NAME said of an article, beside it."),
        ("gloss.toml", "The project file, in the folder of the article or above: labels, tags, stances, guidelines."),
        (
            "~/.config/glossator/config.toml",
            "The settings, keys and external extractors; `gloss config --example` prints one.",
        ),
        ("~/.local/share/glossator", "What one says of the bundled samples."),
    ];
    const ENVIRONMENT: [(&str, &str); 5] = [
        ("GLOSS_ANNOTATOR", "Whose annotations are read and written."),
        ("GLOSS_CONFIG", "The settings file."),
        ("NO_COLOR", "No colours, where it is set and not empty."),
        ("VISUAL, EDITOR", "The program that edits long notes."),
        ("XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME", "The base folders, instead of those in the home folder."),
    ];
    const EXIT: [(&str, &str); 3] = [
        ("0", "Nothing was wrong."),
        ("1", "It ran and found something wrong, such as a file that cannot be read."),
        ("2", "The command line does not say what is wanted."),
    ];
    let mut roff = Roff::new();
    let sections: [(&str, &[(&str, &str)]); 3] =
        [("FILES", &FILES), ("ENVIRONMENT", &ENVIRONMENT), ("EXIT STATUS", &EXIT)];
    for (title, items) in sections {
        roff.control("SH", [title]);
        for (name, meaning) in items {
            roff.control("TP", []);
            roff.text([bold(*name)]);
            roff.text([roman(*meaning)]);
        }
    }
    roff
}
