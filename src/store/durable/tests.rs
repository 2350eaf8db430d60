use super::*;
use std::fs;

fn target(folder: &Path, path: &str) -> Target {
    Target { path: folder.join(path), within: folder.to_owned() }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn only_the_file_that_was_read_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let target = target(folder.path(), "a.gloss/7f/x.anna.gloss.toml");
    let first = replace_if(&target, None, b"one").unwrap();
    assert_eq!(first, Fingerprint::of(b"one"));
    let second = replace_if(&target, Some(first), b"two").unwrap();

    fs::write(&target.path, "theirs").unwrap();
    assert!(matches!(replace_if(&target, Some(second), b"three"), Err(SaveError::ChangedOnDisk(_))));
    assert!(matches!(replace_if(&target, None, b"three"), Err(SaveError::ChangedOnDisk(_))));
    assert_eq!(fs::read(&target.path).unwrap(), b"theirs");
    fs::remove_file(&target.path).unwrap();
    assert!(matches!(replace_if(&target, Some(second), b"three"), Err(SaveError::ChangedOnDisk(_))));

    replace_if(&target, None, b"three").unwrap();
    assert_eq!(replace_if(&target, None, b"three").unwrap(), Fingerprint::of(b"three"), "already there is saved");
    assert_eq!(names(target.path.parent().unwrap()), ["x.anna.gloss.toml"], "no temporary file stays");
}

#[test]
fn an_error_names_the_path_and_leaves_the_old_content() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    let target = target(folder.path(), "file/below/a.gloss.toml");
    let error = replace_if(&target, None, b"one").unwrap_err().to_string();
    assert!(error.ends_with(&target.path.display().to_string()), "{error}");
    assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"x");
}

#[cfg(unix)]
#[test]
fn a_write_protected_file_is_not_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let target = target(folder.path(), "a.gloss.toml");
    let first = replace_if(&target, None, b"one").unwrap();
    fs::set_permissions(&target.path, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(matches!(replace_if(&target, Some(first), b"two"), Err(SaveError::Protected(_))));
    assert_eq!(fs::read(&target.path).unwrap(), b"one");
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_permissions_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real", &link).unwrap();

    replace(&link, b"new").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&real).unwrap(), b"new");
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);

    symlink("nowhere", folder.path().join("dangling")).unwrap();
    assert_eq!(replace(&folder.path().join("dangling"), b"new").unwrap_err().kind(), ErrorKind::NotFound);
    assert!(!folder.path().join("nowhere").exists());
}

#[cfg(unix)]
#[test]
fn a_linked_file_is_written_only_inside_its_folder() {
    use std::os::unix::fs::symlink;
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (inside, outside) = (folder.path().join("inside"), elsewhere.path().join("outside"));
    for (real, link, written) in [(&inside, "a", true), (&outside, "b", false)] {
        fs::write(real, "old").unwrap();
        symlink(real, folder.path().join(link)).unwrap();
        let result = replace_if(&target(folder.path(), link), Some(Fingerprint::of(b"old")), b"new");
        assert_eq!(result.is_ok(), written, "{result:?}");
        assert_eq!(fs::read(real).unwrap(), if written { b"new" } else { b"old" });
    }
}

#[test]
fn a_folder_that_was_moved_away_is_not_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, moved) = (folder.path().join("corpus"), folder.path().join("moved"));
    fs::create_dir(&corpus).unwrap();
    let target = target(&corpus, "a.gloss.toml");
    let first = replace_if(&target, None, b"one").unwrap();
    fs::rename(&corpus, &moved).unwrap();
    let error = replace_if(&target, Some(first), b"two").unwrap_err().to_string();
    assert!(error.contains("does not exist") && !corpus.exists(), "{error}");
    fs::rename(&moved, &corpus).unwrap();
    replace_if(&target, Some(first), b"two").unwrap();
}

#[test]
fn what_a_killed_process_left_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    for name in [".gloss-x1Y2z3.tmp", ".gloss-mine", "a.tmp"] {
        fs::write(folder.path().join(name), "half").unwrap();
    }
    replace_if(&target(folder.path(), "a.gloss.toml"), None, b"one").unwrap();
    assert_eq!(names(folder.path()), [".gloss-mine", "a.gloss.toml", "a.tmp"]);
}

#[cfg(unix)]
#[test]
fn a_linked_folder_does_not_lead_outside() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("c.jsonl.gloss")).unwrap();
    for path in ["c.jsonl.gloss/ab/x.toml", "c.jsonl.gloss/x.toml", "../x.toml", "a/../../x.toml"] {
        let result = replace_if(&target(folder.path(), path), None, b"new");
        assert!(matches!(result, Err(SaveError::Outside { .. })), "{path}: {result:?}");
    }
    assert!(names(elsewhere.path()).is_empty());
}
