//! Which keys run which command, by context. Help, the box after a first key and `gloss keys` show this same data.

mod labels;
mod load;

pub use labels::KeyClash;

use super::key::Key;

/// The default bindings, in the form a user's `[keys]` has.
pub const DEFAULT: &str = include_str!("../../assets/keymap.toml");

/// What reads the keys at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Reading, and whatever has no context of its own.
    Normal,
    /// Text is being selected; falls back to normal.
    Select,
    /// A span's edge is being picked; falls back to the motions of normal.
    Edge,
    /// A list to choose from, narrowed down by typing.
    List,
    /// The line for searches and commands.
    Line,
    /// The stance panel.
    Stance,
    /// The editor for notes.
    Editor,
    /// Help, guidelines and other long texts.
    Pager,
    /// A preview that asks yes or no.
    Confirm,
    /// The hits of a search through the corpus.
    Concordance,
    /// The list of documents.
    Documents,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 11] = [
        Self::Normal,
        Self::Select,
        Self::Edge,
        Self::List,
        Self::Line,
        Self::Stance,
        Self::Editor,
        Self::Pager,
        Self::Confirm,
        Self::Concordance,
        Self::Documents,
    ];

    /// Its name in a keymap.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Select => "select",
            Self::Edge => "edge",
            Self::List => "list",
            Self::Line => "line",
            Self::Stance => "stance",
            Self::Editor => "editor",
            Self::Pager => "pager",
            Self::Confirm => "confirm",
            Self::Concordance => "concordance",
            Self::Documents => "documents",
        }
    }

    /// The context of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.name() == name)
    }

    /// Whether a binding of normal also holds here, unless this context says otherwise.
    fn inherits(self, command: &str) -> bool {
        match self {
            Self::Select => true,
            Self::Edge => MOTIONS.contains(&command),
            _ => false,
        }
    }

    /// Whether digits are counts here.
    fn counts(self) -> bool {
        matches!(self, Self::Normal | Self::Select | Self::Edge)
    }
}

/// The commands that move the cursor and change nothing.
pub const MOTIONS: &[&str] = &[
    "move-left",
    "move-right",
    "move-down",
    "move-up",
    "next-word",
    "prev-word",
    "word-end",
    "next-sentence",
    "prev-sentence",
    "next-paragraph",
    "prev-paragraph",
    "line-start",
    "line-end",
    "goto-start",
    "goto-end",
    "half-page-down",
    "half-page-up",
    "page-down",
    "page-up",
    "scroll-down",
    "scroll-up",
    "center-cursor",
    "cursor-to-top",
    "cursor-to-bottom",
    "next-mention",
    "prev-mention",
    "next-quotation",
    "prev-quotation",
    "next-annotation",
    "prev-annotation",
    "search-next",
    "search-prev",
];

/// A command line bound to keys; an empty one takes away what the keys would do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Binding {
    keys: Vec<Key>,
    command: String,
}

impl Binding {
    /// Whether both cannot be bound at once: the one's keys begin the other's.
    fn collides(&self, keys: &[Key]) -> bool {
        self.keys.starts_with(keys) || keys.starts_with(&self.keys)
    }
}

/// The bindings of one context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Map {
    /// Its own, in the order of the keymap.
    own: Vec<Binding>,
    /// Its own and those it falls back to, without the empty ones.
    all: Vec<Binding>,
}

/// Every binding of every context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    maps: [Map; Context::ALL.len()],
    groups: Vec<(Vec<Key>, String)>,
}

/// What a string of keys means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// It runs this command line.
    Command(&'a str),
    /// It begins longer strings; these keys can follow, in the order of the keymap.
    Prefix(Vec<NextKey<'a>>),
    /// It means nothing.
    None,
}

/// A key that can follow those already pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextKey<'a> {
    /// The key.
    pub key: Key,
    /// The command line it runs; `None` when yet more keys must follow.
    pub command: Option<&'a str>,
    /// The title of what follows, for keys that run no command themselves.
    pub title: Option<&'a str>,
}

