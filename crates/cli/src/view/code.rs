//! Codes and what they mean.

use clone_core::codes::{Allow, Code};
use clone_core::plan::Severity;
use serde::Serialize;

use super::{Human, table};

/// One code and its section of the reference.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// The code.
    pub code: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// How bad a finding with it is.
    pub severity: Severity,
    /// What a command ends with that ends because of it.
    pub exit: u8,
    /// Whether `--allow` accepts it.
    pub can_be_allowed: bool,
    /// Meaning, cause, and what to do, as Markdown.
    pub text: &'static str,
}

impl Explained {
    /// A row of the table of codes with its section.
    pub fn new(code: &Code, text: &'static str) -> Self {
        Self {
            code: code.id,
            title: code.title,
            severity: code.severity,
            exit: code.exit.code(),
            can_be_allowed: code.allow == Allow::Accepts,
            text,
        }
    }
}

impl Human for Explained {
    fn human(&self) -> String {
        let text = self.text.replace("**", "");
        format!("{}: {}\n\n{text}\n", self.code, self.title)
    }
}

/// All codes.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Codes(pub Vec<Explained>);

impl Human for Codes {
    fn human(&self) -> String {
        let header = ["CODE", "EXIT", "MEANING"].map(str::to_owned);
        let row = |code: &Explained| {
            [
                code.code.to_owned(),
                code.exit.to_string(),
                code.title.to_owned(),
            ]
        };
        table(header, self.0.iter().map(row))
    }
}
