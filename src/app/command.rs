//! The command table: every user action by name. Keys, the `:` line, the palette, the mouse and the tests all
//! name its rows; help and the docs are made from it.

use super::{App, act};

/// One command.
pub struct CommandInfo {
    /// Its name, as bound to keys and typed after `:`.
    pub name: &'static str,
    /// Short names for the `:` line.
    pub aliases: &'static [&'static str],
    /// What its argument is, if it takes one; in brackets if it may be left out.
    pub argument: Option<&'static str>,
    /// Where help lists it.
    pub group: Group,
    /// What it does, in a few lower-case words.
    pub help: &'static str,
    /// Whether `.` repeats it.
    pub repeats: bool,
    /// Does it.
    pub run: fn(&mut App, &Invocation<'_>),
}

impl std::fmt::Debug for CommandInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CommandInfo({})", self.name)
    }
}

/// A command as it was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invocation<'a> {
    /// The number typed before the key.
    pub count: Option<usize>,
    /// What stands behind the name, trimmed; empty if nothing.
    pub argument: &'a str,
}

impl Invocation<'_> {
    /// How often: the count, or once.
    pub fn times(&self) -> usize {
        self.count.unwrap_or(1)
    }

    /// The same as a number of rows or steps.
    pub fn steps(&self) -> i64 {
        i64::try_from(self.times()).unwrap_or(i64::MAX)
    }

    /// Takes a command line apart: the command and its argument.
    ///
    /// # Errors
    /// When there is no such command; the nearest name is said.
    pub fn parse(line: &str) -> Result<(&'static CommandInfo, &str), String> {
        let line = line.trim();
        let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let Some(command) = find(name) else {
            let near = COMMANDS.iter().map(|c| c.name).min_by_key(|known| strsim::damerau_levenshtein(known, name));
            return Err(format!("there is no command {name:?}; did you mean {:?}?", near.unwrap_or_default()));
        };
        let argument = argument.trim();
        match (command.argument, argument.is_empty()) {
            (None, false) => Err(format!("{name} takes no argument")),
            (Some(what), true) if !what.starts_with('[') => Err(format!("{name} needs an argument: {what}")),
            _ => Ok((command, argument)),
        }
    }
}

/// The command of this name or alias.
pub fn find(name: &str) -> Option<&'static CommandInfo> {
    COMMANDS.iter().find(|command| command.name == name || command.aliases.contains(&name))
}

/// Groups of commands, in the order help has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Going about in the text.
    Move,
    /// Selecting.
    Select,
    /// Labels, tags, stances, notes.
    Annotate,
    /// Proposals.
    Review,
    /// Documents and their status.
    Documents,
    /// What is shown.
    View,
    /// The program.
    Program,
    /// Inside lists, prompts and panels.
    Panel,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Group; 8] = [
        Group::Move,
        Group::Select,
        Group::Annotate,
        Group::Review,
        Group::Documents,
        Group::View,
        Group::Program,
        Group::Panel,
    ];

    /// The heading in help.
    pub fn title(self) -> &'static str {
        match self {
            Group::Move => "moving",
            Group::Select => "selecting",
            Group::Annotate => "annotating",
            Group::Review => "reviewing proposals",
            Group::Documents => "documents",
            Group::View => "what is shown",
            Group::Program => "the program",
            Group::Panel => "in lists and panels",
        }
    }
}

type Run = fn(&mut App, &Invocation<'_>);

const fn cmd(group: Group, name: &'static str, help: &'static str, run: Run) -> CommandInfo {
    CommandInfo { name, aliases: &[], argument: None, group, help, repeats: false, run }
}

impl CommandInfo {
    const fn takes(self, argument: &'static str) -> CommandInfo {
        CommandInfo { argument: Some(argument), ..self }
    }

    const fn alias(self, aliases: &'static [&'static str]) -> CommandInfo {
        CommandInfo { aliases, ..self }
    }

    const fn repeats(self) -> CommandInfo {
        CommandInfo { repeats: true, ..self }
    }
}

