//! Validation by the part of JSON Schema that our schemas use; another keyword is an error of the schema.

use std::fs;

use serde_json::Value;

/// Checks `value` against a schema of `assets/schemas`.
#[track_caller]
pub fn assert_valid(schema: &str, value: &Value) {
    let path = format!("{}/assets/schemas/{schema}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let root: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    check(&root, &root, value, "", &mut wrong);
    assert!(wrong.is_empty(), "against {schema}.schema.json:\n{}", wrong.join("\n"));
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    if schema == &Value::Bool(true) {
        return;
    }
    let mut fail = |what: String| wrong.push(format!("{at}: {what}: {value}"));
    for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "type" => {
                let types = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                if !types.iter().any(|name| is_of_type(value, name.as_str().unwrap())) {
                    fail(format!("is no {wanted}"));
                }
            }
            "const" if value != wanted => fail(format!("is not {wanted}")),
            "enum" if !wanted.as_array().unwrap().contains(value) => fail(format!("is none of {wanted}")),
            "minimum" if value.as_f64().is_some_and(|number| number < wanted.as_f64().unwrap()) => {
                fail("is too small".into());
            }
            "maximum" if value.as_f64().is_some_and(|number| number > wanted.as_f64().unwrap()) => {
                fail("is too large".into());
            }
            "pattern" => {
                let pattern = regex::Regex::new(wanted.as_str().unwrap()).unwrap();
                if !value.as_str().is_none_or(|text| pattern.is_match(text)) {
                    fail(format!("does not match {wanted}"));
                }
            }
            "required" => {
                for name in wanted.as_array().unwrap().iter().filter_map(Value::as_str) {
                    if value.as_object().is_some_and(|object| !object.contains_key(name)) {
                        fail(format!("has no {name}"));
                    }
                }
            }
            "const" | "enum" | "minimum" | "maximum" => {}
            "$ref" | "items" | "properties" | "additionalProperties" => {}
            unknown => panic!("{at}: this test does not know the keyword {unknown}"),
        }
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let definition = root.pointer(name.strip_prefix('#').unwrap()).expect("the definition is there");
        check(root, definition, value, at, wrong);
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(items) = schema.get("items") {
            check(root, items, item, &format!("{at}/{index}"), wrong);
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (schema.get("properties").and_then(|known| known.get(name)), schema.get("additionalProperties")) {
            (Some(known), _) => check(root, known, inner, &at, wrong),
            (None, Some(Value::Bool(false))) => wrong.push(format!("{at}: is not in the schema")),
            (None, Some(others)) => check(root, others, inner, &at, wrong),
            (None, None) => {}
        }
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        unknown => panic!("there is no type {unknown}"),
    }
}

#[test]
#[should_panic(expected = "is not in the schema")]
fn what_a_schema_does_not_know_is_found() {
    assert_valid("keys", &serde_json::json!({ "contexts": [], "more": 1 }));
}
