//! The known word that a mistyped one was probably meant to be.

/// The candidate nearest to `word`, if one is near enough to be worth suggesting.
///
/// Near means a Damerau–Levenshtein distance (see `strsim`) of at most a third of the longer word's characters,
/// without regard to case; of equals the first wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let longer = candidate.chars().count().max(lower.chars().count());
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (distance * 3 <= longer.max(3)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
