//! The documents of `openapi/`, read and merged into one.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::{Failure, repo};

/// The documents, in the order in which they are merged.
pub(crate) fn paths() -> Result<Vec<PathBuf>, Failure> {
    let mut found = repo::files_below(&repo::root().join("openapi"))?;
    found.retain(|path| path.extension().is_some_and(|e| e == "yaml"));
    if found.is_empty() {
        return Err(Failure::Found("openapi/ holds no document".to_owned()));
    }
    Ok(found)
}

/// A digest over the documents as they lie on disk.
pub(crate) fn digest() -> Result<String, Failure> {
    let mut hasher = blake3::Hasher::new();
    for path in paths()? {
        hasher.update(repo::read(&path)?.as_bytes());
    }
    Ok(hasher
        .finalize()
        .to_hex()
        .as_str()
        .chars()
        .take(16)
        .collect())
}

/// One document out of all: paths and components side by side.
pub(crate) fn merged() -> Result<Value, Failure> {
    let mut whole: Option<Value> = None;
    for path in paths()? {
        let one: Value = yaml_serde::from_str(&repo::read(&path)?)
            .map_err(|error| Failure::Found(format!("{}: {error}", repo::shown(&path))))?;
        whole = Some(match whole {
            None => one,
            Some(so_far) => merge(so_far, &one, &path)?,
        });
    }
    let mut whole = whole.unwrap_or(Value::Null);
    if let Some(info) = whole.get_mut("info").and_then(Value::as_object_mut) {
        info.insert(
            "title".to_owned(),
            "the REST API of a Databricks workspace".into(),
        );
    }
    Ok(whole)
}

fn merge(mut whole: Value, one: &Value, path: &Path) -> Result<Value, Failure> {
    for pointer in ["/paths", "/components/responses", "/components/schemas"] {
        let more = one
            .pointer(pointer)
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let into = whole
            .pointer_mut(pointer)
            .and_then(Value::as_object_mut)
            .ok_or_else(|| Failure::Found(format!("{}: no `{pointer}`", repo::shown(path))))?;
        insert_all(into, more).map_err(|name| {
            Failure::Found(format!(
                "{}: `{name}` says something else than in an earlier document",
                repo::shown(path)
            ))
        })?;
    }
    Ok(whole)
}

/// Adds entries; the same one twice is fine, another one under the same name is not.
fn insert_all(into: &mut Map<String, Value>, more: Map<String, Value>) -> Result<(), String> {
    for (name, value) in more {
        match into.get(&name) {
            Some(there) if *there != value => return Err(name),
            _ => {
                into.insert(name, value);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::insert_all;

    #[test]
    fn same_name_with_another_meaning_is_refused() {
        let mut into = json!({"a": 1}).as_object().cloned().unwrap();
        let more = |value| json!({"a": value, "b": 2}).as_object().cloned().unwrap();
        assert_eq!(insert_all(&mut into, more(1)), Ok(()));
        assert_eq!(insert_all(&mut into, more(3)), Err("a".to_owned()));
        assert_eq!(into.len(), 2);
    }
}
