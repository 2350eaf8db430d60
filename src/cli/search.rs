//! `gloss search`: what stands where in a corpus.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use super::args::Global;
use super::choose::pointed_at;
use super::complain::Usage;
use super::json::print_json_line;
use super::setup::{set_up, tell};
use super::show::paint::{Paint, print};
use super::table::Table;
use super::{Outcome, clean, complain};
use crate::config::theme::Face;
use crate::corpus::concordance::{Extent, Hit, Line, Order, frequencies, sort};
use crate::corpus::seek::Seeker;
use crate::shell::{Boot, sources};
use crate::store::Handle;
use crate::store::dirs::Environment;
use crate::store::library::{self, scan};
use crate::store::search::{Found, Search};

/// Cells that a hit and what follows have beyond those of the context, so that places line up behind most hits.
const HIT: u16 = 16;

/// Documents between two signs of life.
const PACE: usize = 2048;

/// Look for something in many articles.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What is looked for: words, "a phrase", /an expression/, label:PER="Putin", with and, or, not and parentheses
    #[arg(value_name = "QUERY")]
    query: String,
    /// Files, folders, corpora (.jsonl, .csv, .tsv), or - for standard input
    #[arg(value_name = "PATH", required_unless_present = "list", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Context on either side, in cells; with --json in characters
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u16).range(0..=10_000))]
    context: u16,
    /// The order: of the documents, or by the words to the left, to the right, or found, whatever their case and accents
    #[arg(long, value_name = "ORDER", default_value = "document", value_parser = order)]
    sort: Order,
    /// Print how many hits each document has
    #[arg(long, conflicts_with_all = ["files", "frequencies", "sort"])]
    count: bool,
    /// Print the documents that match, and nothing of what is in them
    #[arg(long, conflicts_with_all = ["frequencies", "sort"])]
    files: bool,
    /// Print what was found and how often, the most frequent first
    #[arg(long, conflicts_with = "sort")]
    frequencies: bool,
    /// Stop after so many hits; with --count and --files documents
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print JSON, one object a line
    #[arg(long)]
    json: bool,
}

fn order(name: &str) -> Result<Order, String> {
    Order::ALL.into_iter().find(|order| order.name() == name).ok_or_else(|| {
        let names: Vec<&str> = Order::ALL.into_iter().map(Order::name).collect();
        format!("choose one of {}", names.join(", "))
    })
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let boot = set_up(global, &arguments.paths)?;
    tell(&boot.notices);
    let seeker = Seeker::parse(&arguments.query, &boot.schema.queries);
    let seeker = seeker.map_err(|error| Usage(pointed_at(&arguments.query, &error)))?;
    let sources = sources(&boot);
    let found = if arguments.json { usize::MAX } else { 4 * usize::from(arguments.context + HIT) };
    // A cluster of one cell may be several characters.
    let context = usize::from(arguments.context) * if arguments.json { 1 } else { 2 };
    let search = Search { seeker: &seeker, sources: &sources, extent: Extent { context, found } };
    let mut printer = Printer::new(arguments, &seeker, &boot, out);
    let (mut result, mut wrong, mut faults) = (Ok(()), false, Vec::new());
    let progress = io::stderr().is_terminal() && !io::stdout().is_terminal();
    let documents = |on_document: &mut dyn FnMut(usize, Handle) -> bool| {
        let mut number = 0;
        scan(&arguments.paths, &boot.cache, &mut |found| match found {
            library::Found::Document(handle) => {
                number += 1;
                on_document(number - 1, handle)
            }
            library::Found::Fault(fault) => {
                faults.push(fault.to_string());
                true
            }
        });
    };
    search.run(documents, &mut |found| {
        let wanted = match found {
            Found::Document { number, handle, hits } => printer.take(number, &handle, hits),
            Found::Fault(reason) => {
                complain(&reason);
                wrong = true;
                Ok(true)
            }
            Found::Passed(passed) => {
                if progress && passed % PACE == 0 {
                    eprint!("\r{passed} documents\x1b[K");
                }
                printer.flush()
            }
        };
        let goes_on = matches!(wanted, Ok(true));
        result = wanted.map(drop);
        goes_on
    });
    result?;
    if progress {
        eprint!("\r\x1b[K");
    }
    faults.iter().for_each(|fault| complain(fault));
    let any = printer.end()?;
    Ok(Outcome::of(wrong || !faults.is_empty() || !any))
}

/// A hit in a document.
struct Place {
    number: usize,
    label: String,
    hit: Hit,
}

/// Prints what is found as it comes, or when all is there.
struct Printer<'a> {
    arguments: &'a Arguments,
    /// Whether documents are printed and not the places in them.
    documents: bool,
    paint: Option<Paint<'a>>,
    out: &'a mut dyn Write,
    waiting: Vec<Place>,
    printed: usize,
    /// Whether something was printed that nobody has seen yet.
    fresh: bool,
}

