//! External extractors at work: programs that were allowed to run, read a document a line and answer each with a line
//! of annotations. A worker is one process; [`over`] has several read a corpus; askers serve the reader.

mod asker;
#[cfg(unix)]
mod interruption;
mod processes;
mod stderr;
mod worker;
mod workforce;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::annot::AnnotatorName;
use crate::app::Listed;
use crate::config::{Extractor, nearest};

pub(super) use asker::{Asked, Askers};
pub use worker::Fault;
pub use workforce::{Asking, Unanswered, over};

/// An extractor that may run: one of the user's own settings, or of a project that the user trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    extractor: Extractor,
    folder: PathBuf,
    origin: String,
}

impl Program {
    /// `origin` is the file that configures it, as it is shown, and `folder` where that is. Only what starts the
    /// program knows what is allowed.
    pub(super) fn allowed(extractor: Extractor, folder: &Path, origin: &str) -> Program {
        Program { extractor, folder: folder.to_owned(), origin: origin.to_owned() }
    }

    /// What is configured.
    pub fn extractor(&self) -> &Extractor {
        &self.extractor
    }

    /// What it is called.
    pub fn name(&self) -> &AnnotatorName {
        &self.extractor.name
    }

    /// Where its command is, or the name that the system looks for; relative paths begin at the file that configures it.
    pub fn file(&self) -> PathBuf {
        let program = &self.extractor.program;
        if program.contains('/') { self.folder.join(program) } else { program.into() }
    }

    /// Where it runs.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file that configures it, as it is shown.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// The extractors that are configured.
#[derive(Debug, Clone, Default)]
pub struct Extractors {
    /// Those that may run.
    pub programs: Vec<Arc<Program>>,
    /// Those of a project that the user has not allowed to run programs.
    pub refused: Vec<Extractor>,
}

impl Extractors {
    /// Extractors that may run. `folder` and `origin` as in [`Program`].
    pub(super) fn allowed(extractors: Vec<Extractor>, folder: &Path, origin: &str) -> Extractors {
        let allowed = |extractor| Arc::new(Program::allowed(extractor, folder, origin));
        Extractors { programs: extractors.into_iter().map(allowed).collect(), refused: Vec::new() }
    }

    /// Extractors that may not.
    pub(super) fn refused(extractors: Vec<Extractor>) -> Extractors {
        Extractors { programs: Vec::new(), refused: extractors }
    }

    /// Adds those of a project, in place of others of the same name where they may run.
    pub(super) fn add(&mut self, project: Extractors) {
        self.programs.retain(|own| project.programs.iter().all(|program| program.name() != own.name()));
        self.programs.extend(project.programs);
        self.refused.extend(project.refused);
    }

    /// Leaves out the one that is called as the annotator is; whether there was one is the answer.
    pub(super) fn leave_out(&mut self, annotator: &AnnotatorName) -> bool {
        let before = self.programs.len();
        self.programs.retain(|program| program.name() != annotator);
        self.programs.len() < before
    }

    /// Those that may run, for whoever chooses one.
    pub(super) fn listed(&self) -> Vec<Listed> {
        let listed = |program: &Arc<Program>| {
            let extractor = program.extractor();
            let about = Some(extractor.about.clone()).filter(|about| !about.is_empty());
            Listed { name: extractor.name.to_string(), about: about.unwrap_or_else(|| extractor.command_line()) }
        };
        self.programs.iter().map(listed).collect()
    }

    /// The extractor of this name.
    ///
    /// # Errors
    /// When there is none, or it may not run: what to do.
    pub fn named(&self, name: &str) -> Result<&Arc<Program>, String> {
        if let Some(program) = self.programs.iter().find(|program| program.name().as_str() == name) {
            return Ok(program);
        }
        let refused = self.refused.iter().find(|extractor| extractor.name.as_str() == name);
        let refused = refused.or_else(|| self.refused.first().filter(|_| self.programs.is_empty()));
        if let Some(Extractor { name, .. }) = refused {
            return Err(format!(
                "{name}: the project is not trusted to run programs; `gloss extract --with {name} PATH` on a terminal asks"
            ));
        }
        if self.programs.is_empty() {
            return Err("no extractor is configured; `gloss config --example` shows how, at [extractors.ner]".into());
        }
        let near = nearest(name, self.programs.iter().map(|program| program.name().as_str()));
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
        Err(format!("there is no extractor {name:?}{near}; `gloss config` lists them"))
    }
}
