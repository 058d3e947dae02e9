//! The entry: a text in, the same text with other names out.

use crate::edit::{self, Edit};
use crate::lex::lex;
use crate::reference::{Reference, Verdict, Warning, WarningKind};
use crate::refusal::{Fault, Reason, Refusal};
use crate::walk::{Surroundings, Walker};
use crate::{Mapping, Namespace, QName, metric_view, opinion};

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SqlKind {
    /// A query: the definition of a view or of a table function.
    Query,
    /// One or more complete statements.
    Statement,
    /// An expression: the body of a scalar function, a check, a default, a generated column.
    Expression,
    /// The YAML of a metric view.
    MetricView,
}

/// What is done with paths below `/Volumes`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VolumePaths {
    /// They are reported and stay.
    #[default]
    Keep,
    /// Their catalog, schema and volume are renamed like names.
    Map,
}

/// A text, what it is, where its short names resolve, and what becomes what.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The text.
    pub text: &'a str,
    /// What kind of text it is.
    pub kind: SqlKind,
    /// The catalog and schema in which short names resolve.
    pub namespace: &'a Namespace,
    /// What becomes what.
    pub mapping: &'a Mapping,
}

/// A retargeted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retargeted {
    /// The text; equal to the input outside the spans of remapped references.
    pub text: String,
    /// Everything that the text refers to, in the order of the text.
    pub references: Vec<Reference>,
    /// What a person should look at, in the order of the text.
    pub warnings: Vec<Warning>,
}

/// What a walk through a text found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) edits: Vec<Edit>,
    pub(crate) references: Vec<Reference>,
    pub(crate) warnings: Vec<Warning>,
}

/// Renames every reference to a mapped object, and nothing else.
///
/// # Errors
/// A [`Refusal`] when the text is not lexically complete, its structure is not understood, or a
/// mapped name may hide where it cannot be seen. No text is guessed.
///
/// ```
/// use sql_rewrite::{Ident, Input, Mapping, Namespace, SqlKind, retarget};
/// let answer = retarget(&Input {
///     text: "SELECT prod.id, 'prod.x' FROM prod.crm.people AS prod -- prod",
///     kind: SqlKind::Query,
///     namespace: &Namespace { catalog: Ident::new("prod"), schema: Ident::new("sales") },
///     mapping: &Mapping::catalog(Ident::new("prod"), Ident::new("qa-1")),
/// })?;
/// assert_eq!(answer.text, "SELECT prod.id, 'prod.x' FROM `qa-1`.crm.people AS prod -- prod");
/// # Ok::<(), sql_rewrite::Refusal>(())
/// ```
pub fn retarget(input: &Input<'_>) -> Result<Retargeted, Refusal> {
    retarget_with(input, VolumePaths::Keep)
}

/// Renames as [`retarget`] does, and decides about paths of volumes.
///
/// # Errors
/// As [`retarget`].
pub fn retarget_with(input: &Input<'_>, volumes: VolumePaths) -> Result<Retargeted, Refusal> {
    run(input, volumes).map_err(|fault| fault.locate(input.text))
}

/// Finds what a text refers to, changing nothing.
///
/// # Errors
/// As [`retarget`], except for what only a mapping can hurt.
pub fn references(input: &Input<'_>) -> Result<Retargeted, Refusal> {
    retarget(&Input {
        mapping: &Mapping::default(),
        ..*input
    })
}

/// Renames a full name of a structured field: the function of a mask, the parent of a foreign key.
///
/// None when no entry of the mapping covers it.
///
/// # Errors
/// [`crate::NameError`] when the text is no dotted name.
pub fn rename_name(name: &str, mapping: &Mapping) -> Result<Option<QName>, crate::NameError> {
    Ok(mapping.map_name(&QName::parse(name)?))
}

/// Tells whether a string that holds a name was read as that name; `references` are in the order of
/// the text.
fn is_read_as_name(warning: &Warning, references: &[Reference]) -> bool {
    let before = references.partition_point(|found| found.span.start < warning.span.end);
    let last = before.checked_sub(1).and_then(|last| references.get(last));
    warning.kind == WarningKind::NameInString
        && last.is_some_and(|found| {
            found.span.end > warning.span.start && found.verdict != Verdict::Opaque
        })
}

fn run(input: &Input<'_>, volumes: VolumePaths) -> Result<Retargeted, Fault> {
    if let Some(entry) = input.mapping.misshapen() {
        return Err(Fault::new(0, Reason::Mapping { entry }));
    }
    let around = Surroundings::new(input, volumes);
    let (mut findings, tokens) = match input.kind {
        SqlKind::MetricView => (metric_view::walk(input.text, &around)?, None),
        _ => {
            let tokens = lex(input.text)?;
            let mut walker = Walker::new(input.text, &tokens, &around);
            walker.whole(input.kind)?;
            let left = walker.leftovers()?;
            let findings = walker.into_findings();
            if left && input.kind != SqlKind::Expression {
                opinion::ask(
                    input.text,
                    tokens.len(),
                    input.mapping,
                    &findings.references,
                )?;
            }
            (findings, Some(tokens))
        }
    };
    findings
        .references
        .sort_by_key(|reference| (reference.span.start, reference.span.end));
    findings
        .warnings
        .sort_by_key(|warning| (warning.span.start, warning.span.end));
    let references = &findings.references;
    findings
        .warnings
        .retain(|warning| !is_read_as_name(warning, references));
    let text = edit::apply(input.text, &mut findings.edits)?;
    if let Some(tokens) = tokens {
        edit::prove(tokens.iter(), &text, &findings.edits)?;
    }
    Ok(Retargeted {
        text,
        references: findings.references,
        warnings: findings.warnings,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::Ident;

    #[rstest]
    #[case("SELECT 'prod.x' FROM prod.a.b", 1)]
    #[case(
        "SELECT 1 FROM IDENTIFIER('prod.a.b'), table_changes('prod.a.b', 1)",
        0
    )]
    #[case(
        "SELECT 'prod.x' FROM IDENTIFIER('prod.' || 'a.b') WHERE x = 'prod.y'",
        2
    )]
    #[case("SELECT IDENTIFIER('prod.a.b.x') FROM prod.a.b", 0)]
    fn strings_that_are_names_are_no_warnings(#[case] text: &str, #[case] warnings: usize) {
        let done = retarget(&Input {
            text,
            kind: SqlKind::Query,
            namespace: &Namespace {
                catalog: Ident::new("prod"),
                schema: Ident::new("sales"),
            },
            mapping: &Mapping::catalog(Ident::new("prod"), Ident::new("staging")),
        })
        .unwrap();
        assert_eq!(done.warnings.len(), warnings, "{:?}", done.warnings);
    }
}
