//! Which prediction answers which gold span.

use super::Labelled;

/// What counts as right: the four schemes of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013, section 5), by the
/// names that `nervaluate` gives them, but for `ent_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The same boundaries and the same label.
    Strict,
    /// The same boundaries, whatever the label.
    Exact,
    /// Some overlap, whatever the label; half as good as the same boundaries.
    Partial,
    /// Some overlap and the same label.
    Type,
}

impl Scheme {
    /// All of them, in the order they are told.
    pub const ALL: [Scheme; 4] = [Scheme::Strict, Scheme::Exact, Scheme::Partial, Scheme::Type];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Strict => "strict",
            Scheme::Exact => "exact",
            Scheme::Partial => "partial",
            Scheme::Type => "type",
        }
    }

    /// What is right, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Scheme::Strict => "same boundaries and label",
            Scheme::Exact => "same boundaries",
            Scheme::Partial => "some overlap counts half",
            Scheme::Type => "some overlap and same label",
        }
    }

    /// What a pair is that overlaps and is not right.
    fn otherwise(self) -> Verdict {
        if self == Scheme::Partial { Verdict::Partial } else { Verdict::Incorrect }
    }
}

/// What became of a prediction that was paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Right by the scheme.
    Correct,
    /// Wrong by the scheme, at a gold span.
    Incorrect,
    /// Half right.
    Partial,
}

/// Predictions and gold spans, paired; everything is named by its place in its list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairing {
    /// Gold span, prediction, and what it is worth.
    pub pairs: Vec<(usize, usize, Verdict)>,
    /// Gold spans without a prediction.
    pub missed: Vec<usize>,
    /// Predictions without a gold span.
    pub spurious: Vec<usize>,
}

/// Pairs spans of one document, both sides in document order, the longer of two that start together first.
///
/// Each prediction in turn takes one gold span that no other has taken: a right one (of several, by
/// [`Scheme::Type`], the one with the nearest boundaries), else the first that it overlaps. That is the procedure of
/// `nervaluate` 1.2, and so is the least overlap: a hundredth of the gold span.
pub fn pair(gold: &[&Labelled], pred: &[&Labelled], scheme: Scheme) -> Pairing {
    let reach = reaches(gold);
    let mut taken = vec![false; gold.len()];
    let mut pairing = Pairing::default();
    for (number, span) in pred.iter().enumerate() {
        let near = touched(gold, &reach, span);
        let near = near.filter(|(at, _)| taken.get(*at) == Some(&false));
        match answer(near, span, scheme) {
            Some((at, verdict)) => {
                taken.iter_mut().skip(at).take(1).for_each(|taken| *taken = true);
                pairing.pairs.push((at, number, verdict));
            }
            None => pairing.spurious.push(number),
        }
    }
    pairing.missed = (0..gold.len()).filter(|at| taken.get(*at) == Some(&false)).collect();
    pairing
}

/// The gold span among those that overlap which a prediction takes.
fn answer<'a>(
    near: impl Iterator<Item = (usize, &'a Labelled)> + Clone,
    span: &Labelled,
    scheme: Scheme,
) -> Option<(usize, Verdict)> {
    let is_named = |gold: &Labelled| gold.label == span.label;
    let right = match scheme {
        Scheme::Strict => near.clone().find(|(_, gold)| is_named(gold) && gold.is_same_place(span)),
        Scheme::Exact | Scheme::Partial => near.clone().find(|(_, gold)| gold.is_same_place(span)),
        Scheme::Type => {
            let named = near.clone().filter(|(_, gold)| is_named(gold));
            named.min_by_key(|(_, gold)| gold.hull().distance(span.hull()))
        }
    };
    let mut near = near;
    let right = right.map(|(at, _)| (at, Verdict::Correct));
    right.or_else(|| near.next().map(|(at, _)| (at, scheme.otherwise())))
}

/// How far the gold spans up to each one reach.
fn reaches(gold: &[&Labelled]) -> Vec<usize> {
    let furthest = |reach: &mut usize, span: &&Labelled| {
        *reach = (*reach).max(span.hull().end);
        Some(*reach)
    };
    gold.iter().scan(0, furthest).collect()
}

/// The gold spans that `span` overlaps far enough, in document order.
fn touched<'a>(
    gold: &'a [&'a Labelled],
    reach: &[usize],
    span: &Labelled,
) -> impl Iterator<Item = (usize, &'a Labelled)> + Clone {
    let hull = span.hull();
    let first = reach.partition_point(|&end| end <= hull.start);
    let last = gold.partition_point(|span| span.hull().start < hull.end);
    let near = gold.iter().enumerate().take(last).skip(first).map(|(at, span)| (at, *span));
    near.filter(move |(_, gold)| {
        let shared = gold.hull().shared(hull);
        shared > 0 && 100 * shared >= gold.hull().len()
    })
}
