//! Names of documents as names of files in one folder.

/// `name` with nothing in it that could lead out of a folder or hide the file, at most `most` characters long; empty where
/// nothing is left.
pub(super) fn harmless(name: &str, most: usize) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' };
    let name: String = name.chars().map(kept).take(most).collect();
    name.trim_start_matches('.').to_owned()
}
