//! The table of terms, which the page on the query language is made from.

/// A kind of term.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The word before the colon; `None` for what is looked for in the text.
    pub key: Option<&'static str>,
    /// How it is written.
    pub written: &'static str,
    /// What it means: a sentence in lower case, without its stop.
    pub means: &'static str,
    /// Queries to try, the simplest first; each is one that can be read.
    pub examples: &'static [&'static str],
}

const fn row(
    key: Option<&'static str>,
    written: &'static str,
    means: &'static str,
    examples: &'static [&'static str],
) -> Row {
    Row { key, written, means, examples }
}

/// Every kind of term.
pub const TERMS: &[Row] = &[
    row(
        None,
        "word",
        "the word stands in the text, whole; a `*` at its end stands for any end",
        &["Putin", "sanktion*"],
    ),
    row(
        None,
        "\"several words\"",
        "the words stand beside each other in the text",
        &["\"Wladimir Putin\"", "\"rote linie*\""],
    ),
    row(None, "/expression/", "the regular expression is found in the text", &["/Russ(e|land)/", "/\\d+ Prozent/"]),
    row(
        Some("title"),
        "title:word",
        "the headline has the word, the phrase or the expression",
        &["title:china", "title:\"New York\"", "title:/^Warum/"],
    ),
    row(Some("outlet"), "outlet:word", "the newspaper, agency or site has the word in its name", &["outlet:RT"]),
    row(Some("author"), "author:word", "the author has the word in the name", &["author:\"Anna Meier\""]),
    row(
        Some("date"),
        "date:from..to",
        "the article's date lies wholly in the stretch; an end may be left out, and `date:*` is any date",
        &["date:2022", "date:2022-01..2022-03", "date:..2021", "date:2022-02-24.."],
    ),
    row(Some("tag"), "tag:name", "the document has the tag", &["tag:nato", "tag:\"eu russia\"", "tag:*"]),
    row(
        Some("label"),
        "label:name=string",
        "a span has the label, and is the string or mentions the entity of that name, where one is given; strings over 80 characters are not compared",
        &["label:PER", "label:PER=\"Putin\"", "label:ORG=nato*"],
    ),
    row(
        Some("stance"),
        "stance:target=value",
        "a stance is recorded on the target, of the value where one is given",
        &["stance:nato", "stance:nato=against", "stance:*=unclear"],
    ),
    row(
        Some("holder"),
        "holder:name",
        "somebody of the name holds a stance",
        &["holder:author", "holder:\"Wladimir Putin\""],
    ),
    row(
        Some("status"),
        "status:word",
        "the current annotator has not begun (new), has begun (started), is done, or skipped it",
        &["status:new", "status:done"],
    ),
    row(
        Some("annotator"),
        "annotator:name",
        "the annotator, a person or a program, has a sidecar; what stands beside it is then asked of that sidecar alone",
        &["annotator:anna", "annotator:anna tag:nato"],
    ),
    row(
        Some("labels"),
        "labels:number",
        "so many spans are labelled; cues and evidence do not count",
        &["labels:>10", "labels:0"],
    ),
    row(Some("tags"), "tags:number", "there are so many tags", &["tags:>=2"]),
    row(Some("stances"), "stances:number", "there are so many stances", &["stances:=1"]),
    row(Some("notes"), "notes:number", "there are so many notes", &["notes:>0"]),
    row(Some("orphans"), "orphans:number", "so many annotations have lost their place in the text", &["orphans:>0"]),
    row(Some("doubtful"), "doubtful:number", "the place of so many annotations is doubtful", &["doubtful:>0"]),
    row(
        Some("proposals"),
        "proposals:number",
        "the current annotator has not settled so many proposals of programs that stand in files",
        &["proposals:>0"],
    ),
    row(Some("seconds"), "seconds:number", "somebody worked on it so many seconds", &["seconds:>600"]),
    row(Some("chars"), "chars:number", "the text has so many characters", &["chars:<2000"]),
    row(
        Some("folder"),
        "folder:name",
        "it lies somewhere in a folder of the name; with `/`, in folders that stand so below each other",
        &["folder:2022", "folder:spiegel/2022"],
    ),
    row(Some("path"), "path:part", "its path has the part somewhere", &["path:kreml", "path:*.md"]),
    row(Some("id"), "id:name", "the record's id, or the file's name, is this", &["id:4711", "id:rt-*"]),
];