impl<'a> Printer<'a> {
    fn new(arguments: &'a Arguments, seeker: &Seeker, boot: &'a Boot, out: &'a mut dyn Write) -> Printer<'a> {
        let coloured = io::stdout().is_terminal() && Environment::of_process().var("NO_COLOR").is_none();
        let paint = coloured.then(|| Paint::new(boot.theme.clone(), &boot.schema));
        let documents = arguments.files || arguments.count || !seeker.has_places();
        Printer { arguments, documents, paint, out, waiting: Vec::new(), printed: 0, fresh: false }
    }

    /// Takes in a document; whether more is wanted.
    fn take(&mut self, number: usize, handle: &Handle, hits: Vec<Hit>) -> io::Result<bool> {
        let label = if self.arguments.json { handle.label() } else { clean(&handle.label()) };
        if self.documents {
            self.document(&label, hits.len())?;
            return Ok(self.has_room());
        }
        let places = hits.into_iter().map(|hit| Place { number, label: label.clone(), hit });
        if self.arguments.frequencies || self.arguments.sort != Order::Document {
            self.waiting.extend(places);
            return Ok(true);
        }
        let room = self.arguments.limit.map_or(usize::MAX, |limit| limit.saturating_sub(self.printed));
        for place in places.take(room) {
            self.place(&place)?;
        }
        Ok(self.has_room())
    }

    fn has_room(&self) -> bool {
        self.arguments.limit.is_none_or(|limit| self.printed < limit)
    }

    /// Shows what was printed so far, where something was.
    fn flush(&mut self) -> io::Result<bool> {
        if std::mem::take(&mut self.fresh) {
            self.out.flush()?;
        }
        Ok(true)
    }

    /// Prints what waited; whether there was anything at all.
    fn end(mut self) -> io::Result<bool> {
        let mut waiting = std::mem::take(&mut self.waiting);
        if self.arguments.frequencies {
            let counts = frequencies(waiting.iter().map(|place| &place.hit));
            self.frequencies(&counts)?;
            return Ok(!counts.is_empty());
        }
        let document = |a: &Place, b: &Place| (a.number, a.hit.span.start).cmp(&(b.number, b.hit.span.start));
        sort(&mut waiting, self.arguments.sort, |place| &place.hit, document);
        for place in waiting.iter().take(self.arguments.limit.unwrap_or(usize::MAX)) {
            self.place(place)?;
        }
        Ok(self.printed > 0)
    }

    fn document(&mut self, label: &str, hits: usize) -> io::Result<()> {
        (self.printed, self.fresh) = (self.printed + 1, true);
        match (self.arguments.json, self.arguments.count) {
            (true, true) => print_json_line(self.out, &json!({ "document": label, "hits": hits })),
            (true, false) => print_json_line(self.out, &json!({ "document": label })),
            (false, true) => writeln!(self.out, "{label}: {hits}"),
            (false, false) => writeln!(self.out, "{label}"),
        }
    }

    fn frequencies(&mut self, counts: &[(String, usize)]) -> io::Result<()> {
        let counts = counts.iter().take(self.arguments.limit.unwrap_or(usize::MAX));
        if self.arguments.json {
            return counts
                .into_iter()
                .try_for_each(|(text, hits)| print_json_line(self.out, &json!({ "text": text, "hits": hits })));
        }
        let mut table = Table::default();
        counts.for_each(|(text, hits)| table.row([hits.to_string(), clean(text)]));
        table.print(self.out, "")
    }

    fn place(&mut self, place: &Place) -> io::Result<()> {
        (self.printed, self.fresh) = (self.printed + 1, true);
        let Place { label, hit, .. } = place;
        if self.arguments.json {
            return print_json_line(self.out, &object(label, hit));
        }
        let context = self.arguments.context;
        let line = Line::of(hit, context, context + HIT);
        let rest = " ".repeat(usize::from(line.left));
        let named = hit.label.as_ref().map_or(String::new(), |label| format!(" {}", clean(label)));
        let at = format!("{label}:{}{named}", hit.start.0);
        let Some(paint) = &self.paint else {
            return writeln!(self.out, "{}{}{}{rest}  {at}", line.before, line.text, line.after);
        };
        write!(self.out, "{}", line.before)?;
        print(self.out, &line.text, paint.face(Face::Match))?;
        write!(self.out, "{}{rest}  ", line.after)?;
        print(self.out, &at, paint.face(Face::PanelDim))?;
        writeln!(self.out)
    }
}

/// A hit as JSON; offsets count code points.
fn object(document: &str, hit: &Hit) -> Value {
    let mut object = Map::new();
    object.insert("document".into(), document.into());
    object.insert("start".into(), hit.start.0.into());
    object.insert("end".into(), hit.end.0.into());
    object.insert("text".into(), hit.text.as_ref().into());
    object.insert("before".into(), hit.before.as_ref().into());
    object.insert("after".into(), hit.after.as_ref().into());
    if let Some(label) = &hit.label {
        object.insert("label".into(), label.as_ref().into());
    }
    Value::Object(object)
}
