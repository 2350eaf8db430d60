//! What was measured, as a table and as JSON.

use std::time::{Duration, Instant};

/// A figure and what it stands beside.
pub struct Row {
    /// What was measured, with its size.
    pub name: String,
    pub ours: f64,
    /// What both figures count in.
    pub unit: &'static str,
    /// The floor or the peer, by its name.
    pub beside: Option<(&'static str, f64)>,
}

impl Row {
    /// Times, in milliseconds.
    pub fn times(name: String, ours: Duration, beside: Option<(&'static str, Duration)>) -> Row {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        Row { name, ours: ms(ours), unit: "ms", beside: beside.map(|(peer, time)| (peer, ms(time))) }
    }

    fn ratio(&self) -> Option<f64> {
        self.beside.map(|(_, value)| self.ours / value)
    }
}

pub struct Table(pub Vec<Row>);

impl Table {
    pub fn print(&self) {
        println!("{:46} {:>14}  {:>12}  {:>6}  beside", "", "ours", "floor, peer", "ratio");
        for row in &self.0 {
            let (peer, value) = row.beside.map_or(("", String::new()), |(peer, value)| (peer, format!("{value:.3}")));
            let ratio = row.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}"));
            println!("{:46} {:>9.3} {:4}  {value:>12}  {ratio:>6}  {peer}", row.name, row.ours, row.unit);
        }
    }

    pub fn print_json(&self) {
        let rows: Vec<_> = self
            .0
            .iter()
            .map(|row| {
                serde_json::json!({
                    "row": row.name, "ours": row.ours, "unit": row.unit, "beside": row.beside.map(|it| it.0),
                    "peer": row.beside.map(|it| it.1), "ratio": row.ratio(),
                })
            })
            .collect();
        println!("{}", serde_json::Value::from(rows));
    }
}

/// How long something takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// The one in the middle.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The medians of both, measured in turn, so that what else the machine does meets both.
pub fn in_turn<A, B>(
    rounds: usize,
    mut ours: impl FnMut() -> A,
    mut theirs: impl FnMut() -> B,
) -> (Duration, Duration) {
    let both: Vec<_> = (0..rounds).map(|_| (timed(&mut ours), timed(&mut theirs))).collect();
    let (ours, theirs) = both.into_iter().unzip();
    (median(ours), median(theirs))
}
