//! The ways of signing in: a row each, in the order in which they are tried.

mod azure;
mod azure_cli;
mod azure_devops;
mod azure_federation;
mod azure_msi;
mod azure_secret;
mod choose;
mod databricks_cli;
mod github;
mod google;
mod ground;
mod identity;
mod m2m;
mod managed;
mod metadata;
mod oidc;
mod pat;
mod refused;
mod table;
#[cfg(test)]
mod tests;
mod u2m;

pub use choose::Considered;
use choose::Support;
pub(crate) use choose::choose;
pub(crate) use ground::Ground;
use ground::{Outcome, Stop, Strategy};
pub(crate) use u2m::App;
