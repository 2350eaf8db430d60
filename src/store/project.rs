//! The project around an article: its file, its guidelines, and where its sidecars may go.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::durable::read_regular;
use super::library::unreadable;
use super::path_label;
use super::sidecar_path::folder_and_name;

/// The name of a project file.
pub const FILE: &str = "gloss.toml";

/// Largest project file, settings file or guideline that is read, in bytes.
const LARGEST: u64 = 4_000_000;

/// A path in a project file that may not be used, or a file of the project that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// It leads out of the project.
    #[error("{}: leads out of the project {}; name a path inside it", path_label(path), path_label(root))]
    Outside {
        /// The path that was named.
        path: PathBuf,
        /// The project's folder.
        root: PathBuf,
    },
    /// It leads out of the project and was not trusted.
    #[error(
        "{}: lies outside the project {} and is not trusted; confirm it when the reader asks, or name a path inside",
        path_label(path),
        path_label(root)
    )]
    Untrusted {
        /// The path that was named.
        path: PathBuf,
        /// The project's folder.
        root: PathBuf,
    },
    /// It is larger than any text of its kind.
    #[error("{}: is larger than {} MB; nothing of it was read", path_label(.0), LARGEST / 1_000_000)]
    TooLarge(PathBuf),
    /// It is not UTF-8.
    #[error("{}: is not UTF-8 text; save it as UTF-8", path_label(.0))]
    NotText(PathBuf),
    /// The system refused.
    #[error("{}: {}", path_label(path), unreadable(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// The project file for a document: `gloss.toml` in its folder, or in the nearest folder above that has one.
/// `start` is an article or a folder. `None` where there is none.
pub fn find(start: &Path) -> Option<PathBuf> {
    let folder = if start.is_dir() { fs::canonicalize(start).ok()? } else { folder_and_name(start).ok()?.0 };
    folder.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file())
}

/// The text of a settings file, project file or guideline; `None` where there is no such file.
///
/// # Errors
/// When it is too large, not UTF-8 or cannot be read.
pub fn read_text(path: &Path) -> Result<Option<String>, ProjectError> {
    let io = |source| ProjectError::Io { path: path.to_owned(), source };
    match fs::metadata(path) {
        Ok(metadata) if metadata.len() > LARGEST => return Err(ProjectError::TooLarge(path.to_owned())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(error)),
    }
    let bytes = read_regular(path).map_err(io)?;
    String::from_utf8(bytes).map(Some).map_err(|_| ProjectError::NotText(path.to_owned()))
}

/// A project: the folder that holds its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project of this project file.
    ///
    /// # Errors
    /// When its folder cannot be found.
    pub fn of(file: &Path) -> Result<Project, ProjectError> {
        let (root, _) = folder_and_name(file).map_err(|source| ProjectError::Io { path: file.to_owned(), source })?;
        Ok(Project { root })
    }

    /// The project's folder, with all links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The guidelines that the project file names, relative to its folder.
    ///
    /// # Errors
    /// When the path leads out of the project, also through a link, or cannot be read.
    pub fn guidelines(&self, named: &str) -> Result<String, ProjectError> {
        let path = self.resolve(Path::new(named))?;
        let missing = || ProjectError::Io { path: path.clone(), source: io::ErrorKind::NotFound.into() };
        read_text(&path)?.ok_or_else(missing)
    }

    /// The folder that the project's `sidecar_dir` names, relative to the project's own.
    ///
    /// # Errors
    /// When it lies outside the project and is not `trusted`.
    pub fn sidecar_folder(&self, named: &str, trusted: bool) -> Result<SidecarFolder, ProjectError> {
        let named = Path::new(named);
        match self.resolve(named) {
            Ok(folder) => Ok(SidecarFolder { root: self.root.clone(), within: self.root.clone(), folder }),
            Err(ProjectError::Outside { .. }) if trusted => {
                let folder = self.root.join(named);
                Ok(SidecarFolder { root: self.root.clone(), within: folder.clone(), folder })
            }
            Err(ProjectError::Outside { path, root }) => Err(ProjectError::Untrusted { path, root }),
            Err(error) => Err(error),
        }
    }

    /// A path inside the project, there or not, with the links in what is there resolved.
    fn resolve(&self, named: &Path) -> Result<PathBuf, ProjectError> {
        let outside = || ProjectError::Outside { path: named.to_owned(), root: self.root.clone() };
        let mut at = self.root.clone();
        for part in named.components() {
            match part {
                Component::CurDir => {}
                Component::Normal(name) => at.push(name),
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => return Err(outside()),
            }
            if fs::symlink_metadata(&at).is_ok() {
                at = fs::canonicalize(&at).map_err(|source| ProjectError::Io { path: at.clone(), source })?;
            }
            if !at.starts_with(&self.root) {
                return Err(outside());
            }
        }
        Ok(at)
    }
}

