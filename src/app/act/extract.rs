//! Proposals of the embedded recognisers, and of external extractors.

use super::onward;
use crate::annot::proposal::{SHORT, reach};
use crate::app::message::{Extracted, Produced, Proposed};
use crate::app::overlay::{Choice, Free, Item, Picker, Purpose};
use crate::app::{App, Effect, Invocation, Overlay};
use crate::config::settings;
use crate::extract;

/// Larger documents are read only when the user asks for it, in bytes.
const LARGEST: usize = 1_000_000;

pub(in crate::app) fn anew(app: &mut App, call: &Invocation<'_>) {
    if !matches!(call.argument, "" | extract::BUILTIN) {
        return app.ask_extractor(call.argument);
    }
    app.read_anew = app.desk.as_ref().map(|desk| desk.handle.clone());
    app.ask_recognisers();
    app.tell("looking for names, quotations and dates");
}

pub(in crate::app) fn choose(app: &mut App, _: &Invocation<'_>) {
    match app.extractors.as_slice() {
        // What is wrong the shell knows best.
        [] => app.ask_extractor(""),
        [only] => app.ask_extractor(&only.name.clone()),
        several => {
            let item = |listed: &crate::app::Listed| Item {
                text: listed.name.clone(),
                detail: listed.about.clone(),
                choice: Choice::Command(format!("extract {}", listed.name)),
            };
            let items = several.iter().map(item).collect();
            app.overlays.push(Overlay::Picker(Picker::new("ask an extractor", Purpose::Open, Free::No, items)));
        }
    }
}

/// How the settings have documents read.
pub fn options(settings: &settings::Extract) -> extract::Options {
    #[expect(clippy::cast_precision_loss, reason = "it is at most 100")]
    let caution = settings.caution as f32 / 100.0;
    let language = Some(settings.language.clone()).filter(|language| !language.is_empty());
    extract::Options { language, caution, stances: settings.stances }
}

impl App {
    /// Has the open document read, where the settings say so and it does not take long. Whether it is read is the
    /// answer.
    pub(in crate::app) fn ask_recognisers_by_itself(&mut self) -> bool {
        let is_short = self.desk.as_ref().is_some_and(|desk| desk.document.text().len() <= LARGEST);
        let settings = &self.settings.extract;
        let asks = (settings.builtin || settings.learn) && is_short;
        if asks {
            self.ask_recognisers();
        } else if settings.builtin && self.desk.is_some() && self.notice.is_none() {
            self.tell("a long article; :extract looks for names and quotations");
        }
        asks
    }

    /// Something was decided: what is learnt from it may speak of other places.
    pub(in crate::app) fn tell_recognisers(&mut self) {
        let settings = &self.settings.extract;
        if settings.learn {
            self.ask_recognisers_by_itself();
        }
    }

    fn ask_recognisers(&mut self) {
        let Some(desk) = &self.desk else { return };
        let settings = &self.settings.extract;
        self.question += 1;
        self.effects.push(Effect::Extract {
            handle: desk.handle.clone(),
            document: desk.document.clone(),
            own: desk.shared_own(),
            options: (settings.builtin || self.read_anew.is_some()).then(|| options(settings)),
            learn: settings.learn,
            question: self.question,
        });
    }

    /// The recognisers have answered.
    pub(in crate::app) fn extracted(&mut self, answer: Extracted) {
        self.answer = Some(answer);
        self.take_answer();
    }

    /// Takes in what the recognisers said, once no list and no edge points at proposals by their places.
    pub(in crate::app) fn take_answer(&mut self) {
        let busy = !self.overlays.is_empty() || self.desk.as_ref().is_some_and(|desk| desk.edge.is_some());
        let Some(answer) = self.answer.take_if(|_| !busy) else { return };
        let Some(desk) = self.desk.as_mut().filter(|desk| desk.handle == answer.handle) else { return };
        if answer.question != self.question {
            return;
        }
        desk.take_extracted(answer.sets, answer.dates, &self.schema);
        if self.read_anew.take_if(|handle| *handle == answer.handle).is_some() {
            let told = match desk.undecided().count() {
                0 => "read; no proposal is open".into(),
                1 => "read; one proposal is open".into(),
                many => format!("read; {many} proposals are open"),
            };
            let reach = self.desk.as_ref().and_then(onward::reach);
            let reach = reach.map(|reach| format!("; {reach}")).unwrap_or_default();
            self.tell(told + &reach);
        }
        self.arrived(false);
    }

    /// The settings of the recognisers are others now.
    pub(in crate::app) fn recognisers_changed(&mut self) {
        let settings = &self.settings.extract;
        if (settings.builtin || settings.learn) && self.ask_recognisers_by_itself() {
            return;
        }
        // What is under way comes too late.
        self.question += 1;
        if let Some(desk) = &mut self.desk {
            desk.drop_extracted();
            desk.refresh(&self.schema);
        }
    }

    /// Has an external extractor read the open document.
    fn ask_extractor(&mut self, name: &str) {
        let Some(desk) = &self.desk else { return };
        let (handle, document) = (desk.handle.clone(), desk.document.clone());
        if self.asking.iter().any(|(asked, about)| asked == name && *about == handle) {
            return self.tell(format!("{name} is still reading"));
        }
        self.asking.push((name.to_owned(), handle.clone()));
        self.effects.push(Effect::Ask { name: name.to_owned(), handle, document });
        self.tell(format!("asking {name} …"));
    }

    /// Takes in what external extractors said, once no list and no edge points at proposals by their places.
    pub(in crate::app) fn take_produced(&mut self) {
        if self.overlays.is_empty() && self.desk.as_ref().is_none_or(|desk| desk.edge.is_none()) {
            std::mem::take(&mut self.produced).into_iter().for_each(|answer| self.take_one(answer));
        }
    }

    fn take_one(&mut self, answer: Produced) {
        let Produced { handle, by, result } = answer;
        self.asking.retain(|asked| *asked != (by.clone(), handle.clone()));
        let Proposed { set, lost, unsaved } = match result {
            Ok(proposed) => proposed,
            Err(reason) => return self.warn(reason),
        };
        let Some(desk) = self.desk.as_mut().filter(|desk| desk.handle == handle) else {
            return self.tell(format!("{by} has read {}", handle.label()));
        };
        let reach = reach(&set, desk.document.text()).filter(|percent| *percent < SHORT);
        desk.take_produced(set, &self.schema);
        let open = desk.undecided().filter(|(_, proposal)| proposal.producers.contains(&by)).count();
        let (plural, verb) = if open == 1 { ("", "reaches") } else { ("s", "reach") };
        let mut told = format!("{by}: {open} proposal{plural}");
        if let Some(percent) = reach {
            told += &format!(" {verb} {percent} % of the article");
        }
        if lost > 0 {
            told += &format!(" · {lost} not found in the text");
        }
        match unsaved {
            Some(reason) => self.warn(format!("{told} · not kept: {reason}")),
            None => self.tell(told),
        }
    }
}
