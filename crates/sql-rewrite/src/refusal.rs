//! Why a text is not answered.

use std::fmt;

/// A text that is not answered: where it stops being understood, and why.
///
/// A refusal is the safe answer. The caller can show it and leave the object alone; there is no
/// fallback that guesses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct Refusal {
    /// Byte offset into the text.
    pub at: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The text is longer than this crate reads.
    TooLong {
        /// How many bytes it reads.
        bytes: usize,
    },
    /// Queries nest deeper than this crate follows.
    TooDeep {
        /// How many levels it follows.
        levels: usize,
    },
    /// The mapping holds an entry that maps nothing: a name is empty or has too many or few parts.
    Mapping {
        /// The entry.
        entry: String,
    },
    /// A literal, comment, name or bracket is never closed.
    Unclosed {
        /// What is open.
        what: &'static str,
    },
    /// A bracket closes what was not opened, or was opened by another sign.
    Unopened,
    /// Something else was expected here.
    Expected {
        /// What was expected.
        what: &'static str,
        /// What is there.
        found: String,
    },
    /// A statement that this crate does not know.
    Statement {
        /// Its first word.
        head: String,
    },
    /// An object name computed while running, out of parts that name something mapped.
    Computed,
    /// The mapped name cannot be written where the name stands.
    Unwritable {
        /// The name.
        name: String,
        /// Where it would stand.
        place: &'static str,
    },
    /// A name that could mean objects which the mapping treats differently.
    Ambiguous {
        /// The name as written.
        name: String,
    },
    /// The current catalog or schema depends on what happens while running.
    UnknownNamespace,
    /// A body in a language that is not known, which names something mapped.
    Body,
    /// The YAML of a metric view has a form that is not read.
    Yaml {
        /// What was found.
        what: &'static str,
    },
    /// A second parser sees a reference here that the first did not.
    Disagreement {
        /// The name.
        name: String,
    },
    /// A mapped name stands in a clause that is not known.
    Unread {
        /// The name.
        name: String,
    },
    /// The edited text does not read back as the original with only its names replaced.
    Unproven,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { bytes } => write!(f, "the text is longer than {bytes} bytes"),
            Self::TooDeep { levels } => write!(f, "queries nest deeper than {levels} levels"),
            Self::Mapping { entry } => write!(
                f,
                "the mapping holds {entry}, but a schema has two parts and an object three"
            ),
            Self::Unclosed { what } => write!(f, "a {what} starts here and never ends"),
            Self::Unopened => f.write_str("a bracket closes what was not opened"),
            Self::Expected { what, found } if found.is_empty() => {
                write!(f, "expected {what}, but the text ends")
            }
            Self::Expected { what, found } => write!(f, "expected {what}, found `{found}`"),
            Self::Statement { head } => write!(f, "statement `{head}` is not known"),
            Self::Computed => {
                f.write_str("the name is computed, and its parts name something that is mapped")
            }
            Self::Unwritable { name, place } => write!(f, "`{name}` cannot be written in {place}"),
            Self::Ambiguous { name } => {
                write!(f, "`{name}` could mean objects that are mapped differently")
            }
            Self::UnknownNamespace => {
                f.write_str("the current catalog or schema is only known while running")
            }
            Self::Body => {
                f.write_str("the body's language is not known and it names something mapped")
            }
            Self::Yaml { what } => write!(f, "the metric view holds {what}, which is not read"),
            Self::Disagreement { name } => {
                write!(
                    f,
                    "`{name}` is a reference to a second parser, but not to the first"
                )
            }
            Self::Unread { name } => {
                write!(
                    f,
                    "`{name}` is mapped, and stands where this crate reads no names"
                )
            }
            Self::Unproven => f.write_str("the edited text does not read back as expected"),
        }
    }
}

/// A reason at a byte offset; lines and columns are counted once, at the border of the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) reason: Reason,
}

impl Fault {
    pub(crate) fn new(at: usize, reason: Reason) -> Self {
        Self { at, reason }
    }

    /// Counts the line and column of the fault.
    pub(crate) fn locate(self, text: &str) -> Refusal {
        let before = text.get(..self.at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Refusal {
            at: self.at,
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            reason: self.reason,
        }
    }
}
