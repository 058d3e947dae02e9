//! What the process ends with; `docs/reference/codes.md` explains each.

use std::process::ExitCode;

use clone_core::codes;

/// An exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit(pub u8);

impl Exit {
    /// All is as it was asked.
    pub const DONE: Self = Self(codes::Exit::Done as u8);
    /// The command line, the configuration or a file cannot be used.
    pub const USAGE: Self = Self(codes::Exit::Usage as u8);
}

impl From<codes::Exit> for Exit {
    fn from(exit: codes::Exit) -> Self {
        Self(exit.code())
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.0)
    }
}
