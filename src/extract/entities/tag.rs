//! Tags: what the model says of each token.

use crate::extract::mention::EntityKind;

/// How many tags there are.
pub const TAGS: usize = 11;

/// A row of one number for each tag.
pub type Row<T = f32> = [T; TAGS];

/// No name.
pub const OUTSIDE: usize = 0;
/// A word made of the name of a place, person or organisation: "deutsch", "Berliner". No mention.
pub const DERIVED: usize = 9;
/// A compound with a name in it: "NATO-Gipfel". No mention.
pub const PART: usize = 10;

/// The tag of the first token of a mention.
pub fn begin(kind: EntityKind) -> usize {
    1 + 2 * kind as usize
}

/// The tag of the other tokens of a mention.
pub fn inside(kind: EntityKind) -> usize {
    2 + 2 * kind as usize
}

/// The kind of the mention that `tag` begins.
pub fn begins(tag: usize) -> Option<EntityKind> {
    EntityKind::ALL.into_iter().find(|&kind| begin(kind) == tag)
}

/// Whether `tag` may follow `before`: a mention is continued only by itself.
pub fn may_follow(before: usize, tag: usize) -> bool {
    EntityKind::ALL.into_iter().all(|kind| tag != inside(kind) || before == inside(kind) || before == begin(kind))
}
