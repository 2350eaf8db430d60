//! The terms of the query language, as text and as the page of the documents.

use std::io::{self, Write};

use super::markdown::{self, capital, code, prose};
use super::table::Table;
use crate::corpus::query::TERMS;

/// What stands before the table of the page.
const HEAD: &str = "\
# The query language

Made from the table of terms; `gloss keys --queries` lists them, too. A query says which documents are meant: in
`gloss search`, in `gloss stats`, `gloss sample` and `gloss export` behind `--where`, and in the concordance of the reader.

Terms that stand beside each other must all be true; `and` between them says the same. `or` asks for one of them, `not`
turns the next one around, parentheses keep together: `not` binds closest, then `and`, then `or`. To look for one of these
words, put it in quotation marks. `@name` stands for a saved query.

Without a capital letter, a word is found in any case: `putin` finds Putin and PUTIN, `Putin` finds Putin alone. Accents
count, however they are written.

What sidecars say is asked of the sets of people, and a term is true where any of them says so. `annotator:x` asks the
sets of `x` instead, a person or a program, in everything that stands with it between the same parentheses. Counts of a
document without a sidecar are 0, and its status is new.
";

/// What stands behind it.
const TAIL: &str = "\
## Saved queries

They stand in the project file, under the names they are called by:

```toml
[queries]
war = \"sanktion* or tag:nato\"
open = \"@war not status:done\"
```

## Lists

`gloss sample -n 100 --seed 7 --where 'date:2022' news > list.txt` draws documents, the same on every machine;
`gloss --list list.txt` opens exactly these, in this order, and every command that takes paths takes `--list`, too. A list
is a path a line, and `news.jsonl:17` is the 17th record of a corpus.
";

pub(super) fn print(as_markdown: bool, out: &mut dyn Write) -> io::Result<()> {
    match as_markdown {
        true => {
            writeln!(out, "{HEAD}")?;
            let mut table = markdown::Table::new(["Term", "Is true where", "Examples"]);
            for row in TERMS {
                let examples: Vec<String> = row.examples.iter().map(|example| code(example)).collect();
                table.row([code(row.written), prose(&capital(row.means)), examples.join(", ")]);
            }
            table.print(out)?;
            write!(out, "\n{TAIL}")
        }
        false => {
            let mut table = Table::default();
            TERMS.iter().for_each(|row| table.row([row.written.to_owned(), row.means.to_owned()]));
            table.print(out, "")
        }
    }
}
