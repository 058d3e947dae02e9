//! What a text refers to, and what became of it.

use std::ops::Range;

use crate::{Ident, QName};

/// One reference in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where the name stands in the input, in bytes.
    pub span: Range<usize>,
    /// The parts of the name as written; none when the name is only known while running.
    pub parts: Vec<Ident>,
    /// What is referred to.
    pub kind: RefKind,
    /// Whether it is read or written.
    pub access: Access,
    /// The full name, if the text tells it.
    pub resolved: Option<QName>,
    /// What became of it.
    pub verdict: Verdict,
}

/// What a reference refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RefKind {
    /// A table or view.
    Relation,
    /// A table or view read as a stream.
    Stream,
    /// A function or procedure.
    Function,
    /// The table of a column: `prod.sales.orders` in `prod.sales.orders.amount`.
    ColumnQualifier,
    /// A name inside a constant: `IDENTIFIER('…')`, `table_changes('…')`.
    Constant,
    /// A path below `/Volumes`, or a volume.
    Volume,
    /// A schema.
    Schema,
    /// A catalog.
    Catalog,
    /// SQL that is only known while running: `EXECUTE IMMEDIATE`.
    Dynamic,
}

/// What is done with the object of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// It is read or called.
    Read,
    /// It is created, altered, filled or dropped.
    Write,
}

/// What became of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It names `to` in the output. The text differs only where it had to.
    Remapped {
        /// The full name in the output.
        to: QName,
    },
    /// The mapping covers it, and it names the same object in the output.
    Retained,
    /// The mapping does not cover it.
    OutOfScope,
    /// What it names is only known while running.
    Opaque,
}

/// Something that a person should look at; the text around it was left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where, in bytes of the input.
    pub span: Range<usize>,
    /// What.
    pub kind: WarningKind,
}

/// What a person should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum WarningKind {
    /// A string that holds a mapped name and a dot.
    NameInString,
    /// A body in another language that holds a mapped name and a dot.
    NameInBody,
    /// A path below `/Volumes` of a mapped catalog.
    VolumePath,
    /// A name or statement that is only known while running.
    Dynamic,
    /// `current_catalog()` or `current_schema()`: its value differs in the target.
    CurrentNamespace,
}

impl WarningKind {
    /// Says it as a fragment of a sentence.
    pub fn describe(self) -> &'static str {
        match self {
            Self::NameInString => "a string holds a mapped name; it was not changed",
            Self::NameInBody => {
                "a body in another language holds a mapped name; it was not changed"
            }
            Self::VolumePath => {
                "a path leads into a volume of a mapped catalog; it was not changed"
            }
            Self::Dynamic => "what this names is only known while running",
            Self::CurrentNamespace => "this depends on the current catalog or schema",
        }
    }
}
