//! What the elements of a page are: article, structure or boilerplate.

use scraper::node::Element;

/// Elements that never hold text of the article.
const DROPPED: &[&str] = &[
    "aside", "audio", "button", "canvas", "datalist", "dialog", "embed", "footer", "form", "head", "iframe", "input",
    "map", "math", "menu", "meter", "nav", "noscript", "object", "option", "progress", "script", "select", "style",
    "svg", "template", "textarea", "title", "video",
];
/// ARIA roles of boilerplate.
const DROPPED_ROLES: &[&str] =
    &["alert", "banner", "complementary", "contentinfo", "dialog", "menu", "navigation", "search", "toolbar"];
/// Words in class names and ids of boilerplate.
const DROPPED_NAMES: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "breadcrumb",
    "breadcrumbs",
    "comments",
    "cookie",
    "cookies",
    "newsletter",
    "share",
    "sharing",
    "sidebar",
    "social",
];
/// Elements whose names are never held against them.
const TRUSTED: &[&str] = &["article", "body", "h1", "html", "main", "p"];

/// Whether an element is boilerplate, hidden, or no text at all.
pub(super) fn is_dropped(element: &Element) -> bool {
    let name = element.name();
    let style = || element.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    DROPPED.contains(&name)
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || element.attr("role").is_some_and(|role| DROPPED_ROLES.contains(&role))
        || ["display:none", "visibility:hidden"].iter().any(|hidden| style().contains(hidden))
        || (!TRUSTED.contains(&name) && has_dropped_name(element))
}

fn has_dropped_name(element: &Element) -> bool {
    ["class", "id"].iter().filter_map(|name| element.attr(name)).any(|value| {
        value
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| DROPPED_NAMES.iter().any(|dropped| word.eq_ignore_ascii_case(dropped)))
    })
}

/// Whether an element begins on a line of its own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "ul"
    )
}
