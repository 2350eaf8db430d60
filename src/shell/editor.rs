//! The user's own editor, for long notes.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::store::dirs::Environment;
use crate::store::path_label;

/// The program that edits: the setting, else `VISUAL`, else `EDITOR`, else vi. It may have arguments.
pub(super) fn program(setting: &str, environment: &Environment) -> String {
    let variable = |name| environment.var(name).map(|value| value.to_string_lossy().into_owned());
    let setting = Some(setting.to_owned()).filter(|setting| !setting.trim().is_empty());
    setting.or_else(|| variable("VISUAL")).or_else(|| variable("EDITOR")).unwrap_or_else(|| "vi".into())
}

/// Runs `program` on `text` in a temporary Markdown file, and waits. What the file holds then is the answer.
///
/// # Errors
/// Why there is no text: the program cannot be run or says it failed, or the file is no text.
pub(super) fn edit(program: &str, text: &str, stdio: Option<(Stdio, Stdio)>) -> Result<String, String> {
    let file = tempfile::Builder::new().prefix("gloss-").suffix(".md").tempfile();
    let mut file = file.map_err(|error| format!("no temporary file for the editor: {error}"))?;
    let path = file.path().to_owned();
    let io = |error: std::io::Error| format!("{}: {error}", path_label(&path));
    file.write_all(text.as_bytes()).map_err(io)?;
    let path = file.into_temp_path();
    let io = |error: std::io::Error| format!("{}: {error}", path_label(&path));
    // The shell takes the program's own arguments apart, as everywhere else that EDITOR is read.
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{program} \"$1\"")).arg("gloss").arg(&path);
    if let Some((input, output)) = stdio {
        command.stdin(input).stdout(output);
    }
    let status = command.status().map_err(|error| format!("{program}: cannot be run: {error}"))?;
    if !status.success() {
        return Err(format!("{program}: ended with {status}; the note is as it was"));
    }
    String::from_utf8(fs::read(&path).map_err(io)?)
        .map_err(|_| format!("{program}: left no UTF-8 text; the note is as it was"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_comes_before_the_environment() {
        let environment = Environment::from_iter([("VISUAL", "code --wait"), ("EDITOR", "nano")]);
        assert_eq!(program("hx", &environment), "hx");
        assert_eq!(program(" ", &environment), "code --wait");
        assert_eq!(program("", &Environment::default()), "vi");
    }

    #[cfg(unix)]
    #[test]
    fn an_editor_with_arguments_changes_the_text_or_leaves_it() {
        assert_eq!(edit("sed -i -e s/a/b/", "a\n", None).unwrap(), "b\n");
        assert!(edit("false", "a", None).unwrap_err().contains("the note is as it was"));
    }
}
