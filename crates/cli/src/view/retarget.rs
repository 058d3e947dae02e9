//! What retargeting did to each reference of a text.

use sql_rewrite::{Access, RefKind, Retargeted, Verdict};

use super::table::table;

/// One line a reference: where, what it is, what is written there, and what became of it.
pub fn explain(
    text: &str,
    done: &Retargeted,
    place: impl Fn(&str, usize) -> (usize, usize),
) -> String {
    if done.references.is_empty() {
        return "The text refers to no object.\n".to_owned();
    }
    let header = ["PLACE", "WHAT", "WRITTEN", "VERDICT"].map(str::to_owned);
    let rows = done.references.iter().map(|found| {
        let (line, column) = place(text, found.span.start);
        let written = text.get(found.span.clone()).unwrap_or_default();
        let verdict = match &found.verdict {
            Verdict::Remapped { to } => format!("becomes {to}"),
            Verdict::Retained => "stays".to_owned(),
            Verdict::OutOfScope => "not mapped".to_owned(),
            Verdict::Opaque => "cannot be seen in the text".to_owned(),
        };
        let access = match found.access {
            Access::Read => "",
            Access::Write => ", written",
        };
        [
            format!("{line}:{column}"),
            format!("{}{access}", word(found.kind)),
            written.split_whitespace().collect::<Vec<_>>().join(" "),
            verdict,
        ]
    });
    table(header, rows)
}

fn word(kind: RefKind) -> &'static str {
    match kind {
        RefKind::Relation => "table or view",
        RefKind::Stream => "stream",
        RefKind::Function => "function",
        RefKind::ColumnQualifier => "column qualifier",
        RefKind::Constant => "name in a constant",
        RefKind::Volume => "volume path",
        RefKind::Schema => "schema",
        RefKind::Catalog => "catalog",
        RefKind::Dynamic => "dynamic name",
        _ => "other",
    }
}
