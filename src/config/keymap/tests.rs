use super::*;
use crate::config::schema::Schema;
use crate::config::settings::{Layer, Origin};
use proptest::prelude::*;

fn keys(text: &str) -> Vec<Key> {
    Key::sequence(text).unwrap()
}

fn load(text: &str) -> (Keymap, Vec<String>) {
    let check = |command: &str| match command.split(' ').next() {
        Some("nonsense") => Err("there is no command nonsense".to_owned()),
        _ => Ok(()),
    };
    let read = Keymap::load(&[Layer { origin: Origin::File("config.toml".to_owned()), text }], &check);
    (read.value, read.diagnostics.iter().map(ToString::to_string).collect())
}

#[test]
fn defaults_are_sound() {
    let read = Keymap::load(&[], &|_| Ok(()));
    assert_eq!(read.diagnostics, []);
    for context in Context::ALL {
        assert!(read.value.bindings(context).count() > 0, "{}", context.name());
        for (sequence, command) in read.value.bindings(context) {
            assert_eq!(read.value.lookup(context, &keys(&sequence)), Lookup::Command(command), "{sequence}");
            assert!(!sequence.contains(['[', ']', '@', '\\', '|', '~']), "{sequence} needs AltGr in Germany");
        }
    }
    for motion in MOTIONS {
        assert!(!read.value.keys_in(Context::Edge, motion).is_empty(), "{motion} is bound to nothing");
    }
}

#[test]
fn prefixes_list_what_follows() {
    let keymap = Keymap::default();
    assert_eq!(keymap.lookup(Context::Normal, &keys("gm")), Lookup::Command("next-mention"));
    assert_eq!(keymap.lookup(Context::Normal, &keys("gm<Esc>")), Lookup::None);
    assert_eq!(keymap.title(&keys("<Space>")), Some("menu"));
    let Lookup::Prefix(next) = keymap.lookup(Context::Normal, &keys("z")) else { panic!() };
    let shown: Vec<String> = next.iter().map(|next| format!("{} {}", next.key, next.command.unwrap())).collect();
    assert_eq!(shown, ["z center-cursor", "t cursor-to-top", "b cursor-to-bottom"]);
    let Lookup::Prefix(all) = keymap.lookup(Context::Normal, &[]) else { panic!() };
    let g = all.iter().find(|next| next.key == Key::char('g')).unwrap();
    assert_eq!((g.command, g.title), (None, Some("go to")));
    assert_eq!(keymap.keys_for("page-down"), ["<C-f>", "<PageDown>"]);
}

#[test]
fn select_and_edge_fall_back() {
    let keymap = Keymap::default();
    let select = |sequence| keymap.lookup(Context::Select, &keys(sequence));
    assert_eq!(select("w"), Lookup::Command("next-word"));
    assert_eq!(select("o"), Lookup::Command("swap-ends"));
    assert_eq!(select("aq"), Lookup::Command("select-quotation around"));
    assert!(matches!(select("a"), Lookup::Prefix(next) if next.len() == 5));
    let edge = |sequence| keymap.lookup(Context::Edge, &keys(sequence));
    assert_eq!(edge("e"), Lookup::Command("word-end"));
    assert_eq!(edge("x"), Lookup::None);
    assert_eq!(edge("<Enter>"), Lookup::Command("confirm"));
    assert_eq!(keymap.lookup(Context::Pager, &keys("w")), Lookup::None);
}

#[test]
fn users_bind_and_unbind() {
    let (keymap, found) = load(
        "[keys.normal]\n\"<F2>\" = \"label PER\"\ngm = \"\"\n\"z\" = \"center-cursor\"\n[keys.select]\ny = \"\"\n\
         [keys.groups]\ng = \"gehe zu\"\n",
    );
    assert_eq!(found, [""; 0]);
    let normal = |sequence| keymap.lookup(Context::Normal, &keys(sequence));
    assert_eq!(normal("<F2>"), Lookup::Command("label PER"));
    assert_eq!(normal("gm"), Lookup::None);
    assert_eq!(normal("z"), Lookup::Command("center-cursor"));
    assert_eq!(normal("y"), Lookup::Command("copy"));
    assert_eq!(keymap.lookup(Context::Select, &keys("y")), Lookup::None);
    assert_eq!(keymap.title(&keys("g")), Some("gehe zu"));
    assert!(keymap.bindings(Context::Normal).all(|(sequence, _)| sequence != "gm"));
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let (_, found) = load(
        "[keys.normal]\n\"g<Entr>\" = \"undo\"\nr = 5\nU = \"nonsense 3\"\nR = \"undo\"\nRR = \"redo\"\n3 = \"undo\"\n\
         [keys.nromal]\n",
    );
    let first: Vec<&str> = found.iter().filter_map(|shown| shown.lines().next()).collect();
    assert_eq!(
        first,
        [
            "config.toml:2:3: there is no key <Entr>; did you mean <Enter>?",
            "config.toml:3:5: r must have a command in quotation marks",
            "config.toml:4:5: U: there is no command nonsense",
            "config.toml:6:1: R and RR are in each other's way; only RR is bound",
            "config.toml:7:1: 3 begins a count, so 3 is never reached; choose other keys",
            "config.toml:8:7: there is no key keys.nromal; did you mean keys.normal?",
        ]
    );
}

#[test]
fn labels_take_free_keys_and_clash_with_bound_ones() {
    let (keymap, clashes) = Keymap::default().with_labels(&Schema::news());
    assert_eq!(clashes, []);
    for context in [Context::Normal, Context::Select] {
        assert_eq!(keymap.lookup(context, &keys("P")), Lookup::Command("label PER"));
    }
    let schema = "[[labels]]\nname = \"X\"\nkey = \"x\"\n[[labels]]\nname = \"INNER\"\nkey = \"i\"\n\
                  [[stance.values]]\nname = \"hostile\"\nkey = \"h\"\n";
    let (keymap, clashes) = Keymap::default().with_labels(&Schema::parse("gloss.toml", schema).value);
    assert_eq!(keymap.lookup(Context::Normal, &keys("x")), Lookup::Command("reject"));
    let shown: Vec<String> = clashes.iter().map(ToString::to_string).collect();
    let rest = "give it another key in the schema, or bind the command to another";
    assert_eq!(
        shown,
        [
            format!("the label \"X\" wants the key x, which is bound to reject (normal); {rest}"),
            format!("the label \"INNER\" wants the key i, which is bound to select-word (select); {rest}"),
            format!("the stance value \"hostile\" wants the key h, which is bound to panel-holder (stance); {rest}"),
        ]
    );
    let (own, _) = load("[keys.normal]\nP = \"label PER\"\n");
    assert_eq!(own.with_labels(&Schema::news()).1, []);
}

proptest! {
    /// Whatever is bound last can be reached, and no keys are both a command and the beginning of another.
    #[test]
    fn the_last_binding_holds(bound in prop::collection::vec(("[abg]{1,3}", "[xyz]"), 1..9)) {
        let mut keymap = Keymap::default();
        for (sequence, command) in &bound {
            keymap.bind(Context::Select, keys(sequence), command);
        }
        keymap.resolve();
        let (sequence, command) = bound.last().unwrap();
        prop_assert_eq!(keymap.lookup(Context::Select, &keys(sequence)), Lookup::Command(command));
        let all = &keymap.map(Context::Select).all;
        for (i, one) in all.iter().enumerate() {
            prop_assert!(all[..i].iter().all(|other| !other.collides(&one.keys)));
        }
    }
}
