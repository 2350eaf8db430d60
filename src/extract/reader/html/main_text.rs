//! Which part of a page is the article.

use scraper::Html;

use super::element;
use super::walk::{Node, Step, text_of, walk};
use crate::doc::Meta;

/// The main part of a page.
pub(super) struct Main<'a> {
    /// The element that holds the article.
    pub root: Node<'a>,
    /// Whether the page marks it up as its main part; a `<header>` inside is then the article's own.
    marked: bool,
}

/// The heading of the article.
pub(super) struct Heading<'a> {
    pub node: Node<'a>,
    pub text: String,
}

/// Text in paragraphs below an element, in bytes.
struct Weighed<'a> {
    node: Node<'a>,
    weight: usize,
}

impl<'a> Main<'a> {
    /// Finds the main part: the `<article>` with most paragraph text if that is half of the page's, else `<main>`,
    /// else the innermost element that holds three quarters of the paragraph text.
    pub fn of(html: &'a Html) -> Main<'a> {
        let page = *html.root_element();
        let weighed = weigh(page);
        let total = weighed.last().map_or(0, |page| page.weight);
        let named = |test: &dyn Fn(&scraper::node::Element) -> bool| {
            weighed
                .iter()
                .filter(|weighed| weighed.node.value().as_element().is_some_and(test))
                .max_by_key(|weighed| weighed.weight)
        };
        let article = named(&|element| element.name() == "article").filter(|article| article.weight * 2 >= total);
        let main = || named(&|element| element.name() == "main" || element.attr("role") == Some("main"));
        if let Some(marked) = article.or_else(main) {
            return Main { root: marked.node, marked: true };
        }
        let most = weighed.iter().find(|weighed| total > 0 && weighed.weight * 4 >= total * 3);
        // One paragraph alone: all that stands around it counts too.
        let most = most.map(|most| most.node).filter(|node| !is_named(*node, "p")).unwrap_or(page);
        Main { root: most, marked: false }
    }

    /// Whether `node` does not belong to the article.
    pub fn drops(&self, node: Node<'_>) -> bool {
        let Some(element) = node.value().as_element() else { return false };
        node != self.root && (element::is_dropped(element) || (element.name() == "header" && !self.marked))
    }

    /// The article's heading: the first `<h1>` of the main part, else one elsewhere that the page's title speaks
    /// of. Completes the title in `meta`, which is the page's until then.
    pub fn heading(&self, html: &'a Html, meta: &mut Meta) -> Option<Heading<'a>> {
        let inside = self.first_h1(self.root, false);
        let title = meta.title.clone();
        let heading = inside.or_else(|| {
            let elsewhere = self.first_h1(*html.root_element(), true)?;
            title.as_ref().is_none_or(|title| title.contains(&elsewhere.text)).then_some(elsewhere)
        });
        if meta.title.is_none() {
            meta.title = heading.as_ref().map(|heading| heading.text.clone());
        }
        heading
    }

    fn first_h1(&self, root: Node<'a>, everywhere: bool) -> Option<Heading<'a>> {
        let mut first = None;
        walk(root, |step| {
            let Step::Open(node) = step else { return true };
            if first.is_some() || (self.drops(node) && !(everywhere && is_named(node, "header"))) {
                return false;
            }
            if is_named(node, "h1") {
                first = Some(Heading { node, text: text_of(node) }).filter(|heading| !heading.text.is_empty());
            }
            true
        });
        first
    }
}

fn is_named(node: Node<'_>, name: &str) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == name)
}

/// How much paragraph text every element holds, innermost first.
fn weigh(page: Node<'_>) -> Vec<Weighed<'_>> {
    let mut weighed = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut paragraphs = 0usize;
    walk(page, |step| match step {
        Step::Open(node) => {
            let value = node.value();
            if let Some(text) = value.as_text() {
                if paragraphs > 0
                    && let Some(weight) = open.last_mut()
                {
                    *weight += text.trim().len();
                }
                return false;
            }
            let dropped = |element| element::is_dropped(element) || element.name() == "header";
            if value.as_element().is_none_or(dropped) {
                return false;
            }
            paragraphs += usize::from(is_named(node, "p"));
            open.push(0);
            true
        }
        Step::Close(node) => {
            paragraphs -= usize::from(is_named(node, "p"));
            let weight = open.pop().unwrap_or(0);
            weighed.push(Weighed { node, weight });
            if let Some(parent) = open.last_mut() {
                *parent += weight;
            }
            true
        }
    });
    weighed
}
