//! Retargeting of definitions, and what they name.

use sql_rewrite::{Mapping, Namespace, QName};

use crate::model::Class;

/// What sort of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SqlKind {
    Query,
    Expression,
}

/// A name in a text, resolved to its full form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: QName,
    pub(crate) class: Class,
}

/// What the texts of one object name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) names: Vec<Named>,
    /// Places whose names cannot be known from the text, as fragments.
    pub(crate) opaque: Vec<String>,
}

impl Texts {
    /// The text with its names mapped; what it names is added to the list.
    ///
    /// # Errors
    /// Why it cannot be retargeted, with line and column.
    pub(crate) fn retarget(
        &mut self,
        _text: &str,
        _kind: SqlKind,
        _namespace: &Namespace,
        _mapping: &Mapping,
    ) -> Result<String, String> {
        Err("definitions are not retargeted yet".to_owned())
    }
}

/// Whether two texts are the same but for space and a semicolon around them.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let core = |text: &str| text.trim().trim_end_matches(';').trim_end().to_owned();
    core(a) == core(b)
}
