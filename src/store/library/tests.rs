use super::*;

/// Makes the files of a folder; a name that ends in `/` is a folder.
fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// What a scan finds, with paths relative to `root`: labels of documents, and faults as `path: reason`.
fn found(root: &Path, paths: &[&str]) -> Vec<String> {
    let paths: Vec<PathBuf> =
        paths.iter().map(|path| if *path == "-" { PathBuf::from("-") } else { root.join(path) }).collect();
    let mut lines = Vec::new();
    scan(&paths, Path::new("/none"), &mut |found| {
        lines.push(match found {
            Found::Document(handle) => handle.label(),
            Found::Fault(fault) => fault.to_string(),
        });
        true
    });
    let prefix = format!("{}/", root.display());
    lines.iter().map(|line| line.replace(&prefix, "")).collect()
}

#[test]
fn folders_are_walked_in_natural_order_and_nothing_of_ours_is_an_article() {
    let folder = tree(&[
        ("n/10.txt", "x"),
        ("n/2.TXT", "x"),
        ("n/sub/a.md", "x"),
        ("n/sub/a.md.anna.gloss.toml", ""),
        ("n/gloss.toml", ""),
        ("n/c.jsonl", "{\"text\":\"a\"}\n\n{\"text\":\"b\"}\n"),
        ("n/c.jsonl.gloss/ner.jsonl", "{}"),
        ("n/t.csv", "id,text\n1,\"a\n\nb\"\n2,c\n"),
        ("n/photo.png", ""),
        ("n/.hidden.txt", "x"),
        ("n/.ignore", "skipped.txt\nbuild/\n"),
        ("n/.gitignore", "*.htm"),
        ("n/skipped.txt", "x"),
        ("n/page.htm", "x"),
        ("n/build/b.txt", "x"),
        ("note", "x"),
    ]);
    assert_eq!(
        found(folder.path(), &["note", "n", "n/2.TXT", "-", "-"]),
        ["note", "n/2.TXT", "n/10.txt", "n/c.jsonl:1", "n/c.jsonl:2", "n/sub/a.md", "n/t.csv:1", "n/t.csv:2", "-"]
    );
}

#[test]
fn a_scan_can_be_ended() {
    let folder = tree(&[("a.jsonl", "{}\n{}\n{}\n"), ("b.txt", "x")]);
    let mut count = 0;
    scan(&[folder.path().to_owned()], Path::new("/none"), &mut |_| {
        count += 1;
        count < 2
    });
    assert_eq!(count, 2);
}

#[test]
fn faults_name_the_path_and_stop_nothing() {
    let folder = tree(&[("a.txt", "x"), ("empty.jsonl", "\n \n"), ("none/b.png", "x")]);
    assert_eq!(
        found(folder.path(), &["missing.txt", "none", "empty.jsonl", "a.txt"]),
        [
            "missing.txt: does not exist; check the path",
            "none: holds no article (.txt, .md, .html, .jsonl, .csv, .tsv) that is not hidden or ignored",
            "empty.jsonl: is empty: it has no records",
            "a.txt",
        ]
    );
}

#[cfg(unix)]
#[test]
fn pipes_sockets_loops_and_dead_links_are_reported_and_never_opened() {
    let folder = tree(&[("d/a.txt", "x"), ("d/z.txt", "x")]);
    let at = |name: &str| folder.path().join("d").join(name);
    assert!(std::process::Command::new("mkfifo").arg(at("pipe.txt")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    std::os::unix::fs::symlink(".", at("round")).unwrap();
    std::os::unix::fs::symlink("nowhere.txt", at("dead.txt")).unwrap();
    let lines = found(folder.path(), &["d", "d/pipe.txt"]);
    let pipe = "d/pipe.txt: is a pipe, not a file; use - to read standard input";
    assert_eq!(
        lines,
        [
            "d/a.txt".to_owned(),
            "d/dead.txt: does not exist; check the path".to_owned(),
            pipe.to_owned(),
            format!("d/round: is a link that leads back to {}/d; it is not followed", folder.path().display()),
            "d/socket: is a socket, not a file".to_owned(),
            "d/z.txt".to_owned(),
            pipe.to_owned(),
        ]
        .map(|line| line.replace(&format!("{}/", folder.path().display()), ""))
    );
}
