//! The keys that a schema brings: those of labels are bound here, those of stance values are checked here.

use super::{Context, Keymap};
use crate::config::key::Key;
use crate::config::schema::Schema;

/// A key that the schema gives to something and the keymap to a command. The command keeps it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{wanted} wants the key {key}, which is bound to {command} ({}); give it another key in the schema, or bind the \
     command to another",
    context.name()
)]
pub struct KeyClash {
    /// The key.
    pub key: Key,
    /// Who wants it, as in: the label "PER".
    pub wanted: String,
    /// The command line that has it, or the first of those it begins.
    pub command: String,
    /// Where the command has it.
    pub context: Context,
}

impl Keymap {
    /// Adds the keys of the schema's labels to normal and select, as `label NAME`, and to the concordance, where they are
    /// about the marked hits.
    ///
    /// Keys that are bound already stay as they are and are returned as clashes, as are keys of stance values that
    /// mean something else in the stance panel.
    pub fn with_labels(mut self, schema: &Schema) -> (Self, Vec<KeyClash>) {
        let mut clashes = Vec::new();
        for label in &schema.labels {
            let Some(key) = label.key else { continue };
            let command = format!("label {}", label.name);
            let holder = self.holder(&[Context::Normal, Context::Select], key, &command);
            match holder {
                Some((context, holder)) => {
                    clashes.push(KeyClash {
                        key,
                        wanted: format!("the label {:?}", label.name),
                        command: holder,
                        context,
                    });
                }
                None => {
                    self.bind(Context::Normal, vec![key], &command);
                    if self.holder(&[Context::Concordance], key, "").is_none() {
                        self.bind(Context::Concordance, vec![key], &format!("label-hits {}", label.name));
                    }
                }
            }
        }
        for value in &schema.stance.values {
            let Some(key) = value.key else { continue };
            if let Some((context, command)) = self.holder(&[Context::Stance], key, "") {
                let wanted = format!("the stance value {:?}", value.name);
                clashes.push(KeyClash { key, wanted, command, context });
            }
        }
        self.resolve();
        (self, clashes)
    }

    /// Who has a key in one of the contexts, unless it is `command` itself.
    fn holder(&self, contexts: &[Context], key: Key, command: &str) -> Option<(Context, String)> {
        contexts.iter().find_map(|context| {
            let bound = self.map(*context).all.iter().find(|binding| binding.keys.first() == Some(&key))?;
            let same = bound.keys.len() == 1 && bound.command == command;
            (!same).then(|| (*context, bound.command.clone()))
        })
    }
}
