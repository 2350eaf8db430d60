//! Reading CAS JSON.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::super::foreign::{
    ForeignCommon, ForeignDocument, ForeignRelation, ForeignSet, ForeignSpan, ForeignTag, toml_of_json,
};
use super::super::format::{Contents, Source};
use super::super::unit::{Unit, cover};
use super::{END_NAMES, ENDS, FEATURE, METADATA, NOTE, ROLES, SCORE, TYPE};
use crate::text::Text;

type Object = Map<String, Value>;

/// Types that a tool makes again by itself, or that are none of an annotator's.
const DERIVED: [&str; 5] = [
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.TagsetDescription",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
];

/// Reads a CAS. The file's name is the annotator's where the CAS tells its document's own (INCEpTION exports a folder
/// for each document, with a file for each annotator).
///
/// # Errors
/// When it is no CAS in JSON, or has no text.
pub(super) fn read(source: &Source<'_>) -> Result<Contents, String> {
    let cas: Value = serde_json::from_slice(source.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source.bytes))
        .map_err(|error| format!("is not JSON: {error}"))?;
    let structures: Vec<&Object> = match cas.get("%FEATURE_STRUCTURES") {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_object).collect(),
        Some(Value::Object(items)) => items.values().filter_map(Value::as_object).collect(),
        _ => return Err("has no `%FEATURE_STRUCTURES`".into()),
    };
    let mut reading = Reading {
        by_id: structures.iter().filter_map(|it| Some((id(it)?, *it))).collect(),
        document: ForeignDocument::default(),
        set: ForeignSet::new(Unit::Utf16),
        keys: HashMap::new(),
        linked: HashSet::new(),
        faults: Vec::new(),
    };
    let view = cas.get("%VIEWS").and_then(|views| views.get("_InitialView"));
    let sofa = view.and_then(|view| view.get("%SOFA")).and_then(Value::as_i64);
    let sofa = sofa.and_then(|sofa| reading.by_id.get(&sofa).copied());
    let text = |sofa: &Object| sofa.get("sofaString").and_then(Value::as_str).map(str::to_owned);
    let first = || structures.iter().find_map(|it| text(it));
    let Some(text) = sofa.and_then(text).or_else(first) else { return Err("has no text (`sofaString`)".into()) };
    let page = Text::from(text.as_str());
    reading.document.text = Some(text);
    structures.iter().for_each(|it| reading.spans(it));
    structures.iter().for_each(|it| reading.arrows(it));
    structures.iter().for_each(|it| reading.others(it));
    if let Some(Value::Object(types)) =
        cas.get("%TYPES").filter(|types| types.as_object().is_some_and(|it| !it.is_empty()))
    {
        reading.set.rest.push(serde_json::json!({ "%TYPES": types }).to_string());
    }
    let Reading { mut document, mut set, faults, .. } = reading;
    cover(&page, set.unit, &mut set.spans);
    let is_own =
        |name: &String| name == source.stem || name.rsplit_once('.').is_some_and(|(name, _)| name == source.stem);
    set.by = document.name.as_ref().filter(|name| !is_own(name)).map(|_| source.stem.to_owned());
    document.name.get_or_insert_with(|| source.stem.to_owned());
    document.sets.push(set);
    Ok(Contents { documents: vec![document], faults })
}

fn id(structure: &Object) -> Option<i64> {
    structure.get("%ID").and_then(Value::as_i64)
}

fn kind(structure: &Object) -> &str {
    structure.get("%TYPE").and_then(Value::as_str).unwrap_or_default()
}

fn place(structure: &Object) -> Option<(usize, usize)> {
    let number = |key: &str| usize::try_from(structure.get(key)?.as_u64()?).ok();
    Some((number("begin")?, number("end")?)).filter(|_| !is_about_document(kind(structure)))
}

fn is_about_document(kind: &str) -> bool {
    kind == METADATA || kind == "uima.tcas.DocumentAnnotation" || kind.ends_with(".DocumentMetaData")
}

