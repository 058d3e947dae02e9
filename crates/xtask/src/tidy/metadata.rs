//! The crates of the workspace and what they depend on, as cargo knows them.

use serde::Deserialize;

use crate::{Failure, repo};

/// A crate of the workspace.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A line of a manifest.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Absent for an ordinary dependency.
    pub(crate) kind: Option<String>,
    /// Present for a crate of ours.
    pub(crate) path: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The crates of the workspace.
pub(crate) fn packages() -> Result<Vec<Package>, Failure> {
    let mut cargo = repo::cargo();
    cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Metadata = serde_json::from_str(&repo::output_of(&mut cargo)?)
        .map_err(|error| Failure::Found(format!("cargo metadata is not understood: {error}")))?;
    Ok(metadata.packages)
}
