//! `annotation.conf`: made of a schema, and as a schema.

use std::fmt::Write;

use toml::Value;

use super::super::page::OutFile;
use crate::annot::build::PROPS;
use crate::config::Schema;
use crate::config::schema::LabelKind;
use crate::extract::QUOTE;

/// The `annotation.conf` of a schema.
pub(super) fn beside(schema: &Schema) -> Vec<OutFile> {
    let of_kind = |quotation: bool| {
        schema.labels.iter().filter(move |label| (label.kind == LabelKind::Quotation) == quotation).map(|it| &*it.name)
    };
    let mut conf = String::from("[entities]\n");
    let mut push = |line: &str| {
        conf.push_str(line);
        conf.push('\n');
    };
    of_kind(false).chain(PROPS).for_each(&mut push);
    push("\n[relations]");
    for relation in &schema.relations {
        let end = |labels: &[String]| if labels.is_empty() { "<ANY>".to_owned() } else { labels.join("|") };
        push(&format!("{}\tArg1:{}, Arg2:{}", relation.name, end(&relation.from), end(&relation.to)));
    }
    push("\n[events]");
    for label in of_kind(true) {
        push(&format!("{label}\tSource*:<ENTITY>, Cue*:<ENTITY>, Addressee*:<ENTITY>"));
    }
    push("\n[attributes]");
    let quotations: Vec<&str> = of_kind(true).collect();
    if !quotations.is_empty() {
        push(&format!("type\tArg:{}, Value:direct|indirect|mixed", quotations.join("|")));
    }
    vec![OutFile { name: "annotation.conf".into(), contents: conf }]
}

/// A type of a section, with what its arguments may be.
struct Type<'a> {
    name: &'a str,
    args: Vec<(&'a str, Vec<&'a str>)>,
}

/// The types of a section, those that only order others left out.
fn section<'a>(conf: &'a str, name: &str) -> Vec<Type<'a>> {
    let mut inside = false;
    let mut types = Vec::new();
    for line in conf.lines().map(str::trim) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(section) => inside = section.trim().eq_ignore_ascii_case(name),
            None if inside && line.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                let (name, args) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
                let arg = |arg: &'a str| {
                    let (name, values) = arg.split_once(':')?;
                    Some((name.trim(), values.split('|').map(str::trim).collect()))
                };
                types.push(Type { name, args: args.split(',').filter_map(arg).collect() });
            }
            None => {}
        }
    }
    types
}

/// The text of a project file that has the types of an `annotation.conf`. What has no place in one is a comment.
pub fn schema_of_conf(conf: &str) -> String {
    let (entities, events) = (section(conf, "entities"), section(conf, "events"));
    let is_quotation = |event: &Type<'_>| {
        let has =
            |names: &[&str]| event.args.iter().any(|(arg, _)| names.contains(&arg.trim_end_matches(['*', '+', '?'])));
        has(&["Content"]) || has(&["Cue"])
    };
    let has_quotations = events.iter().any(is_quotation);
    let serves = |name: &str| {
        PROPS.contains(&name) || (has_quotations && ["Content", "Source", "Speaker", "Cue"].contains(&name))
    };
    let quoted = |text: &str| Value::String(text.to_owned()).to_string();
    let mut labels: Vec<(&str, &str)> = Vec::new();
    let spans = entities.iter().map(|it| (it.name, "mention"));
    let events = events.iter().map(|it| match is_quotation(it) {
        true if it.args.iter().any(|(arg, _)| arg.starts_with("Content")) => (QUOTE, "quotation"),
        true => (it.name, "quotation"),
        false => (it.name, "other"),
    });
    for (name, kind) in spans.filter(|(name, _)| !serves(name)).chain(events) {
        if !labels.iter().any(|(known, _)| *known == name) {
            labels.push((name, kind));
        }
    }
    let mut out = String::from("[project]\nname = \"brat\"\n");
    for (name, kind) in &labels {
        _ = write!(out, "\n[[labels]]\nname = {}\nkind = \"{kind}\"\n", quoted(name));
    }
    let mut relations: Vec<(&str, [Vec<&str>; 2])> = Vec::new();
    for relation in section(conf, "relations") {
        // What is no label, such as a macro, means any.
        let ends = ["Arg1", "Arg2"].map(|end| {
            let values = relation.args.iter().find(|(name, _)| *name == end).map(|(_, values)| values.clone());
            let values = values.unwrap_or_default();
            let known = values.iter().all(|value| labels.iter().any(|(name, _)| name == value));
            if known { values } else { Vec::new() }
        });
        match relations.iter_mut().find(|(name, _)| *name == relation.name) {
            // Of several lines for one relation each allows its own ends.
            Some((_, known)) => {
                for (known, ends) in known.iter_mut().zip(ends) {
                    match known.is_empty() || ends.is_empty() {
                        true => known.clear(),
                        false => known.extend(ends),
                    }
                }
            }
            None => relations.push((relation.name, ends)),
        }
    }
    for (name, ends) in &relations {
        _ = write!(out, "\n[[relations]]\nname = {}\n", quoted(name));
        for (key, labels) in ["from", "to"].iter().zip(ends).filter(|(_, labels)| !labels.is_empty()) {
            let labels: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
            _ = writeln!(out, "{key} = [{}]", labels.join(", "));
        }
    }
    let attributes = section(conf, "attributes");
    let values = |it: &Type<'_>| -> Vec<String> {
        let values = it.args.iter().find(|(name, _)| *name == "Value");
        let values = values.map(|(_, values)| values.clone()).unwrap_or_default();
        values
            .iter()
            .filter(|value| !value.is_empty() && !value.contains(char::is_whitespace))
            .map(|it| (*it).to_owned())
            .collect()
    };
    for attribute in &attributes {
        match attribute.name.eq_ignore_ascii_case("stance") {
            true => {
                let mut known: Vec<String> = Vec::new();
                for value in values(attribute) {
                    if !known.contains(&value) {
                        _ = write!(out, "\n[[stance.values]]\nname = {}\n", quoted(&value));
                        known.push(value);
                    }
                }
            }
            false => _ = write!(out, "\n# attribute {}: {}\n", attribute.name, values(attribute).join(", ")),
        }
    }
    out
}
