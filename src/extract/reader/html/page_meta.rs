//! What a page says of itself: meta tags, title, language, canonical address, time.

use scraper::Html;
use scraper::node::Element;

use super::walk::{Step, text_of, walk};
use crate::doc::Meta;

/// Names of meta tags, the most trustworthy first.
const TITLE: &[&str] = &["og:title", "twitter:title", "headline", "dc.title"];
const DATE: &[&str] = &[
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dcterms.date",
    "dc.date.issued",
    "pubdate",
    "publish-date",
    "published_time",
    "parsely-pub-date",
];
const AUTHOR: &[&str] = &["author", "article:author", "dc.creator", "parsely-author", "twitter:creator"];
const OUTLET: &[&str] = &["og:site_name", "publisher", "dc.publisher", "application-name"];
const URL: &[&str] = &["og:url"];
const LANGUAGE: &[&str] = &["content-language", "og:locale", "dc.language"];

/// Everything in a page that may become metadata, in document order.
#[derive(Default)]
struct Found {
    /// Meta tags: name in lower case, content.
    tags: Vec<(String, String)>,
    title: Option<String>,
    language: Option<String>,
    canonical: Option<String>,
    time: Option<String>,
}

impl Found {
    /// The content of the first of `names` that is there.
    fn tag(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| Some(self.tags.iter().find(|(key, _)| key == name)?.1.clone()))
    }

    fn take(&mut self, element: &Element, text: impl FnOnce() -> String) {
        let attr = |name| element.attr(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
        match element.name() {
            "html" => self.language = attr("lang").or_else(|| attr("xml:lang")),
            "title" if self.title.is_none() => self.title = Some(text()).filter(|title| !title.is_empty()),
            "link" if attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| attr("href"));
            }
            "time" if self.time.is_none() => self.time = attr("datetime"),
            "meta" => {
                let name = ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(attr);
                if let (Some(name), Some(content)) = (name, attr("content")) {
                    self.tags.push((name.to_lowercase(), content.split_whitespace().collect::<Vec<_>>().join(" ")));
                }
            }
            _ => {}
        }
    }
}

/// Reads the metadata of a page. The title is the page's, without the name of the site behind it.
pub(super) fn read(html: &Html) -> Meta {
    let mut found = Found::default();
    let mut svg = 0usize;
    walk(*html.root_element(), |step| {
        let (node, opens) = match step {
            Step::Open(node) => (node, true),
            Step::Close(node) => (node, false),
        };
        let Some(element) = node.value().as_element() else { return false };
        // Pictures have titles of their own.
        if element.name() == "svg" {
            svg = if opens { svg + 1 } else { svg.saturating_sub(1) };
        }
        if opens && svg == 0 {
            found.take(element, || text_of(node));
        }
        true
    });
    let outlet = found.tag(OUTLET);
    let page_title = found.title.as_deref().map(|title| without_site(title, outlet.as_deref()));
    Meta {
        title: found.tag(TITLE).or(page_title),
        date: found.tag(DATE).or_else(|| found.time.clone()),
        author: found.tag(AUTHOR).filter(|author| !author.starts_with("http")),
        url: found.tag(URL).or_else(|| found.canonical.clone()),
        language: found.language.clone().or_else(|| found.tag(LANGUAGE)).map(|language| language.replace('_', "-")),
        extra: found
            .tag(&["description", "og:description"])
            .map(|text| ("description".to_owned(), text))
            .into_iter()
            .collect(),
        outlet,
    }
}

fn without_site(title: &str, site: Option<&str>) -> String {
    let behind = site.and_then(|site| title.strip_suffix(site));
    let rest = behind.map(str::trim_end).and_then(|rest| rest.strip_suffix(['-', '–', '—', '|', '·', ':']));
    rest.map(str::trim_end).filter(|rest| !rest.is_empty()).unwrap_or(title).to_owned()
}