use Group::{Annotate, Documents, Move, Panel, Program, Review, Select, View};
use act::{
    annotate, concordance, documents, entities, extract, go, notes, panel, program, review, roster, search, select,
    session, settle, stance, sweep, unsettled,
};

/// Every command.
pub static COMMANDS: &[CommandInfo] = &[
    cmd(Move, "move-left", "one character to the left", go::left),
    cmd(Move, "move-right", "one character to the right", go::right),
    cmd(Move, "move-down", "one row down", go::down),
    cmd(Move, "move-up", "one row up", go::up),
    cmd(Move, "next-word", "to the next word", go::next_word),
    cmd(Move, "prev-word", "to the word before", go::prev_word),
    cmd(Move, "word-end", "to the end of the word", go::word_end),
    cmd(Move, "next-sentence", "to the next sentence", go::next_sentence),
    cmd(Move, "prev-sentence", "to the sentence before", go::prev_sentence),
    cmd(Move, "next-paragraph", "to the next paragraph", go::next_paragraph),
    cmd(Move, "prev-paragraph", "to the paragraph before", go::prev_paragraph),
    cmd(Move, "line-start", "to the start of the row", go::line_start),
    cmd(Move, "line-end", "to the end of the row", go::line_end),
    cmd(Move, "goto-start", "to the start of the document, or with a count to that percentage", go::start),
    cmd(Move, "goto-end", "to the end of the document, or with a count to that percentage", go::end),
    cmd(Move, "percent", "to this percentage of the document", go::percent).takes("number"),
    cmd(Move, "half-page-down", "half a screen down", go::half_page_down),
    cmd(Move, "half-page-up", "half a screen up", go::half_page_up),
    cmd(Move, "page-down", "a screen down", go::page_down),
    cmd(Move, "page-up", "a screen up", go::page_up),
    cmd(Move, "scroll-down", "move the text up by a row", go::scroll_down),
    cmd(Move, "scroll-up", "move the text down by a row", go::scroll_up),
    cmd(Move, "center-cursor", "put the cursor's row in the middle of the screen", go::center),
    cmd(Move, "cursor-to-top", "put the cursor's row at the top", go::to_top),
    cmd(Move, "cursor-to-bottom", "put the cursor's row at the bottom", go::to_bottom),
    cmd(Move, "next-mention", "to the next mention", go::next_mention),
    cmd(Move, "prev-mention", "to the mention before", go::prev_mention),
    cmd(Move, "next-quotation", "to the next quotation", go::next_quotation),
    cmd(Move, "prev-quotation", "to the quotation before", go::prev_quotation),
    cmd(Move, "next-annotation", "to the next annotation or proposal", go::next_annotation),
    cmd(Move, "prev-annotation", "to the annotation or proposal before", go::prev_annotation),
    cmd(Move, "jump-back", "back to where one jumped from", go::jump_back),
    cmd(Move, "jump-forward", "forward again", go::jump_forward),
    cmd(Move, "search", "search the text: a regular expression, small letters find capitals too", search::open),
    cmd(Move, "search-next", "to the next match", search::next),
    cmd(Move, "search-prev", "to the match before", search::prev),
    cmd(Move, "outline", "headings and paragraphs, to go to one", go::outline),
    cmd(Move, "concordance", "the hits of a query in all documents; alone: those of the last one", concordance::open)
        .takes("[query]")
        .alias(&["conc"]),
    cmd(
        Move,
        "concordance-here",
        "the selection, the entity, the annotation or the word in all documents",
        concordance::here,
    ),
    cmd(Move, "concordance-ask", "seek something in all documents", concordance::ask),
    cmd(Select, "select", "begin a selection, or end it", select::toggle),
    cmd(Select, "swap-ends", "go to the other end of the selection", select::swap_ends),
    cmd(Select, "select-word", "take the word; with `around`, the blank behind it too", select::word).takes("[around]"),
    cmd(Select, "select-sentence", "take the sentence", select::sentence).takes("[around]"),
    cmd(Select, "select-paragraph", "take the paragraph", select::paragraph).takes("[around]"),
    cmd(Select, "select-quotation", "take what is in quotation marks; with `around`, the marks too", select::quotation)
        .takes("[around]"),
    cmd(Select, "select-mention", "take the annotation or proposal under the cursor", select::mention)
        .takes("[around]"),
    cmd(Select, "cycle-overlap", "choose among annotations that overlap here", select::cycle_overlap),
    cmd(Annotate, "label", "label the selection, the annotation here, the match or the word", annotate::label)
        .takes("label")
        .repeats(),
    cmd(Annotate, "choose-label", "choose a label from the list", annotate::choose_label),
    cmd(Annotate, "sticky-label", "label every selection, on or off", annotate::sticky).takes("[label]"),
    cmd(
        Annotate,
        "label-identical",
        "label every identical string in the document, after a preview",
        annotate::identical,
    )
    .takes("[label]"),
    cmd(
        Annotate,
        "label-everywhere",
        "label every identical string in all documents, after a preview",
        sweep::label_everywhere,
    )
    .takes("[label]"),
    cmd(Annotate, "edge-start", "move the start of the annotation: motions, then confirm", annotate::edge_start),
    cmd(Annotate, "edge-end", "move the end of the annotation: motions, then confirm", annotate::edge_end),
    cmd(Annotate, "add-fragment", "add the selection or word to the annotation made last", annotate::add_fragment),
    cmd(Annotate, "delete", "delete the annotation", annotate::delete).repeats(),
    cmd(Annotate, "tag", "put a tag on the document", annotate::tag).takes("[tag]").repeats(),
    cmd(Annotate, "untag", "take a tag off the document", annotate::untag).takes("tag"),
    cmd(Annotate, "tags", "tags of the document", annotate::tags),
    cmd(Annotate, "stance", "record a stance: who is for or against what", stance::open),
    cmd(Annotate, "stances", "stances, to change or delete one", stance::list),
    cmd(Annotate, "note", "write a note on the annotation or selection", notes::note),
    cmd(Annotate, "note-document", "note on the document", notes::note_document),
    cmd(Annotate, "entity", "who or what the mention is", entities::gather).takes("[name]").repeats(),
    cmd(Annotate, "split-entity", "split the mention off its entity", entities::split),
    cmd(Annotate, "merge-entity", "merge its entity with another", entities::merge),
    cmd(Annotate, "quotation-source", "speaker of the quotation", entities::source),
    cmd(Annotate, "quotation-cue", "this word or selection is its cue", entities::cue),
    cmd(Annotate, "relation", "relation: from here, again: to here", entities::relation),
    cmd(Annotate, "relations", "relations, to delete one", entities::relations),
    cmd(Annotate, "rename-entity", "call the mention's entity something else", entities::rename).takes("name"),
    cmd(Annotate, "annotations", "annotations, to go to one", annotate::list),
    cmd(Annotate, "undo", "take the last change back", program::undo),
    cmd(Annotate, "redo", "do it again", program::redo),
    cmd(Annotate, "undo-here", "take the last change back in this document alone", sweep::undo_here),
    cmd(Annotate, "undo-everywhere", "take back what was done last in many documents at once", sweep::undo_everywhere)
        .takes("[id]"),
    cmd(Annotate, "redo-everywhere", "do it again in all of them", sweep::redo_everywhere).takes("[id]"),
    cmd(Annotate, "sweeps", "done in many documents at once, to take it back", sweep::list),
    cmd(Annotate, "refused", "the documents in which the last of it could not be done, and why", sweep::refused),
    cmd(Annotate, "schema-words", "rename or merge a label, tag or target in all documents", sweep::words),
    cmd(
        Annotate,
        "schema-rename",
        "the same by name: `schema-rename label PER PERSON`; to a word that is there: merge",
        sweep::schema_rename,
    )
    .takes("label|tag|target old new"),
    cmd(
        Annotate,
        "schema-remove",
        "take a label, tag or target out of all documents, after a preview",
        sweep::schema_remove,
    )
    .takes("label|tag|target name"),
    cmd(Annotate, "repeat", "repeat the last label, tag or decision here", program::repeat),
    cmd(Review, "next-undecided", "to the next proposal to decide, also in the next articles", review::next_undecided),
    cmd(Review, "prev-undecided", "to the proposal before", review::prev_undecided),
    cmd(Review, "accept", "accept the proposal", review::accept).repeats(),
    cmd(Review, "reject", "reject the proposal, or delete one's own annotation", review::reject).repeats(),
    cmd(Review, "accept-all", "accept all that the filter shows, after a preview", settle::accept_all),
    cmd(Review, "reject-all", "reject all that the filter shows, after a preview", settle::reject_all),
    cmd(Review, "filter", "show only some proposals: `filter label=PER score=0.8..`; alone: all", settle::filter)
        .takes("[like|label=…|producer=…|score=…|agree=…|text=…]"),
    cmd(Review, "filter-like", "only proposals like this one; again: all", settle::filter_like),
    cmd(Review, "filters", "choose which proposals are shown", settle::filters),
    cmd(
        Review,
        "extract",
        "look for names, quotations and dates anew, also in a long article; with a name, ask that external extractor",
        extract::anew,
    )
    .takes("[name]"),
    cmd(Review, "extractors", "ask an external extractor, from a list where there are several", extract::choose),
    cmd(
        Review,
        "unsettled",
        "what a changed text or a merge left: records without a place, doubtful ones, conflicts",
        unsettled::list,
    ),
    cmd(Review, "later", "put the proposal or annotation aside for later", review::later).repeats(),
    cmd(Review, "rejected", "show what was rejected", review::toggle_rejected),
    cmd(Documents, "next-document", "the next document", documents::next),
    cmd(Documents, "prev-document", "the document before", documents::prev),
    cmd(Documents, "documents", "documents, to open one", documents::list),
    cmd(Documents, "document", "open the document of this number", documents::number).takes("number"),
    cmd(Documents, "document-list", "the list of documents, with what is known of each", roster::open),
    cmd(
        Documents,
        "only",
        "list only documents like this, and go from one to the next of them: `only status:new tag:nato`; alone: all",
        roster::only,
    )
    .takes("[query]"),
    cmd(Documents, "ask-documents", "type which documents are listed", roster::ask),
    cmd(Documents, "sort-documents", "sort the documents, also by chance: `sort-documents random 7`", roster::sort)
        .takes("[found|title|date|outlet|status|labels|tags|stances|proposals|random seed]"),
    cmd(Documents, "turn-documents", "the order turned around", roster::turn),
    cmd(Documents, "group-documents", "put the documents into groups", roster::group)
        .takes("[nothing|folder|date|tag|status|outlet]"),
    cmd(Documents, "recent", "corpora used lately, to go on where one left", session::recent),
    cmd(Documents, "done-next", "done: on to the next document", documents::done_next),
    cmd(Documents, "skip-next", "skipped: on to the next document", documents::skip_next),
    cmd(Documents, "reopen", "not done after all: started", documents::reopen),
    cmd(Documents, "status", "mark the document as new, started, done or skipped", documents::status)
        .takes("new|started|done|skipped"),
    cmd(View, "inspector", "all about what is under the cursor", program::inspector),
    cmd(View, "margin", "annotations beside the text", program::margin),
    cmd(View, "guidelines", "the project's guidelines", program::guidelines),
    cmd(View, "theme", "colours", program::theme).takes("[name]"),
    cmd(View, "mouse", "mouse for the terminal, or for us", program::mouse),
    cmd(View, "redraw", "draw the screen anew", program::redraw),
    cmd(View, "set", "change a setting for now: `set reader.measure=60`", program::set).takes("key=value"),
    cmd(Program, "copy", "copy the selection, the annotation or the word", program::copy),
    cmd(Program, "command-line", "type a command, which may begin so", program::command_line).takes("[text]"),
    cmd(Program, "help", "every key and command", program::help).takes("[command]").alias(&["h"]),
    cmd(Program, "write", "say where things are saved; every change is saved at once anyway", program::write)
        .alias(&["w"]),
    cmd(Program, "reload", "read the document again, with what others changed, and keep your changes", program::reload),
    cmd(Program, "faults", "what is wrong with the settings, the project or files of this document", program::faults),
    cmd(Program, "cancel", "drop what was begun: keys, selection, panel", panel::cancel),
    cmd(Program, "quit", "back, or end the program", program::quit).alias(&["q", "wq", "x"]),
    cmd(Program, "quit!", "end the program, even with unsaved work", program::quit_anyway).alias(&["q!"]),
    cmd(Program, "suspend", "stop until the shell's `fg`", program::suspend),
    cmd(Panel, "confirm", "take it", panel::confirm),
    cmd(Panel, "list-next", "the next item", panel::list_next),
    cmd(Panel, "list-prev", "the item before", panel::list_prev),
    cmd(Panel, "list-page-down", "a page of items down", panel::list_page_down),
    cmd(Panel, "list-page-up", "a page of items up", panel::list_page_up),
    cmd(Panel, "list-first", "the first item", panel::list_first),
    cmd(Panel, "list-last", "the last item", panel::list_last),
    cmd(Panel, "list-delete", "delete the chosen tag, stance, relation or annotation", panel::list_delete),
    cmd(Panel, "label-hits", "label the marked hits, or the one looked at, after a preview", concordance::label)
        .takes("[label]"),
    cmd(Panel, "mark-others", "mark the hits that are not marked, and those alone", concordance::mark_others),
    cmd(Panel, "copy-hits", "copy the marked hits as rows of a table", concordance::copy),
    cmd(Panel, "concordance-order", "order the hits", concordance::order).takes("document|left|right|hit"),
    cmd(Panel, "toggle-item", "leave this place out, or take it again", panel::toggle_item),
    cmd(Panel, "toggle-all", "take all, or leave all out", panel::toggle_all),
    cmd(Panel, "widen", "look in all documents", sweep::widen),
    cmd(Panel, "delete-char", "delete the character before the cursor", panel::delete_char),
    cmd(Panel, "delete-word-back", "delete the word before the cursor", panel::delete_word_back),
    cmd(Panel, "clear-line", "delete what was typed", panel::clear_line),
    cmd(Panel, "line-left", "one character to the left", panel::line_left),
    cmd(Panel, "line-right", "one character to the right", panel::line_right),
    cmd(Panel, "line-home", "to the start of the line", panel::line_home),
    cmd(Panel, "line-end", "to the end of the line", panel::line_end),
    cmd(Panel, "history-prev", "what was typed before", panel::history_prev),
    cmd(Panel, "history-next", "what was typed after", panel::history_next),
    cmd(Panel, "complete-next", "the next completion", panel::complete_next),
    cmd(Panel, "complete-prev", "the completion before", panel::complete_prev),
    cmd(Panel, "panel-next", "the next line of the panel", panel::panel_next),
    cmd(Panel, "panel-prev", "the line before", panel::panel_prev),
    cmd(Panel, "panel-change", "change the line looked at", stance::change),
    cmd(Panel, "panel-holder", "choose the holder", stance::choose_holder),
    cmd(Panel, "panel-target", "choose the target", stance::choose_target),
    cmd(Panel, "panel-evidence", "take or drop the passage as evidence", stance::evidence),
    cmd(Panel, "panel-explicit", "said in so many words: yes, no, not said", stance::explicit),
    cmd(Panel, "panel-confidence", "how sure: 100 %, 90 %, … not said", stance::confidence),
    cmd(Panel, "panel-note", "write a note on the stance", stance::note),
    cmd(Panel, "degree-up", "more strongly for", stance::degree_up),
    cmd(Panel, "degree-down", "more strongly against", stance::degree_down),
    cmd(Panel, "external-editor", "go on writing in the editor of the system", notes::external),
    cmd(Panel, "pager-down", "a line down", panel::pager_down),
    cmd(Panel, "pager-up", "a line up", panel::pager_up),
    cmd(Panel, "pager-page-down", "a page down", panel::pager_page_down),
    cmd(Panel, "pager-page-up", "a page up", panel::pager_page_up),
    cmd(Panel, "pager-top", "to the top", panel::pager_top),
    cmd(Panel, "pager-bottom", "to the bottom", panel::pager_bottom),
];
