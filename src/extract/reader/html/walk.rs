//! Walking a tree of any depth without recursion.

use std::ops::Deref;

use scraper::ElementRef;

/// A node of the page's tree.
pub(super) type Node<'a> = <ElementRef<'a> as Deref>::Target;

/// One step of a walk.
pub(super) enum Step<'a> {
    /// A node begins.
    Open(Node<'a>),
    /// A node ends, behind all that is inside.
    Close(Node<'a>),
}

/// Visits `root` and all below in document order. Where `visit` answers `false` on opening, neither the inside of
/// the node nor its end is visited; on closing, the answer does not count.
pub(super) fn walk<'a>(root: Node<'a>, mut visit: impl FnMut(Step<'a>) -> bool) {
    let mut node = root;
    loop {
        let inside = visit(Step::Open(node));
        if inside && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if inside {
            visit(Step::Close(node));
        }
        loop {
            if node == root {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            node = parent;
            visit(Step::Close(node));
        }
    }
}

/// All text below `root` in one line, white space collapsed.
pub(super) fn text_of(root: Node<'_>) -> String {
    let mut text = String::new();
    walk(root, |step| {
        if let Step::Open(node) = step {
            if let Some(piece) = node.value().as_text() {
                text.push_str(piece);
            } else if node.value().as_element().is_some_and(|element| element.name() == "br") {
                text.push(' ');
            }
        }
        true
    });
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