/// A tree of sidecars that mirrors the project's tree of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidecarFolder {
    root: PathBuf,
    within: PathBuf,
    folder: PathBuf,
}

impl SidecarFolder {
    /// The folder in the mirror tree for an article's folder (links resolved); `None` for one outside the project.
    pub(super) fn of(&self, folder: &Path) -> Option<PathBuf> {
        let inside = folder.strip_prefix(&self.root).ok()?;
        Some(if inside.as_os_str().is_empty() { self.folder.clone() } else { self.folder.join(inside) })
    }

    /// What writing must not leave.
    pub(super) fn within(&self) -> &Path {
        &self.within
    }
}

#[cfg(test)]
mod tests {
    use super::super::durable::replace_if;
    use super::super::{Handle, Locations, Sidecars};
    use super::*;
    use crate::annot::AnnotatorName;

    #[test]
    fn the_nearest_project_file_above_counts_and_mirrors_its_articles() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join(FILE), "").unwrap();
        fs::write(root.join("a/b/x.txt"), "x").unwrap();
        fs::create_dir(root.join("a").join(FILE)).unwrap();
        assert_eq!(find(&root.join("a/b/x.txt")), Some(root.join(FILE)));

        let project = Project::of(&root.join(FILE)).unwrap();
        let mirror = project.sidecar_folder("marks", false).unwrap();
        let locations = Locations { data: PathBuf::new(), mirror: Some(mirror) };
        let sidecars = Sidecars::of(&Handle::File(root.join("a/b/x.txt")), "x.txt", &locations).unwrap();
        let anna = AnnotatorName::parse("anna").unwrap();
        assert_eq!(sidecars.path(&anna), root.join("marks/a/b/x.txt.anna.gloss.toml"));
        assert_eq!(sidecars.target(&anna).within, root);

        let elsewhere = tempfile::tempdir().unwrap();
        let mirror = project.sidecar_folder(elsewhere.path().join("new").to_str().unwrap(), true).unwrap();
        let locations = Locations { mirror: Some(mirror), ..locations };
        let sidecars = Sidecars::of(&Handle::File(root.join("a/b/x.txt")), "x.txt", &locations).unwrap();
        replace_if(&sidecars.target(&anna), None, b"x").unwrap();
        assert!(elsewhere.path().join("new/a/b/x.txt.anna.gloss.toml").is_file());
    }

    #[test]
    fn nothing_outside_the_project_is_read_or_used_without_trust() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("project");
        fs::create_dir(&root).unwrap();
        fs::write(folder.path().join("secret.md"), "secret").unwrap();
        fs::write(root.join("guide.md"), "Label people.").unwrap();
        let project = Project::of(&root.join(FILE)).unwrap();

        assert_eq!(project.guidelines("./guide.md").unwrap(), "Label people.");
        assert!(matches!(project.guidelines("missing.md"), Err(ProjectError::Io { .. })));
        for path in ["../secret.md", "/etc/hostname", "sub/../../secret.md"] {
            assert!(matches!(project.guidelines(path), Err(ProjectError::Outside { .. })), "{path}");
        }
        assert!(matches!(project.sidecar_folder("../out", false), Err(ProjectError::Untrusted { .. })));
        assert!(project.sidecar_folder("../out", true).is_ok());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret.md", root.join("link.md")).unwrap();
            assert!(matches!(project.guidelines("link.md"), Err(ProjectError::Outside { .. })));
            std::os::unix::fs::symlink("..", root.join("up")).unwrap();
            assert!(matches!(project.sidecar_folder("up/out", false), Err(ProjectError::Untrusted { .. })));
        }
    }
}
