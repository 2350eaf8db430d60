//! On to the next article with something to decide.

use crate::annot::Status;
use crate::app::{App, Desk};
use crate::config::keymap::Context;

/// Articles that are opened for one key press at the most.
const MOST: usize = 20;

/// The way to the next article with something to decide. Any key ends it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hunt {
    /// Articles opened on the way.
    looked: usize,
}

impl App {
    /// Opens one article after the other until one has something to decide.
    pub(in crate::app) fn go_on(&mut self) {
        self.hunt = Some(Hunt::default());
        self.look_further();
    }

    fn look_further(&mut self) {
        let Some(hunt) = &mut self.hunt else { return };
        let looked = hunt.looked;
        match self.library.step(1).filter(|_| looked < MOST) {
            Some(index) => {
                hunt.looked += 1;
                // What was told of an article that is passed does not count for the next, unless it cannot be read.
                self.notice = self.notice.take().filter(|notice| notice.error);
                self.open(index);
            }
            None => {
                self.hunt = None;
                let said = self.no_more(looked);
                self.tell(said);
            }
        }
    }

    /// Why the way ends after so many articles.
    fn no_more(&self, looked: usize) -> String {
        let shown = if self.memory.filter.is_empty() { "" } else { " that the filter shows" };
        let later = self.desk.as_ref().map_or(0, Desk::put_aside);
        match (looked, self.library.complete) {
            (MOST, _) => {
                format!("nothing{shown} in the {MOST} articles up to here; {} looks further", self.onward_key())
            }
            (_, false) => format!("nothing left to decide{shown} in what was found so far"),
            (0, true) if later > 0 => format!("nothing left to decide but {later} put aside; <Space>a lists them"),
            (_, true) => format!("nothing left to decide{shown} up to the end"),
        }
    }

    /// An article was opened, or its recognisers have answered; they are still to answer where they were `asked`.
    pub(in crate::app) fn arrived(&mut self, asked: bool) {
        let Some(hunt) = self.hunt else { return };
        // Who says done has seen what is open; who filters wants to see it all the same.
        let finished = |status| matches!(status, Status::Done | Status::Skipped) && self.memory.filter.is_empty();
        let passes = |desk: &Desk| desk.read_only().is_some() || finished(desk.own().review.status);
        if self.desk.as_ref().is_none_or(passes) {
            return self.look_further();
        }
        if asked {
            return;
        }
        let Some(desk) = self.desk.as_mut().filter(|desk| desk.has_open()) else { return self.look_further() };
        self.hunt = None;
        let open = desk.undecided().count();
        let said = self.notice.take();
        self.go_to_first_undecided();
        self.notice = said;
        if self.notice.is_none() {
            let passed = match hunt.looked {
                0 | 1 => String::new(),
                2 => ", 1 article passed".into(),
                many => format!(", {} articles passed", many - 1),
            };
            self.tell(format!("{open} to decide{passed}"));
        }
    }

    /// After the last decision here: says so, and how to go on.
    pub(super) fn tell_end(&mut self) {
        let Some(desk) = &self.desk else { return };
        let mut end = match (self.memory.filter.is_empty(), desk.put_aside()) {
            (false, _) => "no more is shown".to_owned(),
            (true, 0) => "all decided".into(),
            (true, aside) => format!("all but {aside} put aside"),
        };
        if self.library.step(1).is_some() {
            end += &format!("; {} goes on", self.onward_key());
        }
        // First what matters more, because a narrow screen shows only the beginning.
        let said = self.notice.take().map(|notice| format!(" · {}", notice.text)).unwrap_or_default();
        self.tell(end + &said);
    }

    fn onward_key(&self) -> String {
        self.keymap
            .keys_in(Context::Normal, "next-undecided")
            .into_iter()
            .next()
            .unwrap_or_else(|| "next-undecided".into())
    }

    /// Says where a program stopped long before the end of the article.
    pub(in crate::app) fn tell_reach(&mut self) {
        if let (Some(said), None) = (self.desk.as_ref().and_then(reach), &self.notice) {
            self.tell(said);
        }
    }
}

/// `gliner reaches 46 % of the article`, where a program stopped long before its end.
pub(super) fn reach(desk: &Desk) -> Option<String> {
    let reaches: Vec<String> =
        desk.reaches().iter().map(|(name, percent)| format!("{name} reaches {percent} %")).collect();
    (!reaches.is_empty()).then(|| format!("{} of the article", reaches.join(", ")))
}