impl Keymap {
    /// What `keys` mean in a context. No keys at all begin everything.
    pub fn lookup(&self, context: Context, keys: &[Key]) -> Lookup<'_> {
        let mut next: Vec<NextKey<'_>> = Vec::new();
        for binding in &self.map(context).all {
            match binding.keys.strip_prefix(keys) {
                None => {}
                Some([]) => return Lookup::Command(&binding.command),
                Some([key, rest @ ..]) if next.iter().all(|known| known.key != *key) => {
                    let command = rest.is_empty().then_some(binding.command.as_str());
                    let longer = binding.keys.get(..=keys.len()).unwrap_or_default();
                    let title = self.title(longer).filter(|_| command.is_none());
                    next.push(NextKey { key: *key, command, title });
                }
                Some(_) => {}
            }
        }
        if next.is_empty() { Lookup::None } else { Lookup::Prefix(next) }
    }

    /// The title of the box that opens after these keys.
    pub fn title(&self, keys: &[Key]) -> Option<&str> {
        self.groups.iter().find(|(prefix, _)| prefix == keys).map(|(_, title)| title.as_str())
    }

    /// A context's own bindings, without those it falls back to: keys in vim's notation, and the command line.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = (String, &str)> {
        let own = self.map(context).own.iter().filter(|binding| !binding.command.is_empty());
        own.map(|binding| (Key::write_sequence(&binding.keys), binding.command.as_str()))
    }

    /// The keys that run a command line in any context, each once, in vim's notation.
    pub fn keys_for(&self, command: &str) -> Vec<String> {
        let mut keys = Vec::new();
        for context in Context::ALL {
            for sequence in self.keys_in(context, command) {
                if !keys.contains(&sequence) {
                    keys.push(sequence);
                }
            }
        }
        keys
    }

    /// The keys that run a command line in one context, those it falls back to included, in vim's notation.
    pub fn keys_in(&self, context: Context, command: &str) -> Vec<String> {
        let all = self.map(context).all.iter();
        all.filter(|binding| binding.command == command).map(|binding| Key::write_sequence(&binding.keys)).collect()
    }

    fn map(&self, context: Context) -> &Map {
        let [normal, select, edge, list, line, stance, editor, pager, confirm, concordance, documents] = &self.maps;
        match context {
            Context::Normal => normal,
            Context::Select => select,
            Context::Edge => edge,
            Context::List => list,
            Context::Line => line,
            Context::Stance => stance,
            Context::Editor => editor,
            Context::Pager => pager,
            Context::Confirm => confirm,
            Context::Concordance => concordance,
            Context::Documents => documents,
        }
    }

    fn map_mut(&mut self, context: Context) -> &mut Map {
        let [normal, select, edge, list, line, stance, editor, pager, confirm, concordance, documents] = &mut self.maps;
        match context {
            Context::Normal => normal,
            Context::Select => select,
            Context::Edge => edge,
            Context::List => list,
            Context::Line => line,
            Context::Stance => stance,
            Context::Editor => editor,
            Context::Pager => pager,
            Context::Confirm => confirm,
            Context::Concordance => concordance,
            Context::Documents => documents,
        }
    }

    /// Binds keys in a context; what was in their way there is gone.
    fn bind(&mut self, context: Context, keys: Vec<Key>, command: &str) {
        let own = &mut self.map_mut(context).own;
        let binding = Binding { keys, command: command.to_owned() };
        if let Some(same) = own.iter_mut().find(|known| known.keys == binding.keys) {
            *same = binding;
        } else {
            own.retain(|known| !known.collides(&binding.keys));
            own.push(binding);
        }
    }

    /// Works out what holds in each context; wanted after every change of its own bindings.
    fn resolve(&mut self) {
        let normal = self.map(Context::Normal).own.clone();
        for context in Context::ALL {
            let map = self.map_mut(context);
            let inherited = normal.iter().filter(|binding| {
                context.inherits(&binding.command) && !map.own.iter().any(|own| own.collides(&binding.keys))
            });
            let all = map.own.iter().chain(inherited).filter(|binding| !binding.command.is_empty());
            map.all = all.cloned().collect();
        }
    }
}

#[cfg(test)]
mod tests;
