//! What readers make of articles, and that nothing makes them panic.

use proptest::prelude::*;

use super::*;
use crate::doc::RecordFields;
use crate::doc::{BlockKind, InlineKind};
use crate::text::Span;

fn read_str(text: &str, format: ArticleFormat) -> Document {
    read("a", text.as_bytes().to_vec(), format).unwrap()
}

/// One line a block: its kind, and its bytes as drawn; styled stretches stand in braces, bullets in angle marks.
fn outline(document: &Document) -> Vec<String> {
    document.blocks().iter().map(|block| outline_block(document, block)).collect()
}

fn outline_block(document: &Document, block: &Block) -> String {
    let mut drawn = String::new();
    let mut at = block.span.start;
    for inline in &block.inlines {
        drawn += document.text().slice(Span::new(at, inline.span.start));
        let inside = document.text().slice(inline.span);
        drawn += &match inline.kind {
            InlineKind::Concealed => String::new(),
            InlineKind::Marker => format!("‹{inside}›"),
            kind => format!("{{{kind:?} {inside}}}"),
        };
        at = inline.span.end;
    }
    drawn += document.text().slice(Span::new(at, block.span.end));
    let depth = match block.kind {
        BlockKind::Heading(n) | BlockKind::ListItem(n) => n.to_string(),
        _ => String::new(),
    };
    format!("{}{depth}: {}", block.kind.name(), drawn.replace('\n', "⏎").replace('\r', "␍"))
}

/// The invariants of [`Document`], and that blocks of bounded size hold every word.
fn check(document: &Document) {
    let text = document.text();
    let mut at = 0;
    for block in document.blocks() {
        assert!(text.holds(block.span) && !block.span.is_empty() && block.span.start >= at, "{block:?}");
        assert!(text.slice(Span::new(at, block.span.start)).trim().is_empty());
        at = block.span.end;
        let mut inner = block.span.start;
        for inline in &block.inlines {
            assert!(text.holds(inline.span) && !inline.span.is_empty(), "{block:?}");
            assert!(inline.span.start >= inner && inline.span.end <= block.span.end, "{block:?}");
            inner = inline.span.end;
        }
    }
    assert!(text.slice(Span::new(at, text.len())).trim().is_empty());
}

fn assert_outline(format: ArticleFormat, source: &str, expected: &[&str]) -> Document {
    let document = read_str(source, format);
    check(&document);
    assert_eq!(outline(&document), expected, "{source}");
    document
}

#[test]
fn plain_blocks() {
    let cases: &[(&str, &[&str])] = &[
        (
            " date 2022-02 Gipfel in Genf\n\nText eins.\n",
            &["dateline: 2022-02", "title: Gipfel in Genf", "paragraph: Text eins."],
        ),
        (
            "date 2022-02-04\r\n\r\nGipfel in Genf\r\n\r\nText.",
            &["dateline: 2022-02-04", "title: Gipfel in Genf", "paragraph: Text."],
        ),
        (
            "Gipfel endet\n\nBy Jane Doe, 4 May 2023\n\nText.",
            &["title: Gipfel endet", "dateline: By Jane Doe, 4 May 2023", "paragraph: Text."],
        ),
        (
            "Summit ends\nBy Jane Doe\nGENEVA, 4 May 2023 —\nText.",
            &["title: Summit ends", "dateline: By Jane Doe", "dateline: GENEVA, 4 May 2023 —", "paragraph: Text."],
        ),
        ("Ein Satz.\n\nText.", &["paragraph: Ein Satz.", "paragraph: Text."]),
        ("Nur eine Zeile", &["paragraph: Nur eine Zeile"]),
        ("Zwei\nZeilen\n\nText.", &["paragraph: Zwei⏎Zeilen", "paragraph: Text."]),
        (
            "Text.\n \t\n\u{a0}\nEr sagte,\n\n\"das ist so\".\n\n\"a\", sagte er, \"b\"",
            &[
                "paragraph: Text.",
                "paragraph: Er sagte,",
                "quote: \"das ist so\".",
                "paragraph: \"a\", sagte er, \"b\"",
            ],
        ),
        ("Text.\n\n> a\n>\n> > b\nc", &["paragraph: Text.", "quote: a⏎⏎b", "paragraph: c"]),
        (
            "Text:\n- a\n  weiter\n  - b\n* c\nEnde.",
            &["paragraph: Text:", "list0: ‹-› a⏎  weiter", "list1: ‹-› b", "list0: ‹*› c", "paragraph: Ende."],
        ),
        (
            "Es kamen\n1. Anna,\n2. Bert.\n\n5. Mai war es\n7. Juni nicht.",
            &[
                "paragraph: Es kamen",
                "list0: ‹1.› Anna,",
                "list0: ‹2.› Bert.",
                "paragraph: 5. Mai war es⏎7. Juni nicht.",
            ],
        ),
        ("Text.\n\nMehr zum Thema - Was nun", &["paragraph: Text.", "related: Mehr zum Thema - Was nun"]),
        (
            "---\ntitle: \"Gipfel: das Ende\"\ndate: 2022-02-04\nauthor: [Anna Au, Bert Be]\noutlet: Blatt\n# Notiz\ntags:\n  - a\n  - b\n---\n\nText.",
            &[
                "matter: ",
                "title: Gipfel: das Ende",
                "dateline: 2022-02-04",
                "dateline: [Anna Au, Bert Be]",
                "matter: outlet: Blatt",
                "matter: ",
                "matter: tags:⏎  - a⏎  - b",
                "matter: ",
                "paragraph: Text.",
            ],
        ),
        ("---\nnur ein Strich\n---\n\nText.", &["paragraph: ---⏎nur ein Strich⏎---", "paragraph: Text."]),
    ];
    for (source, expected) in cases {
        let document = assert_outline(ArticleFormat::Plain, source, expected);
        assert_eq!(document.text().as_str(), *source);
    }
}