fn is_derived(kind: &str) -> bool {
    DERIVED.iter().any(|prefix| kind.starts_with(prefix))
}

/// The features of a structure, without those of the format and the place.
fn features(structure: &Object) -> impl Iterator<Item = (&String, &Value)> {
    structure.iter().filter(|(key, _)| !key.starts_with(['%', '@', '^']) && !["begin", "end"].contains(&key.as_str()))
}

/// The feature that says what a structure is: the usual names, or the first that is a word.
fn label(structure: &Object) -> Option<(&str, &str)> {
    let usual = ["value", "label", "DependencyType", "category", "role", "kind"];
    let word = |name: &'static str| Some((name, structure.get(name)?.as_str()?));
    let first = || {
        let words = features(structure).filter(|(key, _)| !["identifier", "note", "score"].contains(&key.as_str()));
        words.into_iter().find_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    };
    usual.into_iter().find_map(word).or_else(first)
}

/// The last word of a type's name.
fn short(kind: &str) -> &str {
    kind.rsplit('.').next().unwrap_or(kind)
}

struct Reading<'a> {
    by_id: HashMap<i64, &'a Object>,
    document: ForeignDocument,
    set: ForeignSet,
    /// The span of each structure.
    keys: HashMap<i64, usize>,
    /// Structures that others are made of.
    linked: HashSet<i64>,
    faults: Vec<String>,
}

impl<'a> Reading<'a> {
    fn reference(&self, structure: &'a Object, name: &str) -> Option<i64> {
        structure.get(&format!("@{name}")).and_then(Value::as_i64)
    }

    /// The ends of a structure that is an arrow between two others.
    fn ends(&self, structure: &'a Object) -> Option<(i64, i64)> {
        let ends = |(head, tail)| Some((self.reference(structure, head)?, self.reference(structure, tail)?));
        END_NAMES.into_iter().find_map(ends)
    }

    fn common(&self, structure: &'a Object, label: Option<&str>) -> ForeignCommon {
        let mut common = ForeignCommon { key: id(structure).map(|id| id.to_string()), ..ForeignCommon::default() };
        common.rest.insert(TYPE.into(), kind(structure).into());
        for (name, value) in features(structure).filter(|(name, _)| Some(name.as_str()) != label) {
            match (name.as_str(), value) {
                ("score" | "confidence", Value::Number(score)) => {
                    common.score = score.as_f64();
                    common.rest.insert(SCORE.into(), name.as_str().into());
                }
                ("note" | "comment", Value::String(note)) => {
                    common.note = Some(note.clone());
                    common.rest.insert(NOTE.into(), name.as_str().into());
                }
                _ => common.attrs.extend(toml_of_json(value.clone()).map(|value| (name.clone(), value))),
            }
        }
        common
    }

    fn spans(&mut self, structure: &'a Object) {
        let Some((start, end)) = place(structure) else { return };
        if is_derived(kind(structure)) || self.ends(structure).is_some() {
            return;
        }
        let said = label(structure);
        let mut span = ForeignSpan::new(said.map_or(short(kind(structure)), |(_, label)| label), start, end);
        span.common = self.common(structure, said.map(|(name, _)| name));
        match said {
            Some(("value", _)) => {}
            said => _ = span.common.rest.insert(FEATURE.into(), said.map_or("", |(name, _)| name).into()),
        }
        if let Some(id) = id(structure) {
            self.keys.insert(id, self.set.spans.len());
        }
        self.set.spans.push(span);
    }

    fn arrow(&mut self, label: &str, head: i64, tail: i64, common: ForeignCommon) {
        let known = self.keys.get(&head).zip(self.keys.get(&tail));
        let Some((&at, _)) = known else {
            return self
                .faults
                .push(format!("relation {label} from {head} to {tail}: one of its ends is no span; kept as it is"));
        };
        let tail = tail.to_string();
        if ROLES.contains(&label)
            && let Some(span) = self.set.spans.get_mut(at)
        {
            match span.roles.iter_mut().find(|(role, _)| role == label) {
                Some((_, keys)) => keys.push(tail),
                None => span.roles.push((label.to_owned(), vec![tail])),
            }
            return;
        }
        self.set.relations.push(ForeignRelation { label: label.to_owned(), head: head.to_string(), tail, common });
    }

