//! A sidecar that git could not merge: both versions of it.

/// The versions between git's conflict markers, each as a whole file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sides {
    pub(super) ours: String,
    /// The common ancestor, where git was told to show it (`merge.conflictStyle = diff3`).
    pub(super) base: Option<String>,
    pub(super) theirs: String,
}

/// Takes a file with conflict markers apart; `None` where the markers do not stand as git sets them.
pub(super) fn sides(source: &str) -> Option<Sides> {
    #[derive(PartialEq)]
    enum Part {
        Shared,
        Ours,
        Base,
        Theirs,
    }
    let (mut ours, mut base, mut theirs) = (String::new(), String::new(), String::new());
    let (mut part, mut has_base, mut hunks) = (Part::Shared, true, 0);
    let mut saw_base = false;
    for line in source.split_inclusive('\n') {
        match part {
            Part::Shared if line.starts_with("<<<<<<<") => (part, saw_base) = (Part::Ours, false),
            Part::Ours if line.starts_with("|||||||") => (part, saw_base) = (Part::Base, true),
            Part::Ours | Part::Base if line.starts_with("=======") => part = Part::Theirs,
            Part::Theirs if line.starts_with(">>>>>>>") => {
                part = Part::Shared;
                has_base &= saw_base;
                hunks += 1;
            }
            Part::Shared => [&mut ours, &mut base, &mut theirs].into_iter().for_each(|side| side.push_str(line)),
            Part::Ours => ours.push_str(line),
            Part::Base => base.push_str(line),
            Part::Theirs => theirs.push_str(line),
        }
    }
    (part == Part::Shared && hunks > 0).then_some(Sides { ours, base: has_base.then_some(base), theirs })
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_versions_and_the_ancestor_are_taken_apart() {
        let plain = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> theirs\nd\n";
        let sides = super::sides(plain).unwrap();
        assert_eq!((sides.ours.as_str(), sides.base, sides.theirs.as_str()), ("a\nb\nd\n", None, "a\nc\nd\n"));
        let diff3 = plain.replace("=======", "||||||| 1234\nx\n=======");
        assert_eq!(super::sides(&diff3).unwrap().base.as_deref(), Some("a\nx\nd\n"));
        assert_eq!(super::sides("a\n<<<<<<< HEAD\nb\n"), None);
        assert_eq!(super::sides("a\nb\n"), None);
    }
}
