//! The text that tokens came from, where nobody tells it: blanks between them by rule.

/// A token, and what stands behind it where that is told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// Its letters.
    pub form: String,
    /// What follows it, if it is told.
    pub after: Option<&'static str>,
}

/// The text of a sentence with the place of each token in code points.
pub(super) fn joined(tokens: &[Token], text: Option<&str>) -> (String, Vec<(usize, usize)>) {
    text.and_then(|text| within(tokens, text)).unwrap_or_else(|| by_rule(tokens))
}

/// The tokens in a text that is told, if there is nothing but white space between them.
fn within(tokens: &[Token], text: &str) -> Option<(String, Vec<(usize, usize)>)> {
    let (mut rest, mut at) = (text, 0);
    let mut places = Vec::with_capacity(tokens.len());
    for token in tokens {
        let seen = rest.trim_start();
        at += rest.chars().count() - seen.chars().count();
        rest = seen.strip_prefix(token.form.as_str())?;
        let end = at + token.form.chars().count();
        places.push((at, end));
        at = end;
    }
    rest.trim().is_empty().then(|| (text.to_owned(), places))
}

fn by_rule(tokens: &[Token]) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut places = Vec::with_capacity(tokens.len());
    let mut quotes = Quotes::default();
    let (mut at, mut blank) = (0, "");
    for token in tokens {
        let (no_blank_before, no_blank_after) = quotes.sides(&token.form);
        if no_blank_before && blank == " " {
            blank = "";
        }
        text += blank;
        at += blank.chars().count();
        let end = at + token.form.chars().count();
        places.push((at, end));
        text += &token.form;
        at = end;
        blank = match token.after {
            Some("") => "",
            // What is told is more than a rule: the next token has its blank.
            Some(told) => {
                text += told;
                at += told.chars().count();
                ""
            }
            None if no_blank_after => "",
            None => " ",
        };
    }
    let seen = text.trim_end().len();
    text.truncate(seen);
    (text, places)
}

/// The quotation marks that are open.
#[derive(Default)]
struct Quotes {
    german: bool,
    straight: bool,
}

impl Quotes {
    /// Whether no blank stands before a token, and none behind it.
    fn sides(&mut self, form: &str) -> (bool, bool) {
        match form {
            "\"" | "''" | "``" => {
                self.straight = if form == "\"" { !self.straight } else { form == "``" };
                (!self.straight, self.straight)
            }
            "„" | "‚" => {
                self.german = true;
                (false, true)
            }
            // Closes what „ has opened; in English it opens.
            "“" | "‘" => {
                let closes = std::mem::take(&mut self.german);
                (closes, !closes)
            }
            "(" | "[" | "{" | "«" | "¿" | "¡" | "-LRB-" => (false, true),
            "»" | "”" | "’" | ")" | "]" | "}" | "%" | "…" | "-RRB-" => (true, false),
            "n't" => (true, false),
            _ if form.chars().all(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?')) => (true, false),
            _ => {
                let mut letters = form.chars();
                let apostrophe = matches!(letters.next(), Some('\'' | '’'));
                (apostrophe && letters.next().is_some_and(char::is_alphabetic), false)
            }
        }
    }
}
