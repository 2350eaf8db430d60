//! Before the first document: settings, project, schema, keymap, theme, and whose annotations these are.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::extractors::Extractors;
use super::{Failure, Options};
use crate::annot::AnnotatorName;
use crate::app::{Invocation, Start};
use crate::config::settings::{Layer, Loaded, Origin, Override};
use crate::config::{
    Checked, ColorDepth, Diagnostic, Extractor, Keymap, Schema, Settings, Severity, Theme, extractors,
};
use crate::corpus::query::Query;
use crate::store::dirs::{Dirs, Environment};
use crate::store::durable::folder_of;
use crate::store::project::{self, Project, ProjectError, SidecarFolder};
use crate::store::trust::{self, Trust, TrustDigest};
use crate::store::{Locations, path_label};

/// Everything the program knows before it opens a document.
#[derive(Debug, Clone)]
pub struct Boot {
    /// The settings, with where each comes from.
    pub settings: Loaded,
    /// The settings file, there or not.
    pub config_file: PathBuf,
    /// The project file, if there is one.
    pub project_file: Option<PathBuf>,
    /// Its schema, or the built-in one.
    pub schema: Schema,
    /// Its guidelines, Markdown.
    pub guidelines: Option<String>,
    /// The bindings, label keys included.
    pub keymap: Keymap,
    /// The bindings without label keys.
    pub bindings: Keymap,
    /// The colours of the screen.
    pub theme: Theme,
    /// How many colours are shown.
    pub colours: ColorDepth,
    /// Whose annotations are written.
    pub annotator: AnnotatorName,
    /// External extractors, the project's where it is trusted.
    pub extractors: Extractors,
    /// Where sidecars are kept.
    pub locations: Locations,
    /// The folder of what is remembered between runs: claims, edit logs, texts, copies of what could not be saved.
    pub state: PathBuf,
    /// The folder of what can be made anew at any time: what is known of corpora.
    pub cache: PathBuf,
    /// What is to be told: warnings, a line each.
    pub notices: Vec<String>,
}

/// What is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// The user's terminal, as the environment describes it.
    Terminal,
    /// A picture, which has all colours.
    Picture,
}

/// Whether a project may do what needs the user's yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What it wants, in lines, cleaned.
    pub text: String,
    /// Whether the user said no before, and the reader can do without.
    pub refused_before: bool,
}

