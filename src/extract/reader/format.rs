//! What kind of file an article or a corpus is.

/// The format of a file that holds articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One article.
    Article(ArticleFormat),
    /// Many records, each a document.
    Corpus(CorpusFormat),
}

/// The format of a file that is one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArticleFormat {
    /// `.txt`, `.text`
    Plain,
    /// `.md`, `.markdown`
    Markdown,
    /// `.html`, `.htm`, `.xhtml`
    Html,
}

/// The format of a file of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CorpusFormat {
    /// `.jsonl`, `.ndjson`: one JSON object a line.
    JsonLines,
    /// `.csv`: a header row, fields between commas.
    Csv,
    /// `.tsv`: a header row, fields between tabs.
    Tsv,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// `.gz` (RFC 1952)
    Gzip,
    /// `.zst` (RFC 8878)
    Zstandard,
}

impl Compression {
    /// The compression that the last extension of `name` stands for, in any case.
    pub fn of_name(name: &str) -> Option<Compression> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "gz" => Some(Compression::Gzip),
            "zst" => Some(Compression::Zstandard),
            _ => None,
        }
    }
}

/// How far into a file of unknown name its markup is looked for, in bytes.
const SNIFFED: usize = 1024;

impl Format {
    /// The format that the extension of `name` stands for, in any case, or the one before `.gz` or `.zst`; `None` for
    /// every other extension.
    pub fn of_name(name: &str) -> Option<Format> {
        let compressed = Compression::of_name(name).and_then(|_| name.rsplit_once('.'));
        let name = compressed.map_or(name, |(name, _)| name);
        let (stem, extension) = name.rsplit_once('.')?;
        if stem.is_empty() || stem.ends_with(['/', '\\']) {
            return None;
        }
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" => Format::Article(ArticleFormat::Plain),
            "md" | "markdown" => Format::Article(ArticleFormat::Markdown),
            "html" | "htm" | "xhtml" => Format::Article(ArticleFormat::Html),
            "jsonl" | "ndjson" => Format::Corpus(CorpusFormat::JsonLines),
            "csv" => Format::Corpus(CorpusFormat::Csv),
            "tsv" => Format::Corpus(CorpusFormat::Tsv),
            _ => return None,
        })
    }

    /// The format of a file that somebody asked for: by its name, else (standard input, an unknown extension) by
    /// its first bytes: HTML where they are markup, plain text otherwise.
    pub fn of(name: &str, prefix: &[u8]) -> Format {
        Format::of_name(name).unwrap_or_else(|| {
            let html = looks_like_html(prefix);
            Format::Article(if html { ArticleFormat::Html } else { ArticleFormat::Plain })
        })
    }
}

fn looks_like_html(prefix: &[u8]) -> bool {
    let prefix = prefix.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(prefix).trim_ascii_start();
    let head = prefix.get(..SNIFFED.min(prefix.len())).unwrap_or_default().to_ascii_lowercase();
    let starts = |tag: &str| head.starts_with(tag.as_bytes());
    let holds = |tag: &str| memchr::memmem::find(&head, tag.as_bytes()).is_some();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| starts(tag))
        || (starts("<") && ["<html", "<head>", "<body", "<!doctype html"].iter().any(|tag| holds(tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_first_then_bytes() {
        let (plain, html) = (Format::Article(ArticleFormat::Plain), Format::Article(ArticleFormat::Html));
        for (name, prefix, format) in [
            ("a.TXT", "<html>", plain),
            ("dir.d/a.b.htm", "", html),
            ("a.ndjson", "", Format::Corpus(CorpusFormat::JsonLines)),
            ("b.htm.Gz", "", html),
            ("c.csv.zst", "", Format::Corpus(CorpusFormat::Csv)),
            ("-", "\u{FEFF} <!DOCTYPE HTML><p>", html),
            ("a.php", "<?xml version='1.0'?>\n<html lang='de'>", html),
            ("LICENSE", "Permission < granted", plain),
            (".txt", "", plain),
        ] {
            assert_eq!(Format::of(name, prefix.as_bytes()), format, "{name}");
        }
        assert_eq!(Format::of_name("photo.png"), None);
        assert_eq!(Format::of_name("a.tar.gz"), None);
        assert_eq!(Format::of_name("a.txt.gz.gz"), None);
        assert_eq!(Format::of_name(".txt.gz"), None);
        assert_eq!(Format::of_name("sub.md/.txt"), None);
    }
}
