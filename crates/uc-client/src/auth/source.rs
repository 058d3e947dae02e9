//! Where a value comes from.

use std::fmt;
use std::path::PathBuf;

/// Where a value comes from, the strongest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// It was given with the call.
    Argument,
    /// A variable of the environment.
    Environment {
        /// Its name.
        variable: &'static str,
    },
    /// A profile.
    Profile {
        /// Its name.
        profile: String,
        /// The file that holds it.
        file: PathBuf,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument => f.write_str("an option"),
            Self::Environment { variable } => write!(f, "{variable}"),
            Self::Profile { profile, file } => {
                write!(f, "profile `{profile}` of {}", file.display())
            }
        }
    }
}