#[test]
fn metadata_of_plain_articles() {
    let meta = |source| read_str(source, ArticleFormat::Plain).meta().clone();
    let head =
        meta(" date 2022-02 Gipfel\n\nDer Gipfel ist zu Ende und die Gäste sind mit der Bahn nach Hause gefahren.");
    assert_eq!(
        (head.title.as_deref(), head.date.as_deref(), head.language.as_deref()),
        (Some("Gipfel"), Some("2022-02"), Some("de"))
    );
    let byline = meta("Summit ends\nBy Jane Doe, 4 May 2023\n\nText.");
    assert_eq!((byline.author.as_deref(), byline.date.as_deref()), (Some("Jane Doe"), Some("4 May 2023")));
    let front = meta(
        "---\ntitle: 'It''s over'\nsource: https://example.org/a\nauthors:\n- A\n- B\nlang: en-GB\nsummary: >\n  a\n  b\n---\nText.",
    );
    assert_eq!(front.title.as_deref(), Some("It's over"));
    assert_eq!(
        (front.url.as_deref(), front.author.as_deref(), front.language.as_deref()),
        (Some("https://example.org/a"), Some("A, B"), Some("en-GB"))
    );
    assert_eq!(front.extra, [("summary".to_owned(), "a b".to_owned())]);
}

#[test]
fn markdown_blocks() {
    let cases: &[(&str, &[&str])] = &[
        (
            "# Gipfel *endet*\n\n5. Mai 2023\n\nText.",
            &["title: Gipfel {Emphasis endet}", "dateline: 5. Mai 2023", "paragraph: Text."],
        ),
        ("Titel\n=====\n\n## Teil ##\n\n# Noch", &["title: Titel", "heading2: Teil", "heading1: Noch"]),
        ("---\ntitle: T\n---\n# H\n", &["matter: ", "title: T", "matter: ", "heading1: H"]),
        (
            "Das **ist** ***so*** `a``\\*`: [Verweis *da*](http://x.y \"t\") und ![Bild](b.png)<br>\\*x\\*\n",
            &[
                "paragraph: Das {Strong ist} {StrongEmphasis so} {Code a``\\*}: {Link Verweis }{Link da} und {Link Bild}*x*",
            ],
        ),
        ("> a *b*\n> c\n>\n> d\n", &["quote: a {Emphasis b}⏎c", "matter: ", "quote: d"]),
        (
            "- a\n- b\n  1. c\n\n     d\n-\n",
            &["list0: ‹-› a", "list0: ‹-› b", "list1: ‹1.› c", "list1: d", "list0: ‹-›"],
        ),
        ("```rust\nfn  a() {\n  b\n}\n```\n\n    x\n      y\n", &["verbatim: fn  a() {⏎  b⏎}", "verbatim: x⏎  y"]),
        (
            "| a | b |\n|---|---|\n| *c* | d |\n\nx  \ny\\\nz\n\n***\n",
            &["verbatim: | a | b |⏎|---|---|⏎| *c* | d |", "paragraph: x⏎y⏎z", "verbatim: ***"],
        ),
        (
            "<div class=\"a\">\n<!-- b --> c <b>d</b>\n</div>\n\nText [v][1].\n\n[1]: http://x.y\n",
            &["paragraph: cd", "paragraph: Text {Link v}.", "matter: "],
        ),
        (
            "Text.\n\n„Es *ist* so“.\n\n**Lesen Sie auch:** [Was nun](u)",
            &["paragraph: Text.", "quote: „Es {Emphasis ist} so“.", "related: {Strong Lesen Sie auch:} {Link Was nun}"],
        ),
        ("a\r\nb\r\n\r\n> c\r\n> d", &["paragraph: a⏎b", "quote: c⏎d"]),
    ];
    for (source, expected) in cases {
        let document = assert_outline(ArticleFormat::Markdown, source, expected);
        assert_eq!(document.text().as_str(), *source);
    }
    assert_eq!(
        read_str("# Gipfel *endet*\n\nText.", ArticleFormat::Markdown).meta().title.as_deref(),
        Some("Gipfel endet")
    );
}

