//! The dashboard: opened, turned, scrolled.

use crate::app::overlay::Dashboard;
use crate::app::{App, Invocation, Overlay};
use crate::corpus::stats::{By, Of};

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn open(app: &mut App, _: &Call<'_>) {
    app.overlays.retain(|overlay| !matches!(overlay, Overlay::Dashboard(_)));
    app.overlays.push(Overlay::Dashboard(Box::default()));
    // What was done a moment ago counts, too.
    app.list_anew();
}

pub(in crate::app) fn next(app: &mut App, _: &Call<'_>) {
    app.with_dashboard(|dashboard| dashboard.turn(1));
}

pub(in crate::app) fn prev(app: &mut App, _: &Call<'_>) {
    app.with_dashboard(|dashboard| dashboard.turn(-1));
}

pub(in crate::app) fn of(app: &mut App, _: &Call<'_>) {
    app.with_dashboard(|dashboard| dashboard.table.0 = after(&Of::ALL, dashboard.table.0));
    app.count();
}

pub(in crate::app) fn by(app: &mut App, _: &Call<'_>) {
    app.with_dashboard(|dashboard| dashboard.table.1 = after(&By::ALL, dashboard.table.1));
    app.count();
}

/// The one behind this one, around the end.
fn after<T: Copy + PartialEq>(all: &[T], this: T) -> T {
    let at = all.iter().position(|one| *one == this).map_or(0, |at| (at + 1) % all.len().max(1));
    all.get(at).copied().unwrap_or(this)
}

impl App {
    fn with_dashboard(&mut self, change: impl FnOnce(&mut Dashboard)) {
        if let Some(Overlay::Dashboard(dashboard)) = self.overlays.last_mut() {
            change(dashboard);
        }
    }

    /// Counts the documents that are listed, where the dashboard is open.
    pub(in crate::app) fn count(&mut self) {
        let (library, roster) = (&self.library, &self.roster);
        let listed = (0..library.shown()).filter_map(|row| roster.summary(library.shown_at(row)?));
        for overlay in &mut self.overlays {
            if let Overlay::Dashboard(dashboard) = overlay {
                dashboard.count(listed.clone());
            }
        }
    }
}
