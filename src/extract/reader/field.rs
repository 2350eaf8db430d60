//! What fields of front matter and of records are usually called.

use crate::doc::Meta;

/// The usual names of the field with the headline, the likeliest first.
pub(super) const TITLE: &[&str] = &["title", "headline", "titel", "überschrift"];
/// The usual names of the field with the date.
pub(super) const DATE: &[&str] =
    &["date", "published", "published_at", "publish_date", "publication_date", "created", "created_at", "datum"];
/// The usual names of the field with the author.
pub(super) const AUTHOR: &[&str] = &["author", "authors", "byline", "by", "autor", "autoren"];
/// The usual names of the field with the newspaper, agency or site.
pub(super) const OUTLET: &[&str] =
    &["outlet", "source", "publisher", "site", "site_name", "newspaper", "medium", "quelle"];
/// The usual names of the field with the address.
pub(super) const URL: &[&str] = &["url", "link", "source_url", "canonical"];
/// The usual names of the field with the language.
pub(super) const LANGUAGE: &[&str] = &["language", "lang", "sprache"];

/// What a field says of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Date,
    Author,
    Outlet,
    Url,
    Language,
    Other,
}

impl Role {
    /// The role of a field by its usual name, in any case; `value` tells a source's name from its address.
    pub(super) fn of(key: &str, value: &str) -> Role {
        let key = key.trim().to_lowercase();
        let is = |names: &[&str]| names.contains(&key.as_str());
        match () {
            () if is(TITLE) => Role::Title,
            () if is(DATE) => Role::Date,
            () if is(AUTHOR) => Role::Author,
            () if is(OUTLET) && value.starts_with("http") => Role::Url,
            () if is(OUTLET) => Role::Outlet,
            () if is(URL) => Role::Url,
            () if is(LANGUAGE) => Role::Language,
            () => Role::Other,
        }
    }
}

/// Puts a field into its place in `meta`; what has no place of its own, or comes twice, is kept among the others.
pub(super) fn fill(meta: &mut Meta, role: Role, key: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let place = match role {
        Role::Title => Some(&mut meta.title),
        Role::Date => Some(&mut meta.date),
        Role::Author => Some(&mut meta.author),
        Role::Outlet => Some(&mut meta.outlet),
        Role::Url => Some(&mut meta.url),
        Role::Language => Some(&mut meta.language),
        Role::Other => None,
    };
    match place {
        Some(place @ None) => *place = Some(value.to_owned()),
        _ => meta.extra.push((key.to_owned(), value.to_owned())),
    }
}