#[test]
fn html_pages() {
    let page = "<!doctype html><html lang=de><head><title>Gipfel endet - Blatt</title>\
        <meta property='og:site_name' content='Blatt'><meta name=author content='Anna Au'>\
        <meta property='article:published_time' content='2022-02-04T10:00:00Z'><link rel=canonical href='http://x.y/z'>\
        <script>var a = '<p>nicht</p>';</script></head><body><header><h1>Blatt</h1><nav><p>Start</p></nav></header>\
        <main><article><header><p>Genf &ndash; 4. Februar</p><h1>Gipfel   <em>endet</em></h1></header>\
        <p>Ein  <b>Satz</b> &amp;\n noch<br>einer.</p>lose<blockquote><p>Zitat</p></blockquote>\
        <h2>Teil</h2><ul><li></li></ul><ol start=3><li>a<ul><li>b</ul><li>c</ol><pre>\n x\n  y </pre>\
        <table><tr><th>A<th>B<tr><td>1<td>2</table><p hidden>weg</p><div class='share-bar'>Teilen</div>\
        <p>„Es ist so“.</p><p>&nbsp;</p><p>Lesen Sie auch: <a href=u>Was nun</a></p></article></main>\
        <aside><p>Werbung</p></aside><footer><p>Impressum</p></footer></body></html>";
    let document = assert_outline(
        ArticleFormat::Html,
        page,
        &[
            "title: Gipfel endet",
            "paragraph: Genf – 4. Februar",
            "paragraph: Ein {Strong Satz} & noch⏎einer.",
            "paragraph: lose",
            "quote: Zitat",
            "heading2: Teil",
            "list0: ‹3.› a",
            "list1: ‹•› b",
            "list0: ‹4.› c",
            "verbatim:  x⏎  y",
            "verbatim: A\tB⏎1\t2",
            "quote: „Es ist so“.",
            "related: Lesen Sie auch: {Link Was nun}",
        ],
    );
    assert!(
        document.text().as_str().starts_with("Gipfel endet\n\nGenf – 4. Februar\n\nEin Satz & noch\neiner.\n\nlose")
    );
    assert_eq!(document.reader(), Some("html/1"));
    let meta = document.meta();
    assert_eq!(
        (meta.title.as_deref(), meta.outlet.as_deref(), meta.author.as_deref()),
        (Some("Gipfel endet"), Some("Blatt"), Some("Anna Au"))
    );
    assert_eq!(
        (meta.date.as_deref(), meta.url.as_deref(), meta.language.as_deref()),
        (Some("2022-02-04T10:00:00Z"), Some("http://x.y/z"), Some("de"))
    );

    let bare = "<title>T</title><div><div class=nav><a>x</a></div><div id=c><p>Lang genug ist das.<p>Und das auch.</div></div>";
    assert_outline(
        ArticleFormat::Html,
        bare,
        &["title: T", "paragraph: Lang genug ist das.", "paragraph: Und das auch."],
    );
    assert_outline(ArticleFormat::Html, "<b>nur</b> Text", &["paragraph: {Strong nur} Text"]);
    let empty = read("a", b"<html><script>x</script></html>".to_vec(), ArticleFormat::Html);
    assert_eq!(empty.unwrap_err(), Unreadable::NoText);
}

