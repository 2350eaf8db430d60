//! Features: what the model looks at, each as one hash.
//!
//! A feature is about one form at one place near the token in question ([`near`]), or about several at once
//! ([`joint`]). The former depend on form and place alone, so that their weights can be summed up once per form.

use super::form::{Class, Form};
use super::hash;
use crate::extract::language::choose;

/// How far a token's surroundings reach, in tokens to either side.
pub const REACH: usize = 2;

/// Places of forms near a token: from two before it to two behind it.
pub const PLACES: usize = 2 * REACH + 1;

/// The features of `form` at `place` (0 to 4; 2 is the token itself).
pub fn near(form: &Form, place: usize, emit: &mut impl FnMut(u64)) {
    let base = 1 + 32 * place as u64;
    let mut emit = |kind: u64, key: u64| emit(hash::pair(base + kind, key));
    let clusters = form.clusters;
    emit(0, form.lower);
    emit(1, form.shape);
    if clusters.fine != 0 {
        emit(2, u64::from(clusters.fine));
        emit(3, u64::from(clusters.coarse));
    }
    if place.abs_diff(REACH) > 1 {
        return;
    }
    emit(4, u64::from(form.flags) << 8 | form.class as u64);
    if place != REACH {
        emit(5, form.ending);
        return;
    }
    emit(6, form.key);
    emit(7, hash::pair(form.shape, u64::from(clusters.coarse)));
    for bit in 0..7 {
        if form.flags & (1 << bit) != 0 {
            emit(8 + bit, form.class as u64);
        }
    }
    for &part in &form.parts {
        emit(16, part);
    }
}

/// The number of a language that is neither German nor English, or unknown.
pub const FOREIGN: u8 = 0;

/// The number of a language, by its BCP 47 tag.
pub fn language(tag: Option<&str>) -> u8 {
    *choose(tag, &[1, 2, FOREIGN])
}

/// What is known of one token beside its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Setting {
    /// The language of the text, see [`language`].
    pub language: u8,
    /// Whether it is the first word of its sentence.
    pub is_first: bool,
    /// Whether it stands between quotation marks.
    pub is_quoted: bool,
    /// Whether it stands in brackets.
    pub is_bracketed: bool,
    /// Whether the sentence has no word in small letters.
    pub is_headline: bool,
    /// The tag it has where it belongs to a name of the project's own lists, else 0.
    pub known: u8,
    /// 1 where it begins a place of several words that lists know, 2 where it goes on.
    pub phrase: u8,
}

/// The features of a token that depend on several forms, or on its sentence. `window` holds the forms from two
/// before to two behind it.
pub fn joint(window: [&Form; PLACES], setting: Setting, emit: &mut impl FnMut(u64)) {
    let [before2, before, form, behind, behind2] = window;
    let mut emit = |kind: u64, a: u64, b: u64| emit(hash::pair(hash::pair(200 + kind, a), b));
    let fine = |form: &Form| u64::from(form.clusters.fine);
    let coarse = |form: &Form| u64::from(form.clusters.coarse);
    let listed = |form: &Form| u64::from(form.flags) << 8 | form.class as u64;

    emit(0, before.lower, form.lower);
    emit(1, form.lower, behind.lower);
    emit(2, before.lower, form.shape);
    emit(3, form.shape, behind.lower);
    emit(4, before.lower, behind.lower);
    emit(5, before2.lower, before.lower);
    emit(6, behind.lower, behind2.lower);
    emit(7, hash::pair(before.shape, form.shape), behind.shape);
    emit(8, hash::pair(before2.shape, before.shape), form.shape);
    emit(9, hash::pair(form.shape, behind.shape), behind2.shape);
    emit(10, fine(before), fine(form));
    emit(11, fine(form), fine(behind));
    emit(12, hash::pair(coarse(before), coarse(form)), coarse(behind));
    emit(13, fine(before), hash::pair(form.shape, fine(behind)));
    emit(14, hash::pair(coarse(before2), coarse(before)), coarse(form));
    emit(15, hash::pair(coarse(form), coarse(behind)), coarse(behind2));
    emit(16, listed(before), listed(form));
    emit(17, listed(form), listed(behind));
    emit(18, fine(before), form.ending);
    emit(19, fine(behind), form.ending);

    let language = u64::from(setting.language);
    emit(20, language, 0);
    emit(21, language, form.shape);
    emit(22, language, before.lower);
    emit(23, language, listed(form));
    if setting.is_first {
        emit(24, form.shape, coarse(form));
        emit(25, form.lower, 0);
    }
    if setting.is_quoted {
        emit(26, form.shape, before.shape);
        emit(27, 0, 0);
    }
    if setting.is_bracketed {
        emit(28, form.shape, behind.shape);
    }
    if setting.is_headline {
        emit(29, form.shape, 0);
    }
    if setting.known != 0 {
        emit(32, u64::from(setting.known), 0);
        emit(33, u64::from(setting.known), form.class as u64);
    }
    if setting.phrase != 0 {
        emit(30, u64::from(setting.phrase), 0);
        emit(31, u64::from(setting.phrase), before.lower);
    }
}

/// Works out the settings of the tokens of one sentence.
pub fn settings<'f>(forms: impl Iterator<Item = &'f Form> + Clone, language: u8) -> Vec<Setting> {
    let is_headline = !forms.clone().any(|form| form.class == Class::Lower);
    let (mut quoted, mut bracketed, mut first) = (false, false, true);
    forms
        .map(|form| {
            let sign = if form.class == Class::Mark { form.shape } else { 0 };
            quoted ^= sign == 7;
            bracketed = (bracketed || sign == 8) && sign != 9;
            let is_word = form.class != Class::Mark;
            let setting = Setting {
                language,
                is_first: first && is_word,
                is_quoted: quoted && is_word,
                is_bracketed: bracketed && is_word,
                is_headline,
                known: 0,
                phrase: 0,
            };
            first &= !is_word;
            setting
        })
        .collect()
}
