//! `gloss keys`: every binding and every command, from the tables the reader itself uses.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::args::Global;
use super::json::print_json;
use super::setup::{set_up_here, tell};
use super::table::Table;
use super::{Outcome, clean, markdown, queries};
use crate::app::command::{self, COMMANDS, CommandInfo, Group};
use crate::config::schema::Schema;
use crate::config::{Context, Keymap};

/// List every key and command.
#[derive(Debug, Args)]
pub struct Arguments {
    /// List the commands with their keys, instead of the keys with their commands
    #[arg(long)]
    commands: bool,
    /// List the terms of the query language instead
    #[arg(long, conflicts_with_all = ["commands", "json"])]
    queries: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print Markdown
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if arguments.queries {
        queries::print(arguments.markdown, out)?;
        return Ok(Outcome::Fine);
    }
    let boot = set_up_here(global)?;
    tell(&boot.notices);
    let lists = Lists { keymap: &boot.keymap, schema: &boot.schema };
    match (arguments.commands, arguments.json, arguments.markdown) {
        (false, true, _) => print_json(out, &lists.keys_json())?,
        (true, true, _) => print_json(out, &lists.commands_json())?,
        (false, _, true) => lists.keys_markdown(out)?,
        (true, _, true) => lists.commands_markdown(out)?,
        (false, ..) => lists.keys_text(out)?,
        (true, ..) => lists.commands_text(out)?,
    }
    Ok(Outcome::Fine)
}

/// The bindings that run one command line in one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bound {
    /// In vim's notation.
    pub keys: Vec<String>,
    /// What one would type after `:`.
    pub command: String,
    /// What it does.
    pub help: String,
}

/// What is listed.
pub(super) struct Lists<'a> {
    pub keymap: &'a Keymap,
    pub schema: &'a Schema,
}

impl Lists<'_> {
    /// The bindings of a context in the order of the keymap, those of one command line together; in the stance panel
    /// the keys of the schema's values too.
    pub fn bound(&self, context: Context) -> Vec<Bound> {
        let mut list: Vec<Bound> = Vec::new();
        for (keys, command) in self.keymap.bindings(context) {
            match list.iter_mut().find(|bound| bound.command == command) {
                Some(bound) => bound.keys.push(keys),
                None => list.push(Bound { keys: vec![keys], command: command.to_owned(), help: self.help(command) }),
            }
        }
        if context == Context::Stance {
            list.extend(self.schema.stance.values.iter().filter_map(|value| {
                let help = format!("the value {}: {}", value.name, value.description);
                Some(Bound { keys: vec![value.key?.to_string()], command: String::new(), help })
            }));
        }
        list
    }

    /// What a command line does: what the schema says of its label, else what the command table says.
    fn help(&self, line: &str) -> String {
        let (name, argument) = line.split_once(' ').unwrap_or((line, ""));
        let label = self.schema.label(argument.trim()).filter(|_| name == "label");
        match (label, command::find(name)) {
            (Some((_, label)), _) if !label.description.is_empty() => label.description.clone(),
            (_, Some(command)) => command.help.to_owned(),
            (_, None) => String::new(),
        }
    }

    fn keys_of(&self, command: &CommandInfo) -> Vec<String> {
        self.keymap.keys_for(command.name)
    }

    fn keys_text(&self, out: &mut dyn Write) -> io::Result<()> {
        for (number, context) in Context::ALL.into_iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{}: {}", context.name(), about(context))?;
            let mut table = Table::default();
            for Bound { keys, command, help } in self.bound(context) {
                table.row([clean(&keys.join(" ")), clean(&command), clean(&help)]);
            }
            table.print(out, "  ")?;
        }
        Ok(())
    }

    fn commands_text(&self, out: &mut dyn Write) -> io::Result<()> {
        for (number, group) in Group::ALL.into_iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{}", group.title())?;
            let mut table = Table::default();
            for command in commands_of(group) {
                table.row([usage(command), clean(&self.keys_of(command).join(" ")), command.help.to_owned()]);
            }
            table.print(out, "  ")?;
        }
        Ok(())
    }

    fn keys_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# Keys\n")?;
        writeln!(out, "Keys are written as vim writes them: `<C-d>` is control and d, `<S-Tab>` shift and tab.")?;
        writeln!(out, "On the right stands what one would type after `:`.")?;
        for context in Context::ALL {
            writeln!(out, "\n## {}\n\n{}.\n", markdown::capital(context.name()), markdown::capital(about(context)))?;
            let mut table = markdown::Table::new(["keys", "does", "command"]);
            for Bound { keys, command, help } in self.bound(context) {
                let keys: Vec<String> = keys.iter().map(|keys| markdown::code(keys)).collect();
                table.row([keys.join(" "), markdown::prose(&help), markdown::code(&command)]);
            }
            table.print(out)?;
        }
        Ok(())
    }

    fn commands_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# Commands\n")?;
        writeln!(out, "Every one can be typed after `:` and bound to keys. What stands in brackets may be left out.")?;
        for group in Group::ALL {
            writeln!(out, "\n## {}\n", markdown::capital(group.title()))?;
            let mut table = markdown::Table::new(["command", "does", "keys"]);
            for command in commands_of(group) {
                let keys: Vec<String> = self.keys_of(command).iter().map(|keys| markdown::code(keys)).collect();
                table.row([markdown::code(&usage(command)), markdown::prose(command.help), keys.join(" ")]);
            }
            table.print(out)?;
        }
        Ok(())
    }

    fn keys_json(&self) -> Value {
        let contexts = Context::ALL.map(|context| {
            let bindings: Vec<Value> = self
                .bound(context)
                .into_iter()
                .map(|Bound { keys, command, help }| json!({ "keys": keys, "command": command, "help": help }))
                .collect();
            json!({ "context": context.name(), "about": about(context), "bindings": bindings })
        });
        json!({ "contexts": contexts })
    }

    fn commands_json(&self) -> Value {
        let commands: Vec<Value> = COMMANDS
            .iter()
            .map(|command| {
                json!({
                    "name": command.name,
                    "aliases": command.aliases,
                    "argument": command.argument,
                    "group": command.group.title(),
                    "help": command.help,
                    "repeats": command.repeats,
                    "keys": self.keys_of(command),
                })
            })
            .collect();
        json!({ "commands": commands })
    }
}

fn commands_of(group: Group) -> impl Iterator<Item = &'static CommandInfo> {
    COMMANDS.iter().filter(move |command| command.group == group)
}

/// A command as one types it, with its other names.
fn usage(command: &CommandInfo) -> String {
    let names = std::iter::once(&command.name).chain(command.aliases).copied().collect::<Vec<_>>().join(", ");
    match command.argument {
        Some(argument) => format!("{names} {argument}"),
        None => names,
    }
}

/// When a context reads the keys.
pub(super) fn about(context: Context) -> &'static str {
    match context {
        Context::Normal => "reading",
        Context::Select => "while text is being selected; every other key as in normal",
        Context::Edge => "while the edge of a span is being moved; motions as in normal",
        Context::List => "in a list to choose from; other characters narrow it down",
        Context::Line => "while a search or a command is typed",
        Context::Stance => "in the stance panel",
        Context::Editor => "in the editor for notes",
        Context::Pager => "in help, guidelines and other long texts",
        Context::Confirm => "in a preview that asks yes or no",
        Context::Documents => "in the list of documents",
        Context::Concordance => "in the hits of a search through the corpus",
    }
}
