//! A disk that is full, protected or gone: the user is told, goes on, and it is saved as soon as it can be.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use super::terminal::{ARTICLE, Place, Terminal};

/// A file system of 64 kB in memory, for as long as this lives.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None`, loudly, where one may not mount.
    fn at(path: PathBuf) -> Option<SmallDisk> {
        fs::create_dir_all(&path).unwrap();
        let mounted = mount(&["-t", "tmpfs", "-o", "size=64k", "none"], &path);
        if !mounted {
            eprintln!("SKIPPED: a file system cannot be mounted here; only root may");
        }
        mounted.then_some(SmallDisk(path))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _status = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn mount(options: &[&str], path: &Path) -> bool {
    Command::new("mount").args(options).arg(path).output().is_ok_and(|output| output.status.success())
}

/// The article in a folder of its own, with a first label on the disk.
fn opened(place: &Place, folder: &str) -> Terminal {
    fs::write(place.path(folder).join("article.txt"), ARTICLE).unwrap();
    let article = format!("{folder}/article.txt");
    let mut terminal = place.run(CommandBuilder::new(env!("CARGO_BIN_EXE_gloss")), &[&article]);
    terminal.wait_for("the article", |screen| screen.contents().contains("Streit um die neue Brücke"));
    terminal.type_keys("/Katja Sommer\rP");
    terminal.wait_for_saved("label PER");
    terminal
}

/// Two labels more, of which the user is told that they are not saved.
fn label_in_vain(terminal: &mut Terminal, reason: &str) {
    terminal.type_keys("/Lübeck\rL");
    terminal.wait_for(reason, |screen| screen.contents().contains("unsaved") && screen.contents().contains(reason));
    terminal.type_keys("/Bauamt\rO");
    terminal.wait_for("the next label", |screen| screen.contents().contains("Bauamt"));
    terminal.wait_for(reason, |screen| screen.contents().contains("unsaved"));
    terminal.type_keys("q");
    terminal.wait_for("the way out", |screen| screen.contents().contains(":q! ends and keeps a copy"));
}

/// Saved without anything being done, and whole.
fn saves_by_itself(place: &Place, folder: &str, mut terminal: Terminal) {
    terminal.wait_for("the end of it", |screen| {
        let contents = screen.contents();
        let status = contents.trim_end().lines().last().unwrap_or_default();
        status.ends_with(" saved")
    });
    assert_eq!(place.labelled_in(folder), ["Katja Sommer", "Lübeck", "Bauamt"]);
    terminal.type_keys("q");
    assert!(terminal.end().success());
    assert!(!place.path("home/.local/state/glossator/unsaved").exists(), "nothing was lost, so no copy was needed");
}

#[test]
fn a_full_disk() {
    let place = Place::new();
    let Some(disk) = SmallDisk::at(place.path("disk")) else { return };
    let mut terminal = opened(&place, "disk");
    let filler = disk.0.join("filler");
    let _full = fs::write(&filler, vec![0; 100_000]);
    label_in_vain(&mut terminal, "no space left");
    assert_eq!(place.labelled_in("disk"), ["Katja Sommer"], "the old sidecar is whole");
    fs::remove_file(filler).unwrap();
    saves_by_itself(&place, "disk", terminal);
    drop(disk);
}

#[test]
fn a_disk_that_becomes_read_only() {
    let place = Place::new();
    let Some(disk) = SmallDisk::at(place.path("disk")) else { return };
    let mut terminal = opened(&place, "disk");
    assert!(mount(&["-o", "remount,ro"], &disk.0));
    label_in_vain(&mut terminal, "the file system is read only");
    assert!(mount(&["-o", "remount,rw"], &disk.0));
    terminal.type_keys(":write\r");
    saves_by_itself(&place, "disk", terminal);
    drop(disk);
}

#[test]
fn a_folder_that_is_moved_away_and_back() {
    let place = Place::new();
    fs::create_dir(place.path("news")).unwrap();
    let mut terminal = opened(&place, "news");
    fs::rename(place.path("news"), place.path("elsewhere")).unwrap();
    label_in_vain(&mut terminal, "does not exist");
    assert!(!place.path("news").exists(), "the folder was made anew");
    assert_eq!(place.labelled_in("elsewhere"), ["Katja Sommer"]);
    fs::rename(place.path("elsewhere"), place.path("news")).unwrap();
    saves_by_itself(&place, "news", terminal);
}

#[cfg(target_os = "linux")]
#[test]
fn a_limit_of_file_sizes() {
    let place = Place::new();
    fs::create_dir(place.path("news")).unwrap();
    let mut terminal = opened(&place, "news");
    let process = Pid::from_raw(terminal.pid().try_into().unwrap());
    let before = prlimit(process, Resource::Fsize, Rlimit { current: Some(100), maximum: None }).unwrap();
    label_in_vain(&mut terminal, "larger than files may be here");
    assert_eq!(place.labelled_in("news"), ["Katja Sommer"]);
    prlimit(process, Resource::Fsize, before).unwrap();
    saves_by_itself(&place, "news", terminal);
}

#[test]
fn files_that_change_shrink_or_vanish_while_they_are_open() {
    let place = Place::new();
    fs::write(place.path("b.txt"), "Zweiter\n\nEin zweiter Artikel.\n").unwrap();
    fs::write(place.path("c.jsonl"), "{\"text\": \"Erster Satz.\"}\n{\"text\": \"Dritter Satz.\"}\n").unwrap();
    let files = ["article.txt", "b.txt", "c.jsonl"];
    let mut terminal = place.run(CommandBuilder::new(env!("CARGO_BIN_EXE_gloss")), &files);
    terminal.wait_for("the article", |screen| screen.contents().contains("Streit um die neue Brücke"));
    // What is on the screen stays there and can be annotated, whatever becomes of its file.
    fs::write(place.path("article.txt"), "Kurz").unwrap();
    fs::remove_file(place.path("b.txt")).unwrap();
    fs::write(place.path("c.jsonl"), "{\"text\": \"Er").unwrap();
    terminal.type_keys("/Lübeck\rL");
    terminal.wait_for_saved("label LOC");
    for said in ["b.txt: does not exist", "c.jsonl:1: c.jsonl has changed", "c.jsonl:2: c.jsonl has changed"] {
        terminal.type_keys("J");
        terminal.wait_for(said, |screen| screen.contents().contains(said));
    }
    terminal.type_keys("q");
    assert!(terminal.end().success());
}
