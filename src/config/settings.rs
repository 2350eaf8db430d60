//! The user's settings. One table declares each of them: key, type, default, meaning and bounds; the typed struct,
//! parsing, the example file and the listing of `gloss config` all come from it.

mod load;

pub use load::{Entry, Layer, Loaded, Origin, Override};

use super::theme;
use crate::annot::AnnotatorName;

/// The text of `config.example.toml`: every setting with its default.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// The value of a setting, whatever its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(u32),
    /// A text.
    Text(String),
}

impl std::fmt::Display for Value {
    /// Writes the value as TOML.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{}", toml::Value::from(text.as_str())),
        }
    }
}

/// Which values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `true` or `false`.
    Flag,
    /// A whole number between two bounds, both included, in a unit.
    Whole(u32, u32, &'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Any text.
    Text,
    /// An annotator's name, or nothing.
    Name,
}

impl Rule {
    /// Whether the rule allows a value.
    pub fn allows(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Flag, Value::Flag(_)) | (Self::Text, Value::Text(_)) => true,
            (Self::Whole(least, most, _), Value::Whole(number)) => (least..=most).contains(number),
            (Self::OneOf(words), Value::Text(text)) => words.contains(&text.as_str()),
            (Self::Name, Value::Text(text)) => text.is_empty() || AnnotatorName::parse(text).is_ok(),
            _ => false,
        }
    }
}

impl std::fmt::Display for Rule {
    /// Says what is allowed, to follow "must be".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag => f.write_str("true or false"),
            Self::Whole(least, most, _) => write!(f, "a whole number from {least} to {most}"),
            Self::OneOf(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                match quoted.split_last() {
                    Some((last, [])) => f.write_str(last),
                    Some((last, others)) => write!(f, "{} or {last}", others.join(", ")),
                    None => f.write_str("nothing"),
                }
            }
            Self::Text => f.write_str("a text in quotation marks"),
            Self::Name => f.write_str("a name made of a-z, 0-9, _ and - in quotation marks"),
        }
    }
}

/// The type of a setting's field.
trait Field: Sized {
    fn value(&self) -> Value;
    fn from_value(value: Value) -> Option<Self>;
}

impl Field for bool {
    fn value(&self) -> Value {
        Value::Flag(*self)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }
}

impl Field for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

macro_rules! whole_fields {
    ($($number:ty)+) => {$(
        impl Field for $number {
            fn value(&self) -> Value {
                Value::Whole(u32::from(*self))
            }
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::Whole(number) => number.try_into().ok(),
                    _ => None,
                }
            }
        }
    )+};
}
whole_fields!(u16 u32);

/// Declares a setting that is one word of several.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// The words that stand for the variants in a configuration file.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
        }

        impl Field for $name {
            fn value(&self) -> Value {
                Value::Text(match self { $(Self::$variant => $word,)+ }.to_owned())
            }
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::Text(text) => match text.as_str() { $($word => Some(Self::$variant),)+ _ => None },
                    _ => None,
                }
            }
        }
    };
}

choice! {
    /// Whose stance it is when nothing under the cursor can hold one.
    DefaultHolder {
        /// The author of the article.
        Author = "author",
        /// The outlet that published it.
        Outlet = "outlet",
    }
}

choice! {
    /// How many colours the terminal is taken to show.
    Colours {
        /// As many as its environment says.
        Auto = "auto",
        /// 24-bit colours.
        True = "true",
        /// The 256 colours of xterm.
        Xterm256 = "256",
        /// The 16 colours of the terminal's own palette.
        Ansi16 = "16",
    }
}

/// One setting as the table declares it.
pub struct Setting {
    /// The full key, such as `reader.measure`.
    pub key: &'static str,
    /// Which values it takes.
    pub rule: Rule,
    doc: &'static [&'static str],
    get: fn(&Settings) -> Value,
    set: fn(&mut Settings, Value) -> bool,
}

