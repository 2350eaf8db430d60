//! Good inputs to begin with.

use crate::targets::ARTICLE;

const PROJECT: &str = include_str!("../../assets/schema/news.toml");
const SETTINGS: &str = include_str!("../../config.example.toml");

const SIDECAR: &str = r#"gloss = 1
annotator = "anna"
kind = "human"
document = { name = "a.txt", text_sha256 = "0", chars = 83, offsets = "codepoints" }
review = { status = "started", seconds = 94, x-round = 2 }
entities = [
  { id = "e7m2k4qwz3hd", name = "Käthe Müller", label = "PER" },
]
spans = [
  { id = "k3f9x2ab7qmn", label = "PER", start = 0, end = 12, text = "Käthe Müller", before = "", after = " besucht Zürich 😀", entity = "e7m2k4qwz3hd", at = 2026-11-23T18:20:00Z, from = [{ by = "bot", label = "PER", start = 0, end = 12, score = 0.97 }] },
  { id = "m2xqp81vr5ce", label = "QUOTE", start = 51, end = 62, text = "„Wir reden“", attrs = { type = "direct" }, roles = { source = ["k3f9x2ab7qmn"], cue = [] } },
  { id = "p2xqp81vr5ce", label = "X", start = 0, end = 20, parts = [[0, 5], [13, 20]], text = "Käthe besucht", note = "two\nlines" },
]
tags = [
  { id = "t8wd55k0aaxz", tag = "nato", at = 2026-11-23T18:21:00Z },
]
stances = [
  { id = "s1zc9d7kq2wm", holder = { entity = "e7m2k4qwz3hd" }, target = "nato", value = "against", degree = -2, evidence = ["m2xqp81vr5ce"], x-k = { a = [1, 2.5] } },
]
rejected = [
  { id = "r4n8", layer = "span", label = "MISC", start = 21, end = 27, text = "Zürich", from = [{ by = "bot", label = "MISC", start = 21, end = 27, score = 0.41 }] },
]
later = []
notes = [
  { id = "n1", start = 0, end = 5, text = "Käthe", note = "who?" },
]
relations = [
  { id = "l1", label = "knows", head = "k3f9x2ab7qmn", tail = "p2xqp81vr5ce" },
]
conflicts = []
x-tool = { when = 2026-01-02, name = "a\u202eb" }
"#;

/// Lines of an edit log, without their checksums.
const LOG: &str = r#"{ deed = "do", tx = "a", at = 2026-01-01T00:00:00Z, before = "", after = "b", text = "DIGEST", summary = "label PER", cursor = 5, changes = [{ list = "spans", after = { id = "k", label = "PER", start = 0, end = 12, text = "Käthe Müller", at = 2026-01-01T00:00:00Z } }, { list = "review", before = { status = "new", seconds = 0 }, after = { status = "started", seconds = 0 } }] }
{ deed = "undo", tx = "a", at = 2026-01-01T00:00:00Z, before = "b", after = "c", text = "DIGEST", summary = "label PER", cursor = 5, changes = [{ list = "spans", before = { id = "k", label = "PER", start = 0, end = 12, text = "Käthe Müller" } }] }
{ saved = "c" }
{ worked = 7 }
"#;

const MARKDOWN: &str = "---\ntitle: Ein \"Titel\"\ndate: 2022-02-04\nauthors: [A, B]\n---\n\n# Kopf *schräg*\n\nText mit \
    **fett**, `code`, [Verweis](http://x.y \"t\") und ![Bild](b.png).\n\n> Zitat\n> > innen\n\n1. eins\n   - innen\n2. \
    zwei\n\n```rust\nfn a() {}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<div>roh</div>\n";

const HTML: &str = "<!doctype html><html lang=de><head><meta charset=utf-8><meta property='og:title' content='T&uuml;r'>\
    <script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2022-02-04\"}</script><title>x</title>\
    </head><body><nav>weg</nav><article><h1>Tür</h1><p>Ein <b>fetter</b> <a href=x>Satz</a>.<p>Noch einer.\
    <blockquote>Zitat</blockquote><ul><li>a<li>b</ul><table><tr><td>c</table></article><footer>weg</footer></body></html>";

/// Good inputs of a target.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let utf16: Vec<u8> = "\u{feff}Grüße 😀\n\nText.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let plain = " date 2022-02 Streit um die Brücke\n\n(dpa) Käthe Müller sprach.\n\n„Niemand fragt.“\n\n- a\n- b\n\n> z\n\nMehr \
        zum Thema - Die alte Brücke\n";
    match target {
        "sidecar" => vec![SIDECAR.into()],
        "log" => vec![LOG.into()],
        "extract" => vec![
            plain.into(),
            "Am 4. Februar 2022 sagte Bundeskanzlerin Käthe Müller (CDU) in Zürich: „Wir ‚reden‘ mit der NATO“, so Müller. \
                Sie kritisierte, dass der 3. Weltkrieg drohe. »Nein«, sagte er; \"nie\" 5\" lang.\n"
                .into(),
            "“It’s over,” said Mr. Smith’s lawyer on Monday. The U.S. condemned the plan, he said that…\n".into(),
        ],
        "project" => vec![
            PROJECT.into(),
            "[project]\nname = \"p\"\nguidelines = \"g.md\"\nsidecar_dir = \"../x\"\n[extractors]\nner = { command = [\"x\"], workers = 2, env = { A = \"b\" } }\n".into(),
        ],
        "config" => vec![SETTINGS.into(), "theme = \"pink\"\n[keys.normal]\n\"<C-x>\" = \"quit\"\n\"gq\" = \"tag a\"\n".into()],
        "markdown" => vec![MARKDOWN.into(), plain.into()],
        "html" => vec![HTML.into()],
        "jsonl" => vec![
            "{\"id\":\"../../etc/passwd\",\"title\":\"T\",\"text\":\"Ein Satz.\\n\\nNoch einer \\ud83d\\ude00.\"}\n".into(),
            "{\"id\":1,\"text\":[\"a\",\"b\"]}\n\n{\"id\":1,\"text\":\"c\"}\n{\"x\":{\"y\":[{}]}}\n".into(),
        ],
        "csv" => vec![
            "id,title,text\n1,T,\"Ein \"\"Satz\"\",\nund einer.\"\n2,,x\n".into(),
            "Kennung;text\n1;\"a,b\"\n".into(),
            "id\ttext\na\tb c\n".into(),
        ],
        "keys" => vec!["gg<C-x><S-Tab>3w<lt>P<Space>d:tag a<Enter><F12><A-CR>".into()],
        "typed" => vec![
            "abc\x1b[A\x1b[1;5C\x1bOP\x1b[200~paste\n\x1b[201~\x1b[<0;10;5M\x1b[<64;1;1M\x1b[27;5;97~üß😀\x1b".into(),
            "\x1b[97;5u\x1b[3~\x1b[15;2~\x1b]11;rgb:0/0/0\x07\x1bP+r\x1b\\\x1b[?62c".into(),
        ],
        _ => vec![plain.into(), ARTICLE.into(), utf16, b"M\xfcller und Stra\xdfe\n".to_vec(), "\u{202e}a\u{1b}[31m\tb\u{200d}\u{301}".into()],
    }
}
