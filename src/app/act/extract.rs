//! Proposals of the embedded recognisers.

use super::onward::reach;
use crate::app::message::Extracted;
use crate::app::{App, Effect, Invocation};
use crate::config::settings;
use crate::extract;

/// Larger documents are read only when the user asks for it, in bytes.
const LARGEST: usize = 1_000_000;

pub(in crate::app) fn anew(app: &mut App, _: &Invocation<'_>) {
    app.ask_recognisers();
    app.read_anew = app.desk.as_ref().map(|desk| desk.handle.clone());
    app.tell("looking for names, quotations and dates");
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
        let asks = self.settings.extract.builtin && is_short;
        if asks {
            self.ask_recognisers();
        }
        asks
    }

    /// Something was decided: what is learnt from it may speak of other places.
    pub(in crate::app) fn tell_recognisers(&mut self) {
        let settings = &self.settings.extract;
        if settings.builtin && settings.learn {
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
            options: options(settings),
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
            let reach = self.desk.as_ref().and_then(reach).map(|reach| format!("; {reach}")).unwrap_or_default();
            self.tell(told + &reach);
        }
        self.arrived(false);
    }

    /// The settings of the recognisers are others now.
    pub(in crate::app) fn recognisers_changed(&mut self) {
        if self.settings.extract.builtin {
            self.ask_recognisers_by_itself();
            return;
        }
        // What is under way comes too late.
        self.question += 1;
        if let Some(desk) = &mut self.desk {
            desk.drop_extracted();
            desk.refresh(&self.schema);
        }
    }
}