#[test]
fn records_become_documents() {
    let fields = RecordFields::default();
    let line = r#"{"id": 7, "title": "T", "body": "Erster.\n\nZweiter.", "source": "Blatt", "date": "2022", "label": ["x"], "n": 3, "author": ["A", "B"]}"#;
    let document = from_json(line, 1, &fields).unwrap();
    check(&document);
    assert_eq!((document.name(), document.text().as_str()), ("7", "Erster.\n\nZweiter."));
    assert_eq!(outline(&document), ["paragraph: Erster.", "paragraph: Zweiter."]);
    let meta = document.meta();
    assert_eq!(
        (meta.title.as_deref(), meta.outlet.as_deref(), meta.author.as_deref()),
        (Some("T"), Some("Blatt"), Some("A, B"))
    );
    assert_eq!(meta.extra, [("label".to_owned(), "x".to_owned()), ("n".to_owned(), "3".to_owned())]);

    let joined = RecordFields { text: vec!["title".into(), "body".into()], id: Some("nr".into()), ..fields.clone() };
    let document = from_json(r#"{"title": "Ein Titel.", "body": "Text."}"#, 12, &joined).unwrap();
    assert_eq!(
        (document.name(), outline(&document)),
        ("12", vec!["title: Ein Titel.".to_owned(), "paragraph: Text.".to_owned()])
    );

    let document = from_json(r#"{"text": " date 2022-02 Gipfel\n\nText."}"#, 1, &fields).unwrap();
    assert_eq!(outline(&document), ["dateline: 2022-02", "title: Gipfel", "paragraph: Text."]);

    let header = csv::StringRecord::from(vec!["\u{FEFF}uid", "content", "lang"]);
    let row = csv::StringRecord::from(vec!["a/b", "Text.", "en"]);
    let document = from_row(&header, &row, 1, &fields).unwrap();
    assert_eq!((document.name(), document.meta().language.as_deref()), ("a/b", Some("en")));

    for (line, message) in [
        ("{\"id\": 1,", "is not JSON: EOF while parsing a value, column 9"),
        ("[1]", "is a list, not an object such as {\"id\": …, \"text\": …}"),
        (
            r#"{"id": 1, "txt": "a"}"#,
            "has no text: expected a field `text` or `body` or `content` or `article` or `fulltext` or `data`, found `id`, `txt`; name the field in `text_fields`",
        ),
        (r#"{"text": " "}"#, "is empty"),
    ] {
        assert_eq!(from_json(line, 1, &fields).unwrap_err().to_string(), message);
    }
}

#[test]
fn deep_and_long_inputs_are_no_trouble() {
    let hostile = [
        format!("{}tief", "<div>".repeat(100_000)),
        format!("<p>a{}", "<b><i><p>".repeat(20_000)),
        format!("<p {}>a", "b=c ".repeat(50_000)),
        format!("{}tief", "<ul><li>".repeat(30_000)),
        format!("{}a", ">".repeat(50_000)),
        format!("{}a", "> ".repeat(20_000)),
        format!("{}a", "- ".repeat(2_000)),
        "[".repeat(50_000),
        "*a _b ".repeat(20_000),
        "wort ".repeat(100_000),
        "a\n\n".repeat(50_000),
    ];
    for source in hostile {
        for format in [ArticleFormat::Plain, ArticleFormat::Markdown, ArticleFormat::Html] {
            check(&read_str(&source, format));
        }
    }
}

/// Bits of markup that are likely to be taken for something when they meet.
fn markup() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\t",
        "a",
        "Wort",
        "ä",
        "\u{301}",
        "😀",
        "漢",
        "> ",
        ">",
        "- ",
        "1. ",
        "2) ",
        "* ",
        "*",
        "**",
        "_",
        "`",
        "```",
        "# ",
        "---",
        "---\n",
        "title: ",
        "date: 2022\n",
        " date 2022-02 ",
        "By ",
        "4 May 2023",
        "\"",
        "„",
        "“",
        "Read more: ",
        "[a](b)",
        "![a](b)",
        "[a]: b",
        "|",
        "|-|\n",
        "<",
        "<p>",
        "</p>",
        "<div>",
        "<ul>",
        "<li>",
        "<b>",
        "</b>",
        "<pre>",
        "<!--",
        "-->",
        "<h1>",
        "</h1>",
        "<table><tr><td>",
        "&amp;",
        "&#0;",
        "<br>",
        "\\",
        "\u{a0}",
        "\u{0b}",
        "=",
        "    ",
        "<script>",
        "</script>",
    ]);
    prop::collection::vec(bits, 0..40).prop_map(|bits| bits.concat())
}

proptest! {
    #[test]
    fn any_markup_is_read(source in markup()) {
        for format in [ArticleFormat::Plain, ArticleFormat::Markdown, ArticleFormat::Html] {
            let Ok(document) = read("a", source.clone().into_bytes(), format) else { continue };
            check(&document);
            if format != ArticleFormat::Html {
                prop_assert_eq!(document.text().as_str(), source.as_str());
            }
        }
        let json = serde_json::json!({ "title": source.clone(), "text": source.clone(), "id": source.clone() }).to_string();
        let fields = RecordFields { text: vec!["title".into(), "text".into()], ..RecordFields::default() };
        if let Ok(document) = from_json(&json, 1, &fields) {
            prop_assert_eq!(id_of_json(&json, 1, &fields), Some(document.name().to_owned()));
            check(&document);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), line in "\\PC{0,80}") {
        for format in [ArticleFormat::Plain, ArticleFormat::Markdown, ArticleFormat::Html] {
            if let Ok(document) = read("a", bytes.clone(), format) {
                check(&document);
            }
        }
        let _ = Format::of(&line, &bytes);
        let _ = from_json(&line, 1, &RecordFields::default());
    }
}