    fn arrows(&mut self, structure: &'a Object) {
        if is_derived(kind(structure)) {
            return;
        }
        if let Some((head, tail)) = self.ends(structure) {
            let said = label(structure);
            let mut common = self.common(structure, said.map(|(name, _)| name));
            common.rest.insert(FEATURE.into(), said.map_or("", |(name, _)| name).into());
            if !self.keys.contains_key(&head) || !self.keys.contains_key(&tail) {
                self.set.rest.push(Value::Object(structure.clone()).to_string());
            }
            let names = END_NAMES.into_iter().find(|(head, _)| structure.contains_key(&format!("@{head}")));
            common.rest.extend(names.map(|(head, _)| (ENDS.to_owned(), head.into())));
            let label = said.map_or(short(kind(structure)), |(_, label)| label);
            return self.arrow(label, head, tail, common);
        }
        let Some(own) = id(structure).filter(|id| self.keys.contains_key(id)) else { return };
        let references = structure.iter().filter_map(|(name, value)| Some((name.strip_prefix('@')?, value.as_i64()?)));
        for (name, target) in references.filter(|(name, _)| *name != "sofa") {
            let Some(structure) = self.by_id.get(&target).copied() else { continue };
            let elements = structure.get("%ELEMENTS").and_then(Value::as_array);
            let Some(elements) = elements else {
                self.link(own, name, target);
                continue;
            };
            self.linked.insert(target);
            for element in elements.iter().filter_map(Value::as_i64) {
                self.link(own, name, element);
            }
        }
    }

    /// What a span refers to: another span, or a link with a role and a target.
    fn link(&mut self, own: i64, name: &str, target: i64) {
        let link = self.by_id.get(&target).copied();
        let (label, target) = match link.and_then(|link| Some((link, self.reference(link, "target")?))) {
            Some((link, end)) if !self.keys.contains_key(&target) => {
                self.linked.insert(target);
                let role = link.get("role").and_then(Value::as_str).filter(|role| !role.is_empty());
                (role.unwrap_or(name), end)
            }
            _ => (name, target),
        };
        if self.keys.contains_key(&target) {
            self.arrow(label, own, target, ForeignCommon::default());
        }
    }

    /// What is said of the document, and what has no place.
    fn others(&mut self, structure: &'a Object) {
        let kind = kind(structure);
        let own = id(structure);
        let is_known = own.is_some_and(|own| self.keys.contains_key(&own) || self.linked.contains(&own));
        if is_known || is_derived(kind) || kind == "uima.cas.Sofa" || self.ends(structure).is_some() {
            return;
        }
        if is_about_document(kind) {
            let word = |name: &str| structure.get(name).and_then(Value::as_str).filter(|word| !word.is_empty());
            self.document.name = self.document.name.take().or(word("documentTitle").map(str::to_owned));
            let language = word("language").filter(|language| !language.starts_with("x-"));
            self.document.meta.extend(language.map(|language| ("language", language.to_owned())));
            return;
        }
        let is_array = structure.contains_key("%ELEMENTS");
        let words: Vec<(&String, &str)> =
            features(structure).filter_map(|(name, value)| Some((name, value.as_str()?))).collect();
        if is_array || words.is_empty() {
            return self.set.rest.push(Value::Object(structure.clone()).to_string());
        }
        for (name, tag) in words.into_iter().filter(|(_, tag)| !tag.is_empty()) {
            let mut common = ForeignCommon::default();
            common.rest.insert(TYPE.into(), kind.into());
            common.rest.insert(FEATURE.into(), name.as_str().into());
            self.set.tags.push(ForeignTag { tag: tag.to_owned(), common });
        }
    }
}
