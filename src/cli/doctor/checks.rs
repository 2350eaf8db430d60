//! What the doctor looks at.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::{Check, State};
use crate::cli::args::Global;
use crate::cli::config::annotator_from;
use crate::cli::setup::{set_up, set_up_here};
use crate::config::colour::ColorDepth;
use crate::shell::Boot;
use crate::shell::extractors::Program;
use crate::store::dirs::{Dirs, Environment};
use crate::store::path_label;
use crate::term::Tty;

/// Every check, in the order of the report.
///
/// # Errors
/// When the command line itself is wrong.
pub(super) fn all(global: &Global) -> anyhow::Result<Vec<Check>> {
    let environment = &Environment::of_process();
    let dirs = Dirs::of(environment);
    // Without a project, so that one that cannot be used is a finding and not the end.
    let boot = set_up(global, &[])?;
    let mut checks = vec![
        Check::ok("version", format!("gloss {}", env!("CARGO_PKG_VERSION"))),
        Check::ok("system", format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH)),
        terminal(environment),
        colours(&boot, environment),
        locale(environment),
        settings(&boot),
        Check::ok("annotator", format!("{} ({})", boot.annotator, annotator_from(&boot))),
        project(global, &boot),
        folder("data", dirs.data(), State::Problem, "XDG_DATA_HOME"),
        folder("state", dirs.state(), State::Problem, "XDG_STATE_HOME"),
        folder("cache", dirs.cache(), State::Warn, "XDG_CACHE_HOME"),
        editor(&boot, environment),
        clipboard(environment),
    ];
    // Those of a project that cannot be used are not there; that check says why.
    checks.extend(extractors(&set_up_here(global).unwrap_or(boot), environment));
    Ok(checks)
}

fn var(environment: &Environment, name: &str) -> Option<String> {
    environment.var(name).map(|value| value.to_string_lossy().into_owned())
}

fn terminal(environment: &Environment) -> Check {
    let term = var(environment, "TERM").unwrap_or_default();
    let Ok(tty) = Tty::open() else {
        return Check::warn(
            "terminal",
            "none",
            "the reader needs a terminal; `gloss show` and `gloss play` work without one",
        );
    };
    let (width, height) = tty.size();
    let out = if io::stdout().is_terminal() { "" } else { "; standard output goes elsewhere" };
    let found = format!("TERM={term}, {width}×{height} cells{out}");
    match term.as_str() {
        "" | "dumb" => Check::warn("terminal", found, "set TERM to what your terminal is, such as xterm-256color"),
        _ if width < 20 || height < 5 => Check::warn("terminal", found, "make the window larger; 80×24 is a good size"),
        _ => Check::ok("terminal", found),
    }
}

fn colours(boot: &Boot, environment: &Environment) -> Check {
    let depth = match boot.colours {
        ColorDepth::True => "24-bit",
        ColorDepth::Xterm256 => "256",
        ColorDepth::Ansi16 => "16",
    };
    let no_color = environment.var("NO_COLOR").map_or("", |_| ", NO_COLOR is set");
    let colorterm = var(environment, "COLORTERM").map(|value| format!(", COLORTERM={value}")).unwrap_or_default();
    Check::ok("colours", format!("{depth} colours, theme {}{colorterm}{no_color}", boot.theme.name()))
}

fn locale(environment: &Environment) -> Check {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| Some((name, var(environment, name)?)));
    let Some((name, value)) = set else {
        return Check::warn(
            "locale",
            "not set",
            "where letters look wrong, set LANG to a UTF-8 locale such as C.UTF-8",
        );
    };
    let found = format!("{name}={value}");
    match value.to_ascii_lowercase().replace('-', "").contains("utf8") {
        true => Check::ok("locale", found),
        false => Check::warn("locale", found, format!("set {name} to a UTF-8 locale such as C.UTF-8")),
    }
}

fn settings(boot: &Boot) -> Check {
    let path = path_label(&boot.config_file);
    match boot.notices.is_empty() {
        true if boot.config_file.exists() => Check::ok("settings", path.to_string()),
        true => Check::ok("settings", format!("{path} is not there; the defaults hold")),
        false => {
            let found = format!("{path}\n{}", boot.notices.join("\n"));
            Check::warn("settings", found, "correct these; the defaults stand in for them")
        }
    }
}

/// The project one stands in; `plain` is what was set up without it.
fn project(global: &Global, plain: &Boot) -> Check {
    let here = match set_up_here(global) {
        Ok(here) => here,
        Err(error) => {
            return Check::problem("project", format!("{error:#}"), "correct the project file; nothing opens before");
        }
    };
    let Some(file) = &here.project_file else {
        return Check::ok("project", "no gloss.toml here or above; the built-in news schema holds");
    };
    let faults: Vec<&str> =
        here.notices.iter().filter(|notice| !plain.notices.contains(notice)).map(String::as_str).collect();
    match faults.is_empty() {
        true => Check::ok("project", path_label(file)),
        false => {
            let found = format!("{}\n{}", path_label(file), faults.join("\n"));
            Check::warn("project", found, "correct these; what is wrong is left out")
        }
    }
}

