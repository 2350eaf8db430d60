//! Where settings, data and state are kept, by the XDG base directory specification on every system.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folder of this program in each of the base folders.
const NAME: &str = "glossator";

/// The variables of a process and its user's home folder, as a value, so that what depends on them can be tested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    home: Option<PathBuf>,
}

impl Environment {
    /// The variables of this process, and the home folder as the system knows it.
    pub fn of_process() -> Environment {
        let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
        Environment { variables: std::env::vars_os().collect(), home }
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&std::ffi::OsStr> {
        self.variables.get(std::ffi::OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// A variable that holds an absolute path. The specification has relative ones ignored.
    fn folder(&self, name: &str) -> Option<PathBuf> {
        self.var(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// The name one is logged in with: what the environment says, else what the home folder is called.
    pub fn login_name(&self) -> Option<String> {
        let said = ["LOGNAME", "USER", "USERNAME"].into_iter().find_map(|name| self.var(name));
        let home = || self.home.as_ref().and_then(|home| home.file_name());
        said.or_else(home).map(|name| name.to_string_lossy().into_owned())
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(variables: T) -> Environment {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Environment { variables, home: None }
    }
}

/// The folders of this program. None of them need exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirs {
    config_file: PathBuf,
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
    cache: PathBuf,
}

impl Dirs {
    /// The folders in this environment: `XDG_CONFIG_HOME` and so on, `~/.config` and so on otherwise; `GLOSS_CONFIG`
    /// names the settings file itself. Without a home folder they lie below `/`, where only root can write: a shared
    /// folder such as `/tmp` would let others decide what is trusted.
    pub fn of(environment: &Environment) -> Dirs {
        let home = environment.folder("HOME").or_else(|| environment.home.clone());
        let home = home.unwrap_or_else(|| PathBuf::from("/"));
        let base =
            |variable, default: &str| environment.folder(variable).unwrap_or_else(|| home.join(default)).join(NAME);
        let config = base("XDG_CONFIG_HOME", ".config");
        let config_file = environment.var("GLOSS_CONFIG").map(PathBuf::from);
        Dirs {
            config_file: config_file.unwrap_or_else(|| config.join("config.toml")),
            config,
            data: base("XDG_DATA_HOME", ".local/share"),
            state: base("XDG_STATE_HOME", ".local/state"),
            cache: base("XDG_CACHE_HOME", ".cache"),
        }
    }

    /// The user's settings file.
    pub fn config_file(&self) -> &Path {
        &self.config_file
    }

    /// The folder of settings and themes.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// The folder of what the user made: annotations of the samples.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The folder of what is remembered between runs: trust, logs, places.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// The folder of what can be made again.
    pub fn cache(&self) -> &Path {
        &self.cache
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides_and_relative_folders_do_not_count() {
        let environment = Environment::from_iter([
            ("HOME", "/home/anna"),
            ("XDG_STATE_HOME", "/s"),
            ("XDG_CACHE_HOME", "relative"),
            ("XDG_DATA_HOME", ""),
            ("USER", "anna"),
        ]);
        let dirs = Dirs::of(&environment);
        assert_eq!(dirs.config_file(), Path::new("/home/anna/.config/glossator/config.toml"));
        assert_eq!(dirs.state(), Path::new("/s/glossator"));
        assert_eq!(dirs.cache(), Path::new("/home/anna/.cache/glossator"));
        assert_eq!(dirs.data(), Path::new("/home/anna/.local/share/glossator"));
        assert_eq!(environment.login_name().as_deref(), Some("anna"));

        let with_file = Environment::from_iter([("HOME", "/h"), ("GLOSS_CONFIG", "mine.toml")]);
        assert_eq!(Dirs::of(&with_file).config_file(), Path::new("mine.toml"));
        assert_eq!(Dirs::of(&Environment::default()).data(), Path::new("/.local/share/glossator"));
    }
}
