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
