//! Retargeting of definitions, and what they name.

pub(crate) use sql_rewrite::SqlKind;
use sql_rewrite::{Input, Mapping, Namespace, QName, RefKind, Verdict, VolumePaths, retarget_with};

use crate::model::{Class, ViewDetail};

/// A name in a text, in its full form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// What the name means.
    pub(crate) class: Class,
    pub(crate) name: QName,
    /// Whether it may be a built-in function instead, of which new ones come all the time.
    pub(crate) may_be_built_in: bool,
}

/// What the texts of one object name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    /// Full names, in the order of the texts.
    pub(crate) names: Vec<Named>,
    /// What a person should look at, as fragments.
    pub(crate) opaque: Vec<String>,
    /// Whether some name leaves out its catalog or schema.
    pub(crate) short: bool,
}

impl Texts {
    /// The text with its names mapped; what it names is added to the lists.
    ///
    /// # Errors
    /// Why it cannot be retargeted, with line and column.
    pub(crate) fn retarget(
        &mut self,
        text: &str,
        kind: SqlKind,
        namespace: &Namespace,
        mapping: &Mapping,
    ) -> Result<String, String> {
        let input = Input {
            text,
            kind,
            namespace,
            mapping,
        };
        // A path that stayed would let the clone read the files of the source.
        let answer =
            retarget_with(&input, VolumePaths::Map).map_err(|refusal| refusal.to_string())?;
        for reference in answer.references {
            let class = match reference.kind {
                RefKind::Function => Class::Function,
                RefKind::Volume => Class::Volume,
                RefKind::Schema => Class::Schema,
                RefKind::Catalog => Class::Catalog,
                RefKind::Relation | RefKind::Stream | RefKind::Constant => Class::Relation,
                // Its table is named by the FROM list too.
                RefKind::ColumnQualifier => continue,
                _ => Class::Other,
            };
            let full = if class == Class::Schema { 2 } else { 3 };
            self.short |= class != Class::Catalog && reference.parts.len() < full;
            let may_be_built_in = class == Class::Function && reference.parts.len() == 1;
            match reference.resolved {
                Some(name) => self.names.push(Named {
                    class,
                    name,
                    may_be_built_in,
                }),
                None if reference.verdict == Verdict::OutOfScope => {}
                None => self
                    .opaque
                    .push("what it names is only known while it runs".to_owned()),
            }
        }
        for warning in answer.warnings {
            let fragment = format!(
                "{}: {}",
                position(text, warning.span.start),
                warning.kind.describe()
            );
            self.opaque.push(fragment);
        }
        Ok(answer.text)
    }
}

/// Whether a view can be carried, and reads what its text does not show. Then only the platform knows
/// what that is, and an inventory should have asked it ([`ViewDetail::dependencies`]).
pub fn hides_what_it_reads(name: &QName, view: &ViewDetail) -> bool {
    let Some(catalog) = name.parts().first() else {
        return false;
    };
    // Names of other catalogs are nobody's concern here; those of this one may stay as they are.
    let mapping = Mapping::catalog(catalog.clone(), catalog.clone());
    let mut texts = Texts::default();
    let read = texts.retarget(&view.text, SqlKind::Query, &view.namespace, &mapping);
    read.is_ok() && !texts.opaque.is_empty()
}

/// Line and column of a place in a text.
fn position(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("line {line}, column {column}")
}

/// What kind of text the body of a function is: a query where it begins like one.
pub(crate) fn body_kind(body: &str) -> SqlKind {
    let word: String = body
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let begins = ["SELECT", "WITH", "VALUES", "FROM", "TABLE"];
    if begins.iter().any(|begin| word.eq_ignore_ascii_case(begin)) {
        SqlKind::Query
    } else {
        SqlKind::Expression
    }
}

/// Whether two texts are the same but for space and a semicolon around them.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let core = |text: &str| text.trim().trim_end_matches(';').trim_end().to_owned();
    core(a) == core(b)
}
