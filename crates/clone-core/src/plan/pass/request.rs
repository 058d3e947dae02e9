//! Refuses what cannot be planned whatever the catalogs hold.

use std::ops::ControlFlow;

use sql_rewrite::{Ident, QName};

use crate::codes::{self, Allow};
use crate::model::{Class, ObjectKey};
use crate::plan::draft::Draft;
use crate::plan::pattern::Pattern;
use crate::plan::{Finding, PlanRequest, Severity};

/// Catalogs that are not Unity Catalog catalogs of the user's.
const NOT_CLONABLE: [(&str, &str); 5] = [
    (
        "hive_metastore",
        "is not a Unity Catalog catalog; upgrade its tables first",
    ),
    ("system", "belongs to the platform"),
    ("samples", "belongs to the platform"),
    ("__databricks_internal", "belongs to the platform"),
    ("spark_catalog", "is not a Unity Catalog catalog"),
];

/// Longest name that Unity Catalog takes.
const NAME_LIMIT: usize = 255;

/// What is wrong with a request, before any catalog is read.
pub fn request_findings(request: &PlanRequest) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |code: &codes::Code, name: &Ident, message: String| {
        findings.push(Finding {
            severity: Severity::Deny,
            code: code.id.to_owned(),
            object: ObjectKey::new(Class::Catalog, QName::new([name.clone()])),
            message,
            remedy: None,
        });
    };
    for name in [&request.source, &request.dest] {
        let row = NOT_CLONABLE
            .iter()
            .find(|(reserved, _)| *name == Ident::from(*reserved));
        if let Some((_, why)) = row {
            find(
                &codes::NOT_CLONABLE,
                name,
                format!("`{}` {why}", name.as_str()),
            );
        }
    }
    if request.source == request.dest {
        let message = "the source cannot be its own clone".to_owned();
        find(&codes::SAME_CATALOG, &request.source, message);
    }
    if let Some(why) = unfit_name(request.dest.as_str()) {
        find(&codes::BAD_NAME, &request.dest, why.to_owned());
    }
    for text in request.include.iter().chain(&request.exclude) {
        if let Err(why) = Pattern::parse(text) {
            find(
                &codes::BAD_PATTERN,
                &request.source,
                format!("pattern `{text}`: {why}"),
            );
        }
    }
    for id in &request.allow {
        match codes::find(id) {
            None => find(
                &codes::BAD_ALLOW,
                &request.source,
                format!("there is no code `{id}`"),
            ),
            Some(code) if code.allow == Allow::Never && code.severity == Severity::Deny => {
                let message = format!("{} cannot be accepted", code.id);
                find(&codes::BAD_ALLOW, &request.source, message);
            }
            Some(_) => {}
        }
    }
    for url in request.external_root.iter().chain(&request.storage_root) {
        if !is_url(url) {
            find(
                &codes::BAD_LOCATION,
                &request.dest,
                format!("`{url}` is not an absolute URL"),
            );
        }
    }
    findings
}

/// Adds the findings about the request; stops when there are any.
pub(super) fn run(draft: &mut Draft<'_>) -> ControlFlow<()> {
    draft.findings = request_findings(draft.request);
    let (from, to) = (&draft.source.identity, draft.target_identity);
    if from.metastore_id != to.metastore_id {
        let message = format!(
            "the source is in metastore `{}`, the destination in `{}`",
            from.metastore_name, to.metastore_name
        );
        let catalog = draft.source_catalog();
        draft.find(&codes::TWO_METASTORES, &catalog, message, None);
    }
    if draft.findings.is_empty() {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}

/// Why Unity Catalog would not take this name.
fn unfit_name(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("the name is empty")
    } else if name.chars().count() > NAME_LIMIT {
        Some("the name is longer than 255 characters")
    } else if name
        .chars()
        .any(|c| matches!(c, '.' | '/' | ' ') || c.is_control())
    {
        Some("a name holds no dot, slash, space or control character")
    } else {
        None
    }
}

/// Whether it has a scheme and something after it.
fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            && !rest.is_empty()
            && !rest.chars().any(char::is_control)
    })
}
