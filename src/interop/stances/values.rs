//! What stances are called elsewhere.

/// The values of the built-in schema.
pub const VALUES: [&str; 6] = ["favor", "against", "neutral", "mixed", "none", "unclear"];

/// Each of [`VALUES`] with its names in other schemes, in lower case: SemEval-2016 and x-stance (favor, against, none),
/// FNC-1 (agree, disagree, discuss, unrelated), RumourEval (support, deny, comment), CHeeSE (in German).
const NAMES: [(&str, &[&str]); 6] = [
    (
        "favor",
        &[
            "favor",
            "favour",
            "in favor",
            "in favour",
            "pro",
            "for",
            "support",
            "supports",
            "supportive",
            "agree",
            "agrees",
            "positive",
            "yes",
            "true",
            "ja",
            "dafür",
            "ja, dafür",
            "zustimmung",
        ],
    ),
    (
        "against",
        &[
            "against",
            "con",
            "contra",
            "oppose",
            "opposes",
            "deny",
            "denies",
            "disagree",
            "disagrees",
            "negative",
            "no",
            "false",
            "nein",
            "dagegen",
            "nein, dagegen",
            "ablehnung",
        ],
    ),
    ("neutral", &["neutral", "discuss", "discusses", "discussing", "diskutierend", "comment", "neither"]),
    ("mixed", &["mixed", "both", "ambivalent", "gemischt"]),
    ("none", &["none", "unrelated", "no stance", "kein bezug", "keine"]),
    ("unclear", &["unclear", "unklar", "unknown", "unsure", "not sure"]),
];

/// The value of this name, case and the kind of separator left aside.
pub fn of_word(word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase().replace(['_', '-'], " ");
    NAMES.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(value, _)| *value)
}

/// The value of a polarity: 2, 4 and 6 in NewsMTSC, −1, 0 and 1 elsewhere, or a word.
pub fn of_polarity(polarity: &str) -> Option<&'static str> {
    match polarity.trim().parse::<f64>() {
        Ok(number) if [2.0, -1.0].contains(&number) => Some("against"),
        Ok(number) if [4.0, 0.0].contains(&number) => Some("neutral"),
        Ok(number) if [6.0, 1.0].contains(&number) => Some("favor"),
        Ok(_) => None,
        Err(_) => of_word(polarity),
    }
}

/// The value of an agreement: 1 or 0 in Discourse Network Analyzer, or a word.
pub(super) fn of_agreement(agreement: &str) -> Option<&'static str> {
    match agreement.trim() {
        "1" => Some("favor"),
        "0" => Some("against"),
        word => of_word(word),
    }
}
