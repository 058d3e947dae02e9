//! An error as it is shown: a code, what, why, and what to do.

use std::error::Error;
use std::fmt::Write as _;
use std::io;

use clone_core::codes;
use clone_engine::EngineError;
use serde::Serialize;

use super::Human;
use crate::exit::Exit;

/// An error as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Its stable code, such as `CX2103`.
    pub code: String,
    /// What happened.
    pub message: String,
    /// Why, outermost first.
    pub because: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
    /// What the process ends with.
    #[serde(skip)]
    pub exit: Exit,
}

impl Problem {
    /// A problem with a code of the table.
    pub fn new(code: &codes::Code, message: impl Into<String>) -> Self {
        Self {
            code: code.id.to_owned(),
            message: message.into(),
            because: Vec::new(),
            hint: None,
            exit: code.exit.into(),
        }
    }

    /// Something that cannot happen, and did.
    pub fn bug(message: &str, error: &dyn Error) -> Self {
        Self::new(&codes::INTERNAL, message).because(error.to_string())
    }

    /// Adds a cause.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.because.push(cause.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        Self {
            because: error.because(),
            hint: error.hint(),
            ..Self::new(error.code(), error.to_string())
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::new(&codes::FILE_TROUBLE, "the output cannot be written").because(error.to_string())
    }
}

impl Human for Problem {
    fn human(&self) -> String {
        let mut text = format!("error[{}]: {}\n", self.code, self.message);
        for cause in &self.because {
            field(&mut text, "because", cause);
        }
        if let Some(hint) = &self.hint {
            field(&mut text, "hint", hint);
        }
        field(&mut text, "more", &format!("clxs explain {}", self.code));
        text
    }
}

fn field(text: &mut String, name: &str, value: &str) {
    for (line, part) in value.lines().enumerate() {
        let name = if line == 0 { name } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {name:<8} {part}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_field_is_indented() {
        let problem = Problem {
            code: "CX2103".into(),
            message: "cannot create catalog `staging`".into(),
            because: vec!["principal `etl-bot` has no CREATE CATALOG".into()],
            hint: Some("ask for:\nGRANT CREATE CATALOG ON METASTORE TO `etl-bot`".into()),
            exit: Exit(7),
        };
        insta::assert_snapshot!(problem.human(), @r"
        error[CX2103]: cannot create catalog `staging`
          because  principal `etl-bot` has no CREATE CATALOG
          hint     ask for:
                   GRANT CREATE CATALOG ON METASTORE TO `etl-bot`
          more     clxs explain CX2103
        ");
    }
}