fn folder(name: &'static str, path: &Path, otherwise: State, variable: &str) -> Check {
    let there = path.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let found = match there == path {
        true => path_label(path),
        false => format!("{} (made when it is needed)", path_label(path)),
    };
    if there.is_dir() && access(there, Access::WRITE_OK | Access::EXEC_OK).is_ok() {
        return Check::ok(name, found);
    }
    let found = format!("{}: {} cannot be written to", path_label(path), path_label(there));
    let advice = format!("make it writable for you, or set {variable} to a folder that is");
    Check { name, state: otherwise, found, advice }
}

fn editor(boot: &Boot, environment: &Environment) -> Check {
    let setting = boot.settings.settings.editor.clone();
    let variables = ["VISUAL", "EDITOR"].map(|name| (name, var(environment, name).unwrap_or_default()));
    let (origin, command) = std::iter::once(("editor", setting))
        .chain(variables)
        .find(|(_, command)| !command.trim().is_empty())
        .unwrap_or(("EDITOR", "vi".to_owned()));
    let program = command.split_whitespace().next().unwrap_or_default();
    match on_path(program, environment) {
        Some(path) => Check::ok("editor", format!("{command}: {}", path_label(&path))),
        None => {
            let advice = format!("install it, or set {origin} to another; short notes need none");
            Check::warn("editor", format!("{command}: there is no program {program}"), advice)
        }
    }
}

fn on_path(program: &str, environment: &Environment) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| is_program(path));
    }
    in_folders(program, environment.var("PATH")?)
}

fn is_program(path: &Path) -> bool {
    path.is_file() && access(path, Access::EXEC_OK).is_ok()
}

fn in_folders(program: &str, folders: &OsStr) -> Option<PathBuf> {
    std::env::split_paths(folders).map(|folder| folder.join(program)).find(|path| is_program(path))
}

/// The external extractors that are configured. None is started: a model may take minutes to load.
fn extractors(boot: &Boot, environment: &Environment) -> Vec<Check> {
    const NAME: &str = "extractor";
    let refused = boot.extractors.refused.iter().map(|extractor| {
        let name = &extractor.name;
        let advice = format!("`gloss extract --with {name} PATH` on a terminal asks");
        Check::warn(NAME, format!("{name}: the project is not trusted to run programs"), advice)
    });
    boot.extractors.programs.iter().map(|program| extractor(NAME, program, environment)).chain(refused).collect()
}

/// Endings of scripts that are given to an interpreter.
const SCRIPTS: [&str; 7] = ["py", "sh", "js", "rb", "pl", "R", "jl"];

fn extractor(check: &'static str, program: &Program, environment: &Environment) -> Check {
    let (name, settings) = (program.name(), program.extractor());
    let file = program.file();
    // As the system looks for it: where the settings give it a PATH of its own, there.
    let own = settings.env.iter().find(|(variable, _)| variable == "PATH").map(|(_, folders)| OsStr::new(folders));
    let found = match (file.is_absolute() || file.components().count() > 1, own.or_else(|| environment.var("PATH"))) {
        (true, _) => Some(file.clone()).filter(|path| is_program(path)),
        (false, folders) => folders.and_then(|folders| in_folders(&settings.program, folders)),
    };
    let Some(found) = found else {
        let reason = if file.is_file() { "may not be run" } else { "is not there" };
        let advice = format!("correct its command in {}, or install it", program.origin());
        return Check::warn(check, format!("{name}: {} {reason}", path_label(&file)), advice);
    };
    let is_missing = |argument: &&String| {
        let is_script = Path::new(argument).extension().and_then(OsStr::to_str).is_some_and(|it| SCRIPTS.contains(&it));
        is_script && !argument.starts_with('-') && !program.folder().join(argument).is_file()
    };
    match settings.arguments.iter().find(is_missing) {
        Some(script) => {
            let found = format!("{name}: {script} is not in {}", path_label(program.folder()));
            Check::warn(check, found, format!("correct its command in {}", program.origin()))
        }
        None => Check::ok(check, format!("{name}: {} ({})", settings.command_line(), path_label(&found))),
    }
}

fn clipboard(environment: &Environment) -> Check {
    let found = "copies through the terminal (OSC 52)";
    match environment.var("TMUX") {
        Some(_) => Check::ok("clipboard", format!("{found}; in tmux with `set -g set-clipboard on`")),
        None => Check::ok("clipboard", found),
    }
}
