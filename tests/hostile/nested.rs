//! Nesting and repetition without end, in every format: read, or refused with a message, within bounds.

use super::files::gloss;
use super::home::Home;

/// Opens what `content` is in every way; it has to end well, or with a message.
#[track_caller]
fn opens(name: &str, content: &str) {
    let home = Home::new();
    home.write(name, content);
    for arguments in [&["show", "--format", "json", name][..], &["play", name, "--keys", "GwPgg}}jv)O/z<Enter>"]] {
        let ran = gloss(&home, arguments);
        assert!(
            ran.code == 0 || (ran.code == 1 && ran.err.starts_with("gloss: ")),
            "{name} {arguments:?}: {}",
            ran.err
        );
    }
}

#[test]
fn markdown() {
    let nested = |mark: &str, times: usize| format!("{}x\n", mark.repeat(times));
    let list: String = (0..1500).map(|depth| format!("{}- x\n", " ".repeat(depth * 2))).collect();
    for content in [
        nested("> ", 20_000),
        nested("- ", 20_000),
        nested("1. ", 20_000),
        list,
        nested("**", 50_000),
        nested("*a **b ", 20_000),
        nested("_x*", 20_000),
        nested("[", 50_000),
        nested("![](", 20_000),
        nested("[a](<", 20_000),
        nested("`a``", 20_000),
        nested("<a ", 20_000),
        nested("<!--", 20_000),
        nested("&lt;&#0;", 20_000),
        format!("---\n{}\n---\nx\n", "a: [".repeat(20_000)),
        format!("|{}\n|{}\n|{}\n", "a|".repeat(5000), "-|".repeat(5000), "b|".repeat(5000)),
        (0..5000).map(|i| format!("[{i}]: x\n")).collect::<String>() + &"[1]".repeat(5000),
    ] {
        opens("a.md", &content);
    }
}

#[test]
fn pages() {
    for content in [
        "<div>".repeat(300_000),
        "<b>".repeat(50_000) + "x",
        "<p><b><i><u>x".repeat(4000),
        "<table><tr><td>".repeat(10_000),
        "</p></b>".repeat(20_000) + "x",
        "<!--".repeat(50_000) + "x",
        format!("<p {}>x", "a=b ".repeat(200_000)),
        "<svg><math><style>".repeat(20_000) + "x",
        "<template><select><option>".repeat(10_000) + "x",
        "&amp;".repeat(50_000),
        "<script>".repeat(20_000) + "x",
        "<a href=x>y</a> ".repeat(8000),
    ] {
        opens("a.html", &content);
    }
}

#[test]
fn records_and_tables() {
    opens("a.jsonl", &format!("{}\n{{\"text\": \"x\"}}\n", "[".repeat(300_000)));
    opens("a.jsonl", &format!("{}\n{{\"text\": \"x\"}}\n", "{\"text\":".repeat(100_000)));
    opens("a.jsonl", &format!("{{\"text\": \"x\", \"y\": {}1{}}}\n", "[".repeat(100), "]".repeat(100)));
    opens("a.jsonl", &format!("{{{}\"text\": \"x\"}}\n", "\"text\": 1, ".repeat(50_000)));
    opens("a.jsonl", &"{\"text\":\"x\"}\n".repeat(3000));
    opens("a.csv", &format!("id,text\n1,x{}\n", ",".repeat(1_000_000)));
    opens("a.csv", &format!("{}\n1,x\n", "text,".repeat(50_000)));
    opens("a.csv", &format!("id,text\n{}", "\"\"\"".repeat(100_000)));
}

#[test]
fn plain_text() {
    opens("a.txt", &"a".repeat(1_000_000));
    opens("a.txt", &"\n".repeat(1_000_000));
    opens("a.txt", &format!("x{}", "\u{301}".repeat(200_000)));
    opens("a.txt", &"👩\u{200d}".repeat(50_000));
    opens("a.txt", &"„".repeat(200_000));
    opens("a.txt", &"- x\n".repeat(20_000));
    opens("a.txt", &format!("{}x", "> ".repeat(200_000)));
    opens("a.txt", &"A. B. ".repeat(50_000));
    opens("a.txt", &"\u{202e}\u{1b}[2J".repeat(100_000));
}

/// TOML that nests without end, in every place that is read.
#[test]
fn settings_projects_and_sidecars() {
    let bombs = [
        format!("x = {}", "[".repeat(100_000)),
        format!("x = {}", "{a=".repeat(100_000)),
        format!("{} = 1", vec!["a"; 100_000].join(".")),
        format!("[{}]", vec!["a"; 100_000].join(".")),
        format!("x = {}1{}", "{a.b.c=[".repeat(500), "]}".repeat(500)),
        "[[a]]\n".repeat(100_000),
        // Keys within keys within brackets, each as deep as the parser lets it be.
        format!("x = {}1{}", format!("{{ {} = ", ["a"; 79].join(".")).repeat(79), "}".repeat(79)),
        format!("[{0}]\n{0} = {1}1{2}", ["a"; 79].join("."), "[".repeat(79), "]".repeat(79)),
        format!("[extractors.{0}]\n{0} = 1\n{1}", ["a"; 79].join("."), "[keys.normal.a.b.c]\n"),
        "\"\"\"".repeat(100_001),
        format!("x = \"{}\"", "\\U0001F600".repeat(100_000)),
    ];
    for bomb in &bombs {
        let home = Home::new();
        home.write("a.txt", "Titel\n\nEin Satz.\n");
        home.write("settings.toml", bomb);
        let ran = gloss(&home, &["--config", "settings.toml", "play", "a.txt", "--keys", "/Satz<Enter>P"]);
        assert!(ran.code == 0 && ran.out.contains(" saved"), "{:.40}: {ran:?}", bomb);

        home.write("a.txt.anna.gloss.toml", bomb);
        home.write("a.txt.bot.gloss.toml", bomb);
        for arguments in [&["show", "a.txt"][..], &["play", "a.txt", "--keys", "wP:faults<Enter>"]] {
            let ran = gloss(&home, arguments);
            assert!(ran.code == 1 && ran.err.starts_with("gloss: ") && ran.err.len() < 10_000, "{:.40}: {ran:?}", bomb);
        }
        assert_eq!(&home.read("a.txt.anna.gloss.toml"), bomb);

        home.write("gloss.toml", bomb);
        let ran = gloss(&home, &["show", "a.txt"]);
        assert!(ran.code <= 1 && ran.err.len() < 10_000, "{:.40}: {ran:?}", bomb);
    }
}
