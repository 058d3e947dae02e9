//! The second opinion: where sqlparser reads a text, no relation it sees may have been missed.
//!
//! It is asked only where it could matter: when a mapped name is left over in the output's tokens,
//! because the walk took it for an alias, a field or a path. It never edits.

use std::ops::ControlFlow;

use sqlparser::ast::{ObjectName, visit_relations};
use sqlparser::dialect::DatabricksDialect;
use sqlparser::parser::Parser;

use crate::Mapping;
use crate::reference::{Reference, Verdict};
use crate::refusal::{Fault, Reason};

/// Longer texts are not asked about: dropping a deep tree of sqlparser's aborts the process.
const MAX_TOKENS: usize = 4_000;

/// Refuses a text in which sqlparser sees a mapped relation that is not among the references.
///
/// # Errors
/// [`Reason::Disagreement`] with the first such relation.
pub(crate) fn ask(
    text: &str,
    tokens: usize,
    mapping: &Mapping,
    references: &[Reference],
) -> Result<(), Fault> {
    // Raw strings are read with escapes, so that their ends are found in the wrong place.
    let raw = text.contains("r'") || text.contains("r\"") || text.contains("R'");
    if tokens > MAX_TOKENS || raw || text.contains("R\"") {
        return Ok(());
    }
    let Ok(statements) = Parser::parse_sql(&DatabricksDialect {}, text) else {
        return Ok(());
    };
    let missed = visit_relations(&statements, |name| {
        if is_missed(name, mapping, references) {
            ControlFlow::Break(name.to_string())
        } else {
            ControlFlow::Continue(())
        }
    });
    match missed {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(name) => Err(Fault::new(0, Reason::Disagreement { name })),
    }
}

fn is_missed(name: &ObjectName, mapping: &Mapping, references: &[Reference]) -> bool {
    let parts: Option<Vec<&str>> = name
        .0
        .iter()
        .map(|part| part.as_ident().map(|ident| ident.value.as_str()))
        .collect();
    let Some(parts) = parts.filter(|parts| parts.len() == 3) else {
        return false;
    };
    let full = crate::QName::new(parts.into_iter().map(crate::Ident::from));
    mapping.map_name(&full).is_some_and(|to| to != full)
        && !references.iter().any(|reference| {
            reference.resolved.as_ref() == Some(&full) && reference.verdict != Verdict::OutOfScope
        })
}
