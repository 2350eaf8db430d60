//! `kill -9` under a storm of edits: what the status line called saved is on the disk, and the sidecar is whole.

use std::collections::BTreeSet;
use std::ops::Range;
use std::thread;
use std::time::Duration;

use glossator::annot::sidecar;
use glossator::text::Text;
use rustix::process::Signal;

use super::terminal::{Place, Terminal};

/// Kills in the usual run; `GLOSS_KILLS` asks for more.
const KILLS: usize = 200;

/// Kills of one sidecar, which is opened again after each.
const KILLS_OF_ONE: usize = 25;

/// Most edits between two kills, typed faster than they can be saved.
const STORM: usize = 8;

/// Longest time between the last key and the kill, in microseconds.
const PAUSE: u64 = 40_000;

/// SplitMix64 (Steele, Lea, Flood 2014): the same moments in every run, as far as the machine lets them be.
fn random(state: &mut u64, end: u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % end
}

/// An edit that can be told from all others: a label on a word of its own, or a tag of its own.
fn edit(number: usize) -> String {
    match number % 2 {
        0 => format!("/word{number:03}\rP"),
        _ => format!(":tag word{number:03}\r"),
    }
}

/// The tag that a status line says was put on and is saved with all that came before it.
fn acknowledged(status: &str) -> Option<usize> {
    let saved = status.contains("saved") && !status.contains("unsaved");
    let number = status.split("tag word").nth(1).filter(|_| saved)?.get(..3)?;
    number.parse().ok()
}

/// The numbers of the edits that a whole sidecar holds; none where there is no sidecar yet.
fn on_disk(place: &Place, article: &str) -> BTreeSet<usize> {
    let Some(source) = place.sidecar() else { return BTreeSet::new() };
    let reading = sidecar::read(&source, &Text::from(article)).unwrap_or_else(|error| panic!("{error}: {source}"));
    assert!(reading.faults.is_empty(), "{:?}", reading.faults);
    let text = Text::from(article);
    let labels = reading.set.spans().iter().map(|span| text.slice(span.place.hull()).to_owned());
    let tags = reading.set.tags().iter().map(|tag| tag.tag.clone());
    labels.chain(tags).map(|word| word.strip_prefix("word").unwrap().parse().unwrap()).collect()
}

/// What came of some kills.
#[derive(Clone, Default)]
struct Tally {
    kills: usize,
    /// Those before which the status line had called something saved.
    told: usize,
    /// Edits that were on the disk in the end.
    kept: usize,
}

/// Types a storm of edits; of one of the first it is waited until it is called saved, and what follows is typed faster
/// than it can be.
fn storm(terminal: &mut Terminal, edits: Range<usize>, state: &mut u64) {
    let waited_for = edits.start + [1, 3][usize::try_from(random(state, 2)).unwrap()];
    let last = edits.start + usize::try_from(random(state, STORM as u64)).unwrap();
    for number in edits.start..=last {
        terminal.type_keys(&edit(number));
        if number == waited_for {
            terminal.wait_for_saved(&format!("tag word{number:03}"));
        }
    }
    thread::sleep(Duration::from_micros(random(state, PAUSE)));
}

/// Opens one article again and again, and kills the program each time.
fn kill_again_and_again(kills: usize, state: &mut u64) -> Tally {
    let words: Vec<String> = (0..kills * STORM).map(|number| format!("word{number:03}")).collect();
    let article = format!("Streit um die neue Brücke\n\n{}\n", words.join(" "));
    let place = Place::of(&article);
    let mut tally = Tally { kills, ..Tally::default() };
    let mut certain = BTreeSet::new();
    for kill in 0..kills {
        let edits = kill * STORM..(kill + 1) * STORM;
        let mut terminal = place.open();
        storm(&mut terminal, edits.clone(), state);
        terminal.signal(Signal::KILL);
        terminal.end();

        let last = terminal.statuses().iter().filter_map(|status| acknowledged(status)).max();
        tally.told += usize::from(last.is_some());
        certain.extend(edits.filter(|number| last.is_some_and(|last| *number <= last)));
        let found = on_disk(&place, &article);
        let lost: Vec<_> = certain.difference(&found).collect();
        assert!(lost.is_empty(), "kill {kill} lost {lost:?} of {certain:?}");
        // What is there once is kept from then on, told or not.
        certain = found;
    }
    let litter = place.files().into_iter().filter(|name| name.ends_with(".tmp")).count();
    assert!(litter <= 1, "{:?}", place.files());
    tally.kept = certain.len();
    tally
}

#[test]
fn what_is_called_saved_survives_any_kill() {
    let kills = std::env::var("GLOSS_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let articles = usize::div_ceil(kills, KILLS_OF_ONE);
    // Two at a time: a program that is opened waits for the disk more than it computes.
    let lane = |lane: usize| {
        let of_one = move |article: usize| kill_again_and_again(KILLS_OF_ONE, &mut (article as u64));
        (lane..articles).step_by(2).map(of_one).collect::<Vec<_>>()
    };
    let tallies = thread::scope(|scope| {
        let lanes = [0, 1].map(|number| scope.spawn(move || lane(number)));
        lanes.map(|lane| lane.join().unwrap()).concat()
    });
    let sum = |part: fn(&Tally) -> usize| tallies.iter().map(part).sum::<usize>();
    let (kills, told, kept) = (sum(|tally| tally.kills), sum(|tally| tally.told), sum(|tally| tally.kept));
    assert!(told > kills / 4, "of {kills} kills only {told} came after something was saved");
    println!("{{\"kills\":{kills},\"after_a_save\":{told},\"edits_kept\":{kept}}}");
}
