//! Metric views: the SQL inside their YAML.
//!
//! The YAML is scanned, never written: a scanner finds the scalars that hold SQL and where each
//! character of them stands, the walker reads their values, and its edits are carried back. Comments,
//! layout and quoting stay as they are.

mod scalar;
mod scan;

use crate::edit::{self, Edit};
use crate::lex::lex;
use crate::refusal::{Fault, Reason};
use crate::retarget::Findings;
use crate::walk::{Seed, Surroundings, Walker};
use scalar::Scalar;
use scan::{Role, Sql};

/// Each expression sees all joins, so that the time grows with both.
const MAX_JOINS: usize = 256;

/// Walks through the YAML of a metric view.
///
/// # Errors
/// YAML of a form that is not read, or SQL that is refused.
pub(crate) fn walk(yaml: &str, around: &Surroundings<'_>) -> Result<Findings, Fault> {
    let scalars = scan::scan(yaml)?;
    if scalars.joins.len() > MAX_JOINS {
        let what = "more than 256 joins";
        return Err(Fault::new(0, Reason::Yaml { what }));
    }
    let mut seeds = vec![Seed::Alias("source".to_owned())];
    seeds.extend(scalars.joins.into_iter().map(Seed::Alias));
    let mut all = Findings::default();
    let mut wanted = Vec::new();
    // Sources come first: expressions are resolved among them.
    for sources in [true, false] {
        for sql in scalars
            .sql
            .iter()
            .filter(|sql| sql.role.is_source() == sources)
        {
            let found = one(sql, around, &mut seeds).map_err(|mut fault| {
                fault.at = sql.scalar.offset(fault.at);
                fault
            })?;
            wanted.push((sql.role, sql.scalar.start(), found.text));
            all.edits.extend(found.findings.edits);
            all.references.extend(found.findings.references);
            all.warnings.extend(found.findings.warnings);
        }
    }
    prove(yaml, &mut all.edits, wanted)?;
    Ok(all)
}

/// What became of one scalar.
struct Done {
    findings: Findings,
    /// Its value after the edits.
    text: String,
}

fn one(sql: &Sql, around: &Surroundings<'_>, seeds: &mut Vec<Seed>) -> Result<Done, Fault> {
    let text = sql.scalar.text();
    let tokens = lex(text)?;
    let mut walker = Walker::new(text, &tokens, around);
    match sql.role {
        Role::Source | Role::JoinSource => {
            let named = walker.source()?;
            if sql.role == Role::Source {
                seeds.extend(named.map(Seed::Table));
            }
        }
        Role::Expression => walker.expression_among(seeds)?,
    }
    let mut found = walker.into_findings();
    let value = edit::apply(text, &mut found.edits)?;
    for edit in &mut found.edits {
        *edit = carried(edit, &sql.scalar)?;
    }
    for span in found
        .references
        .iter_mut()
        .map(|reference| &mut reference.span)
    {
        *span = sql.scalar.span(span);
    }
    for span in found.warnings.iter_mut().map(|warning| &mut warning.span) {
        *span = sql.scalar.span(span);
    }
    Ok(Done {
        findings: found,
        text: value,
    })
}

/// An edit of a value as an edit of the YAML.
fn carried(edit: &Edit, scalar: &Scalar) -> Result<Edit, Fault> {
    let text = scalar.written(&edit.span, &edit.text).ok_or_else(|| {
        let (name, place) = (edit.text.clone(), "a YAML scalar of this style");
        Fault::new(edit.span.start, Reason::Unwritable { name, place })
    })?;
    Ok(Edit {
        span: scalar.span(&edit.span),
        text,
    })
}

/// Proves that the edited YAML holds the values that are wanted.
fn prove(
    yaml: &str,
    edits: &mut [Edit],
    mut wanted: Vec<(Role, usize, String)>,
) -> Result<(), Fault> {
    let output = edit::apply(yaml, edits)?;
    let read = scan::scan(&output)?;
    wanted.sort_by_key(|(_, start, _)| *start);
    let same = read.sql.len() == wanted.len()
        && read
            .sql
            .iter()
            .zip(&wanted)
            .all(|(sql, (role, _, text))| sql.role == *role && sql.scalar.text() == text);
    if same {
        Ok(())
    } else {
        Err(Fault::new(0, Reason::Unproven))
    }
}