/// Puts a question on standard error. Only a terminal can answer; `None` where there is none.
pub fn ask(question: &Question) -> Option<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    eprint!("{} [y/N] ", question.text);
    let _flushed = io::stderr().flush();
    let mut answer = String::new();
    Some(io::stdin().lock().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Who is asked.
type Ask<'a> = &'a mut dyn FnMut(&Question) -> Option<bool>;

/// Reads what the program needs. `ask` puts a question to the user, whose answer is remembered: whether a project may
/// run programs, or keep sidecars outside its own folder. `None` is no answer, and the project may not.
///
/// # Errors
/// [`Failure::Usage`] for what was just typed wrongly, [`Failure::Wrong`] for a project file that cannot be used.
pub fn boot(options: &Options, environment: &Environment, screen: Screen, ask: Ask<'_>) -> Result<Boot, Failure> {
    let dirs = Dirs::of(environment);
    let mut notices = Vec::new();

    let config_file = options.config.clone().unwrap_or_else(|| dirs.config_file().to_owned());
    let config_text = read_config(&config_file, options, environment, &mut notices)?;
    let origin = Origin::File(path_label(&config_file));
    let layers = [Layer { origin, text: &config_text }];
    let settings = Settings::load(&layers, &overrides(options, environment));
    // A file is only warned about: the program opens all the same.
    let file = path_label(&config_file);
    let typed: Vec<String> = errors(settings.diagnostics.iter().filter(|wrong| wrong.path != file)).collect();
    if !typed.is_empty() {
        return Err(Failure::Usage(typed.join("\n")));
    }
    notices.extend(lines(&settings.diagnostics));

    let samples = options.paths.is_empty();
    let project_file = if samples { None } else { project::find(place(&options.paths)) };
    let project = ProjectParts::read(project_file.as_deref(), &dirs, ask, &mut notices)?;
    let (keymap, bindings) = keymap(&layers, &project.schema, project_file.as_deref(), &mut notices)?;
    let (theme, colours) = colours(&settings.settings, environment, screen);
    let annotator = annotator(&settings.settings, environment);
    let mut extractors = own_extractors(&layers, &config_file, &mut notices);
    extractors.add(project.extractors);
    if extractors.leave_out(&annotator) {
        notices.push(format!("the extractor {annotator} is called as you are; give it another name, or --annotator"));
    }
    Ok(Boot {
        annotator,
        extractors,
        settings,
        config_file,
        project_file,
        schema: project.schema,
        guidelines: project.guidelines,
        keymap,
        bindings,
        theme,
        colours,
        locations: Locations { data: dirs.data().to_owned(), mirror: project.mirror },
        state: dirs.state().to_owned(),
        cache: dirs.cache().to_owned(),
        notices,
    })
}

impl Boot {
    /// What the application is started with, on a screen of this size and with these random bits.
    pub fn start(&self, size: (u16, u16), seed: u64) -> Start {
        Start {
            settings: self.settings.settings.clone(),
            schema: self.schema.clone(),
            bindings: self.bindings.clone(),
            has_project: self.project_file.is_some(),
            theme: self.theme.clone(),
            colours: self.colours,
            guidelines: self.guidelines.clone(),
            annotator: self.annotator.clone(),
            extractors: self.extractors.listed(),
            size,
            seed,
            notices: self.notices.clone(),
        }
    }
}

/// Where the search for the project begins.
fn place(paths: &[PathBuf]) -> &Path {
    paths.first().map(PathBuf::as_path).filter(|path| *path != Path::new("-")).unwrap_or(Path::new("."))
}

/// The text of the settings file; a file that was named must be there.
fn read_config(
    file: &Path,
    options: &Options,
    environment: &Environment,
    notices: &mut Vec<String>,
) -> Result<String, Failure> {
    let missing = || format!("{}: does not exist; check the path", path_label(file));
    match project::read_text(file) {
        Ok(Some(text)) => Ok(text),
        Ok(None) if options.config.is_some() => Err(Failure::Wrong(missing())),
        Ok(None) => {
            notices.extend(environment.var("GLOSS_CONFIG").map(|_| format!("GLOSS_CONFIG: {}", missing())));
            Ok(String::new())
        }
        Err(error) if options.config.is_some() => Err(Failure::Wrong(error.to_string())),
        Err(error) => {
            notices.push(error.to_string());
            Ok(String::new())
        }
    }
}

/// Settings given outside a file, the later winning.
fn overrides(options: &Options, environment: &Environment) -> Vec<Override> {
    let annotator = |origin, value: String| Override { origin, key: "annotator".into(), value };
    let from_environment = environment
        .var("GLOSS_ANNOTATOR")
        .map(|name| annotator(Origin::Environment("GLOSS_ANNOTATOR".into()), name.to_string_lossy().into_owned()));
    let from_option =
        options.annotator.as_ref().map(|name| annotator(Origin::Option("--annotator".into()), name.to_string()));
    from_environment.into_iter().chain(options.set.iter().cloned()).chain(from_option).collect()
}

fn annotator(settings: &Settings, environment: &Environment) -> AnnotatorName {
    AnnotatorName::parse(&settings.annotator)
        .unwrap_or_else(|_| AnnotatorName::from_login(&environment.login_name().unwrap_or_default()))
}

/// The extractors of the user's own settings, which may always run.
fn own_extractors(layers: &[Layer<'_>], config_file: &Path, notices: &mut Vec<String>) -> Extractors {
    let Checked { value, diagnostics } = extractors::load(layers);
    notices.extend(lines(&diagnostics));
    let folder = folder_of(config_file);
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    Extractors::allowed(value, &folder, &path_label(config_file))
}

/// What a project file brings.
struct ProjectParts {
    schema: Schema,
    guidelines: Option<String>,
    mirror: Option<SidecarFolder>,
    extractors: Extractors,
}

impl ProjectParts {
    fn read(
        file: Option<&Path>,
        dirs: &Dirs,
        ask: Ask<'_>,
        notices: &mut Vec<String>,
    ) -> Result<ProjectParts, Failure> {
        let wrong = |error: ProjectError| Failure::Wrong(error.to_string());
        let Some(file) = file else {
            let (schema, extractors) = (Schema::news(), Extractors::default());
            return Ok(ProjectParts { schema, guidelines: None, mirror: None, extractors });
        };
        let text = project::read_text(file).map_err(wrong)?.unwrap_or_default();
        let parsed = Schema::parse(&path_label(file), &text);
        if parsed.has_errors() {
            return Err(Failure::Wrong(errors(parsed.diagnostics.iter()).collect::<Vec<_>>().join("\n")));
        }
        let Checked { value: mut schema, diagnostics } = parsed;
        notices.extend(lines(&diagnostics));
        notices.extend(lines(&check_queries(&mut schema, &path_label(file), &text)));
        let project = Project::of(file).map_err(wrong)?;
        let guidelines = schema.guidelines.as_deref().and_then(|path| match project.guidelines(path) {
            Ok(text) => Some(text),
            Err(error) => {
                notices.push(format!("guidelines: {error}"));
                None
            }
        });
        let trusted = is_trusted(&project, &schema, dirs, ask)?;
        let mirror = schema.sidecar_dir.as_deref().map(|folder| project.sidecar_folder(folder, trusted));
        let mirror = mirror.transpose().map_err(wrong)?;
        let named = schema.extractors.clone();
        let extractors = match trusted {
            true => Extractors::allowed(named, project.root(), &path_label(file)),
            false => Extractors::refused(named),
        };
        Ok(ProjectParts { schema, guidelines, mirror, extractors })
    }
}

/// Leaves out the saved queries that cannot be read, and says what is wrong with them.
fn check_queries(schema: &mut Schema, path: &str, text: &str) -> Vec<Diagnostic> {
    let wrong = |(name, query): (&String, &String)| {
        let error = Query::parse_with(query, &schema.queries).err()?;
        Some((name.clone(), Schema::query_fault(path, text, name, error.column, &error.to_string())))
    };
    let (names, faults): (Vec<String>, Vec<Diagnostic>) = schema.queries.iter().filter_map(wrong).unzip();
    schema.queries.retain(|name, _| !names.contains(name));
    faults
}

/// Whether the user trusts the project with what needs it: programs, and a folder of sidecars outside. One yes is about
/// all of it, so the question names all of it.
fn is_trusted(project: &Project, schema: &Schema, dirs: &Dirs, ask: Ask<'_>) -> Result<bool, Failure> {
    let wrong = |error: ProjectError| Failure::Wrong(error.to_string());
    let outside = schema.sidecar_dir.as_deref().and_then(|folder| match project.sidecar_folder(folder, false) {
        Err(ProjectError::Untrusted { path, .. }) => Some(path),
        _ => None,
    });
    if outside.is_none() && schema.extractors.is_empty() {
        return Ok(false);
    }
    let digest = TrustDigest::of(project.root(), &schema.trust_digest_source());
    let said = trust::recall(dirs, &digest).map_err(wrong)?;
    if said == Trust::Given {
        return Ok(true);
    }
    let text = question(project.root(), outside.as_deref(), &schema.extractors);
    let answer = ask(&Question { text, refused_before: said == Trust::Refused && outside.is_none() });
    match answer {
        Some(true) => trust::remember(dirs, &digest, true).map_err(wrong)?,
        // A no that cannot be remembered is asked for again.
        Some(false) => trust::remember(dirs, &digest, false).unwrap_or_default(),
        None => {}
    }
    Ok(answer == Some(true))
}

fn question(root: &Path, outside: Option<&Path>, extractors: &[Extractor]) -> String {
    let mut text = format!("the project {} wants", path_label(root));
    if let Some(outside) = outside {
        text += &format!(" its annotations in {}, outside itself", path_label(outside));
    }
    if !extractors.is_empty() {
        text += if outside.is_some() { ", and" } else { "" };
        text += " to run these programs when you ask for them:\n";
    }
    for extractor in extractors {
        text += &format!("  {}: {}\n", extractor.name, extractor.command_line());
    }
    text + if extractors.is_empty() { "; allow it?" } else { "allow it?" }
}

/// The bindings with the schema's label keys, and without. A key that the schema takes from a command of the program is an error
/// in the schema; one that only the user's own bindings take from a label is the user's choice, and is told.
fn keymap(
    layers: &[Layer<'_>],
    schema: &Schema,
    project_file: Option<&Path>,
    notices: &mut Vec<String>,
) -> Result<(Keymap, Keymap), Failure> {
    let (_, clashes) = Keymap::default().with_labels(schema);
    if !clashes.is_empty() {
        let file = project_file.map_or("the built-in schema".into(), path_label);
        let clashes: Vec<String> = clashes.iter().map(|clash| format!("{file}: {clash}")).collect();
        return Err(Failure::Wrong(clashes.join("\n")));
    }
    let check = |line: &str| Invocation::parse(line).map(|_| ());
    let Checked { value, diagnostics } = Keymap::load(layers, &check);
    notices.extend(lines(&diagnostics));
    let (keymap, clashes) = value.clone().with_labels(schema);
    notices.extend(clashes.iter().map(ToString::to_string));
    Ok((keymap, value))
}

fn colours(settings: &Settings, environment: &Environment, screen: Screen) -> (Theme, ColorDepth) {
    let var = |name| match screen {
        Screen::Terminal => environment.var(name).and_then(|value| value.to_str()),
        Screen::Picture => None,
    };
    let colorterm = if screen == Screen::Picture { Some("truecolor") } else { var("COLORTERM") };
    let depth = ColorDepth::resolve(settings.colours, colorterm, var("TERM"));
    let theme = Theme::resolve(&settings.theme, var("NO_COLOR").is_some(), var("COLORFGBG"));
    (theme.downsample(depth), depth)
}

fn lines(diagnostics: &[Diagnostic]) -> impl Iterator<Item = String> {
    diagnostics.iter().flat_map(|diagnostic| diagnostic.to_string().lines().map(str::to_owned).collect::<Vec<_>>())
}

fn errors<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> impl Iterator<Item = String> {
    diagnostics.filter(|diagnostic| diagnostic.severity == Severity::Error).map(ToString::to_string)
}
