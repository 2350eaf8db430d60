//! The report as text for people, at most 80 cells wide.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::curve;
use super::report::{Decided, Report};
use crate::annot::score::{Average, Counts, Ratios, Scheme, Scores};
use crate::cli::clean;
use crate::text::cells;

/// The widest a line may be, in cells.
const WIDTH: usize = 80;

/// The longest label that is told in full, in cells.
const LONGEST: usize = 12;

/// How many confusions are told where they are too many for a table.
const MOST: usize = 20;

pub(super) fn print(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = head(report);
    let sections = [
        ("", labels(&report.scores)),
        ("all labels together, by what counts as right", schemes(&report.scores)),
        ("gold labels, and what they were taken for", confusion(&report.scores)),
        ("if only predictions of at least this score counted", thresholds(&report.scores)),
        ("what became of the proposals", report.decided.as_ref().map(decided).unwrap_or_default()),
        ("by document", by_document(report)),
    ];
    for (title, section) in sections.into_iter().filter(|(_, section)| !section.is_empty()) {
        lines.push(String::new());
        lines.extend((!title.is_empty()).then(|| title.to_owned()));
        lines.extend(section);
    }
    lines.iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

/// What was compared, and what was left out.
fn head(report: &Report) -> Vec<String> {
    let (gold, pred, documents) = (&report.gold, &report.pred, &report.documents);
    let how = if report.all { String::new() } else { format!(", marked done by {gold}") };
    let mut lines = vec![
        format!("{pred} against {gold} as gold"),
        format!("{} of {} counted{how}", documents.counted, many(documents.seen(), "document")),
    ];
    let left_out = [
        (documents.not_done, "not done (--all counts them)".to_owned()),
        (documents.without_gold, format!("without a sidecar of {gold}")),
        (documents.without_pred, format!("without a sidecar of {pred}")),
    ];
    let left_out: Vec<String> =
        left_out.iter().filter(|(count, _)| *count > 0).map(|(count, why)| format!("{count} {why}")).collect();
    if !left_out.is_empty() {
        lines.push(format!("left out: {}", left_out.join(", ")));
    }
    if documents.pred_not_done > 0 {
        lines.push(format!("{pred} is not done with {} of those counted", documents.pred_not_done));
    }
    for (orphans, whose) in report.orphans.iter().zip([gold, pred]).filter(|(orphans, _)| **orphans > 0) {
        lines.push(format!("{} of {whose} without a place in the text left out", many(*orphans, "span")));
    }
    lines
}

fn labels(scores: &Scores) -> Vec<String> {
    let mut grid = Grid::default();
    grid.row("label", ["P", "R", "F1"].iter().cycle().take(9).chain(&["gold", "pred"]).map(ToString::to_string));
    let mut row = |name: &str, ratios: Ratios, schemes: [Counts; 2], gold: u64, pred: u64| {
        let numbers = three(ratios).into_iter().chain(schemes.into_iter().flat_map(|it| three(ratios_of(it))));
        grid.row(name, numbers.chain([gold.to_string(), pred.to_string()]));
    };
    let both = |schemes: &crate::annot::score::PerScheme| [Scheme::Partial, Scheme::Type].map(|it| schemes.get(it));
    for (label, of_label) in &scores.labels {
        let tally = of_label.tally;
        row(label, tally.ratios(), both(&of_label.schemes), tally.gold, tally.pred);
    }
    let total = scores.total();
    row(Average::Micro.name(), total.ratios(), both(&scores.overall), total.gold, total.pred);
    for average in [Average::Macro, Average::Weighted] {
        grid.row(average.name(), three(scores.average(average)));
    }
    let width = grid.name_width();
    let mut lines = vec![format!("{:width$}{:>18} {:>17} {:>17}", "", "as sets", "partial", "type")];
    lines.extend(grid.lines(&[6, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7]));
    lines
}

fn schemes(scores: &Scores) -> Vec<String> {
    let mut grid = Grid::default();
    let columns = ["correct", "incorrect", "partial", "missed", "spurious", "P", "R", "F1"];
    grid.row("", columns.map(str::to_owned));
    for scheme in Scheme::ALL {
        let counts = scores.overall.get(scheme);
        let Counts { correct, incorrect, partial, missed, spurious } = counts;
        let numbers = [correct, incorrect, partial, missed, spurious].map(|count| count.to_string());
        grid.row(scheme.name(), numbers.into_iter().chain(three(ratios_of(counts))));
    }
    let mut lines = grid.lines(&[9, 11, 9, 8, 10, 7, 7, 7]);
    lines.extend(Scheme::ALL.iter().map(|scheme| format!("  {:8}{}", scheme.name(), scheme.meaning())));
    let strict = scores.overall.get(Scheme::Strict);
    if scores.is_nested && (strict.incorrect > 0 || strict.correct != scores.total().correct) {
        lines.push("where spans lie inside others (names in quotations), a prediction takes the".into());
        lines.push("first gold span that it overlaps, as in nervaluate; --labels scores them apart".into());
    }
    lines
}

fn ratios_of(counts: Counts) -> Ratios {
    Ratios { precision: counts.precision(), recall: counts.recall(), f1: counts.f1() }
}

fn three(ratios: Ratios) -> Vec<String> {
    vec![number(ratios.precision), number(ratios.recall), number(ratios.f1)]
}

fn number(ratio: Option<f64>) -> String {
    ratio.map_or("-".into(), |ratio| format!("{ratio:.3}"))
}

fn many(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A table of who was taken for whom; a list of the commonest where it would be too wide.
fn confusion(scores: &Scores) -> Vec<String> {
    let cells = &scores.confusion;
    let golds: BTreeSet<&String> = cells.keys().filter_map(|(gold, _)| gold.as_ref()).collect();
    let preds: BTreeSet<&String> = cells.keys().filter_map(|(_, pred)| pred.as_ref()).collect();
    let mut grid = Grid::default();
    let columns = || preds.iter().map(|pred| Some(*pred)).chain([None]);
    let rows = golds.iter().map(|gold| Some(*gold)).chain([None]);
    grid.row("", columns().map(|pred| pred.map_or("missed".into(), |pred| short(pred))));
    for gold in rows {
        let count = |pred: Option<&String>| match (gold, pred) {
            (None, None) => String::new(),
            _ => cells.get(&(gold.cloned(), pred.cloned())).map_or(".".into(), u64::to_string),
        };
        grid.row(gold.map_or("spurious", String::as_str), columns().map(count));
    }
    if scores.labels.is_empty() {
        return Vec::new();
    }
    let lines = grid.fitted();
    match lines.iter().all(|line| line_width(line) <= WIDTH) {
        true => lines,
        false => commonest(scores),
    }
}

fn commonest(scores: &Scores) -> Vec<String> {
    let wrong = scores.confusion.iter().filter(|((gold, pred), _)| gold != pred);
    let mut wrong: Vec<_> = wrong.collect();
    wrong.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let line = |((gold, pred), count): &(&crate::annot::score::Cell, &u64)| {
        let name = |label: &Option<String>, otherwise: &str| label.as_ref().map_or(otherwise.into(), |it| short(it));
        format!("{count:>7}  {} -> {}", name(gold, "(nothing)"), name(pred, "(missed)"))
    };
    let mut lines: Vec<String> = wrong.iter().take(MOST).map(line).collect();
    if wrong.len() > MOST {
        lines.push(format!("         and {} more kinds; --json has all", wrong.len() - MOST));
    }
    lines
}

fn thresholds(scores: &Scores) -> Vec<String> {
    let points = scores.curve.points();
    if points.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["P precision, R recall, F F1 (boundaries and label), * several".to_owned()];
    lines.extend(curve::draw(&points));
    let all = number(points.first().and_then(|point| point.ratios().f1));
    lines.push(match scores.curve.best() {
        Some(best) => {
            let [p, r, f1] = {
                let Ratios { precision, recall, f1 } = best.ratios();
                [precision, recall, f1].map(number)
            };
            format!("best F1 {f1} from {:.2} on (P {p}, R {r}); {all} with all predictions", best.threshold)
        }
        None => "nothing is right at any threshold".into(),
    });
    if scores.curve.unscored > 0 {
        lines.push(format!("{} without a score counted throughout", many(scores.curve.unscored, "prediction")));
    }
    lines
}

fn decided(decided: &Decided) -> Vec<String> {
    let changed = match decided.changed {
        0 => String::new(),
        _ => format!("  (other label {}, other boundaries {})", decided.changed_label, decided.changed_edge),
    };
    let rows = [
        (decided.offered(), "offered", String::new()),
        (decided.accepted, "accepted as they were", String::new()),
        (decided.changed, "accepted with changes", changed),
        (decided.alike, "annotated alike without being asked", String::new()),
        (decided.rejected, "rejected", String::new()),
        (decided.later, "put aside for later", String::new()),
        (decided.open, "open", String::new()),
    ];
    rows.into_iter().map(|(count, what, more)| format!("{count:>7}  {what}{more}")).collect()
}

fn by_document(report: &Report) -> Vec<String> {
    let Some(documents) = &report.by_document else { return Vec::new() };
    let mut lines = vec!["     P      R     F1   gold   pred correct".to_owned()];
    lines.extend(documents.iter().map(|(name, tally)| {
        let [p, r, f1] = {
            let Ratios { precision, recall, f1 } = tally.ratios();
            [precision, recall, f1].map(number)
        };
        format!("{p:>6} {r:>6} {f1:>6} {:>6} {:>6} {:>7}  {}", tally.gold, tally.pred, tally.correct, clean(name))
    }));
    lines
}

/// A label fit for a terminal, cut where it is long.
fn short(label: &str) -> String {
    let label = clean(label);
    if line_width(&label) <= LONGEST {
        return label;
    }
    let mut cut = String::new();
    for c in label.chars() {
        if line_width(&cut) + line_width(c.encode_utf8(&mut [0; 4])) >= LONGEST {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}

fn line_width(line: &str) -> usize {
    usize::from(cells(line))
}

/// Rows of a name and numbers; the numbers stand at the right of their columns.
#[derive(Default)]
struct Grid(Vec<(String, Vec<String>)>);

impl Grid {
    fn row(&mut self, name: &str, numbers: impl IntoIterator<Item = String>) {
        self.0.push((short(name), numbers.into_iter().collect()));
    }

    fn name_width(&self) -> usize {
        self.0.iter().map(|(name, _)| line_width(name)).max().unwrap_or(0)
    }

    /// The rows with columns of these widths; a number that is longer moves what follows.
    fn lines(&self, widths: &[usize]) -> Vec<String> {
        let name_width = self.name_width();
        let line = |(name, numbers): &(String, Vec<String>)| {
            let mut line = name.clone() + &" ".repeat(name_width.saturating_sub(line_width(name)));
            for (number, width) in numbers.iter().zip(widths) {
                line += &" ".repeat(width.saturating_sub(line_width(number)).max(1));
                line += number;
            }
            line
        };
        self.0.iter().map(line).collect()
    }

    /// The rows with columns as wide as they must be.
    fn fitted(&self) -> Vec<String> {
        let columns = self.0.iter().map(|(_, numbers)| numbers.len()).max().unwrap_or(0);
        let width =
            |column: usize| self.0.iter().filter_map(|(_, numbers)| numbers.get(column)).map(|it| line_width(it)).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0) + 2).collect();
        self.lines(&widths)
    }
}
