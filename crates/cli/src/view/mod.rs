//! The only place that prints: results to stdout, everything else to stderr.

mod auth;
mod code;
#[cfg(feature = "embedded")]
mod delta;
mod human;
#[cfg(feature = "embedded")]
mod local;
pub mod plan;
mod problem;
mod progress;
mod retarget;
mod screen;
mod table;

pub use auth::{
    AccessToken, AuthDescription, AuthStatus, ListedProfile, ListedProfiles, SignedIn, SignedOut,
};
pub use code::{Codes, Explained};
#[cfg(feature = "embedded")]
pub use delta::DeltaProgress;
pub use human::{Human, Runs, counted};
#[cfg(feature = "embedded")]
pub use local::{AddedGroup, AddedUser, Listening, MadeWorkspace};
pub use problem::Problem;
pub use progress::Progress;
pub use retarget::explain;
pub use screen::Screen;
pub use table::table;
