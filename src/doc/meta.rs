//! What is known about an article beside its text.

/// Metadata of an article, from its head line, front matter, HTML meta tags or record fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// The headline.
    pub title: Option<String>,
    /// The date as it was written (`2022-02`, `2022-02-04T10:00:00Z`, `4. Februar 2022`).
    pub date: Option<String>,
    /// The newspaper, agency or site.
    pub outlet: Option<String>,
    /// The author or authors, as written.
    pub author: Option<String>,
    /// Where the article was published.
    pub url: Option<String>,
    /// The language as a BCP 47 tag (`de`, `en-GB`).
    pub language: Option<String>,
    /// Every other field, in the order it was found.
    pub extra: Vec<(String, String)>,
}

/// Which fields of a record hold what. Without a name, the usual names are tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordFields {
    /// The fields with the text, joined by a blank line in this order. Empty: the first of `text`, `body`,
    /// `content`, `article`, `fulltext`, `data` that the record has.
    pub text: Vec<String>,
    /// The field with the id, else `id`, `_id`, `uid`, `doc_id`, `url`, else the number of the record.
    pub id: Option<String>,
    /// The field with the headline.
    pub title: Option<String>,
    /// The field with the date.
    pub date: Option<String>,
    /// The field with the author.
    pub author: Option<String>,
    /// The field with the newspaper, agency or site.
    pub outlet: Option<String>,
    /// The field with the address.
    pub url: Option<String>,
    /// The field with the language.
    pub language: Option<String>,
}