impl Setting {
    /// The table a setting stands in and its name there: `("reader", "measure")`; the table is empty at the top.
    pub fn section_and_name(&self) -> (&'static str, &'static str) {
        self.key.split_once('.').unwrap_or(("", self.key))
    }

    /// What it means, in whole sentences.
    pub fn description(&self) -> String {
        self.doc.concat().trim_start().to_owned()
    }

    /// Its value in `settings`.
    pub fn get(&self, settings: &Settings) -> Value {
        (self.get)(settings)
    }

    /// Its default.
    pub fn default(&self) -> Value {
        (self.get)(&Settings::default())
    }

    /// Sets it in `settings`; `false`, and nothing changes, when its rule does not allow the value.
    fn set(&self, settings: &mut Settings, value: Value) -> bool {
        self.rule.allows(&value) && (self.set)(settings, value)
    }
}

macro_rules! settings {
    (
        top {
            $($(#[doc = $top_doc:literal])+ $top:ident: $Top:ty = $top_default:expr, $top_rule:expr;)+
        }
        $($(#[doc = $section_doc:literal])+ $section:ident: $Section:ident {
            $($(#[doc = $doc:literal])+ $field:ident: $Field:ty = $default:expr, $rule:expr;)+
        })+
    ) => {
        /// Every setting, typed. `Settings::default()` holds the defaults.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Settings {
            $($(#[doc = $top_doc])+ pub $top: $Top,)+
            $($(#[doc = $section_doc])+ pub $section: $Section,)+
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($top: $top_default,)+ $($section: $Section::default(),)+ }
            }
        }

        $(
            $(#[doc = $section_doc])+
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $Section { $($(#[doc = $doc])+ pub $field: $Field,)+ }

            impl Default for $Section {
                fn default() -> Self {
                    Self { $($field: $default,)+ }
                }
            }
        )+

        /// The table of settings, in the order of the example file.
        pub static TABLE: &[Setting] = &[
            $(Setting {
                key: stringify!($top),
                doc: &[$($top_doc),+],
                rule: $top_rule,
                get: |settings| settings.$top.value(),
                set: |settings, value| Field::from_value(value).map(|value| settings.$top = value).is_some(),
            },)+
            $($(Setting {
                key: concat!(stringify!($section), ".", stringify!($field)),
                doc: &[$($doc),+],
                rule: $rule,
                get: |settings| settings.$section.$field.value(),
                set: |settings, value| {
                    Field::from_value(value).map(|value| settings.$section.$field = value).is_some()
                },
            },)+)+
        ];
    };
}

settings! {
    top {
        /// Your name in the file names of your annotations. Empty: the name you are logged in with.
        annotator: String = String::new(), Rule::Name;
        /// The colours of the screen. "auto" is "mono" under NO_COLOR, else "dark" or "light" as the terminal says.
        theme: String = "auto".to_owned(), Rule::OneOf(theme::CHOICES);
        /// How many colours the terminal shows; "auto" believes its environment.
        colours: Colours = Colours::Auto, Rule::OneOf(Colours::WORDS);
        /// Whether the mouse selects, clicks and scrolls; without it the terminal's own selection works.
        mouse: bool = true, Rule::Flag;
        /// The program that edits long notes. Empty: what VISUAL or EDITOR says.
        editor: String = String::new(), Rule::Text;
    }

    /// How an article is set.
    reader: Reader {
        /// Width of the text.
        measure: u16 = 72, Rule::Whole(20, 200, "cells");
        /// Whether the text stands in the middle of a wide terminal.
        center: bool = true, Rule::Flag;
        /// Whether annotations are shown beside their lines where there is room.
        margin: bool = true, Rule::Flag;
        /// Width of that margin.
        margin_width: u16 = 30, Rule::Whole(12, 80, "cells");
        /// How many rows stay in sight above and below the cursor.
        scroll_off: u16 = 3, Rule::Whole(0, 50, "rows");
        /// Whether the inspector, which shows all that is known under the cursor, is open at the start.
        inspector: bool = false, Rule::Flag;
    }

    /// How a text is searched.
    search: Search {
        /// Whether a pattern without capital letters finds capital letters too.
        smart_case: bool = true, Rule::Flag;
    }

    /// How annotations are made.
    annotate: Annotate {
        /// Whether closing punctuation is cut off a selection that becomes a mention.
        trim: bool = true, Rule::Flag;
        /// Whether a decision (accept, reject, later) goes on to the next thing to decide.
        advance: bool = true, Rule::Flag;
        /// After so many seconds without a key the time spent on an article stops counting.
        seconds_idle: u32 = 60, Rule::Whole(1, 3600, "seconds");
    }

    /// What the program reads out of an article by itself; its proposals wait for your decision.
    extract: Extract {
        /// Whether names, quotations with their speakers and dates are proposed when an article is opened.
        builtin: bool = true, Rule::Flag;
        /// How sure a proposal must be: 0 proposes much, 100 little.
        caution: u32 = 50, Rule::Whole(0, 100, "percent");
        /// Whether hints at stances are proposed, read from verbs such as "begrüßen" and "condemn".
        stances: bool = true, Rule::Flag;
        /// Whether what you decided is remembered and proposed again, also for labels of your own.
        learn: bool = true, Rule::Flag;
        /// The language of the articles, such as "de" or "en". Empty: what each says of itself, or a guess.
        language: String = String::new(), Rule::Text;
    }

    /// How stances are recorded.
    stance: Stance {
        /// Whose stance it is when no mention or quotation is under the cursor.
        default_holder: DefaultHolder = DefaultHolder::Author, Rule::OneOf(DefaultHolder::WORDS);
    }

    /// Which files are opened how.
    files: Files {
        /// Files larger than this open for reading only, in megabytes (1,000,000 bytes).
        read_only_mb: u32 = 64, Rule::Whole(1, 4096, "megabytes");
    }
}

impl Settings {
    /// The example file: every setting with its meaning, its bounds and its default.
    pub fn example() -> String {
        let mut text = String::from(EXAMPLE_HEAD);
        let mut section = "";
        for setting in TABLE {
            let (its_section, name) = setting.section_and_name();
            if its_section != section {
                section = its_section;
                text += &format!("\n[{section}]\n");
            }
            text += "\n";
            for line in setting.doc {
                text += &format!("#{line}\n");
            }
            match setting.rule {
                Rule::Whole(least, most, unit) => text += &format!("# From {least} to {most} {unit}.\n"),
                rule @ Rule::OneOf(_) => text += &format!("# {rule}.\n"),
                Rule::Flag | Rule::Text | Rule::Name => {}
            }
            text += &format!("{name} = {}\n", setting.default());
        }
        text + EXAMPLE_TAIL
    }
}

const EXAMPLE_HEAD: &str = "\
# The settings of gloss, each with its default. Copy what you want to change into config.toml in the folder
# that `gloss config` names; `gloss --set key=value` changes one for once.
";

const EXAMPLE_TAIL: &str = "
# Keys, one table for each context: normal, select, edge, list, line, stance, editor, pager, confirm.
# On the left keys in vim's notation, on the right what one would type after `:`; \"\" takes a binding away.
# `gloss keys` lists them all. [keys.groups] names the boxes that open after the first key of several.
#
# [keys.normal]
# \"<F3>\" = \"next-document\"
# \"<F2>\" = \"label PER\"
# \"<C-z>\" = \"\"

# Programs that make proposals, by name: `:extract ner` in the reader, `gloss extract --with ner PATH` on a corpus.
# A program reads {\"id\", \"text\"} a line from standard input and answers each with one line of JSON that holds the
# spans. It runs in the folder of this file. A project's gloss.toml may have the same tables, if you allow it.
#
# [extractors.ner]
# command = [\"python3\", \"spacy_ner.py\"]
# about = \"names, by spaCy\"          # shown in the list of extractors
# workers = 1                        # how many run at once over a corpus, from 1 to 64
# timeout = 60                       # seconds that a document may take, the start of the program included
# env = { SPACY_MODEL = \"de_core_news_sm\" }
";

#[cfg(test)]
mod tests;
