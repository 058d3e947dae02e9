//! The only place that prints: results to stdout, everything else to stderr.

#[cfg(feature = "embedded")]
mod delta;
mod human;
pub mod plan;
mod problem;
mod progress;
mod retarget;
mod screen;
mod table;

#[cfg(feature = "embedded")]
pub use delta::DeltaProgress;
pub use human::{Human, Runs, counted};
pub use problem::Problem;
pub use progress::Progress;
pub use retarget::explain;
pub use screen::Screen;
pub use table::table;
