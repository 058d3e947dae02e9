//! The one facade over everything that clxs can do: connect, read, plan, apply, verify.
//!
//! [`CloneXs`] is the way in. A request is a plain struct, an answer is a plain value that can be
//! serialized; what the command line prints with `--json` is that value. Nothing here prints or
//! parses arguments, and nothing here decides what a clone is: that is `clone-core`'s.

pub mod api;
mod apply;
mod error;
mod failure;
pub mod journal;
#[cfg(feature = "embedded")]
pub mod local;
mod session;
mod uc;

pub use api::{
    Applied, ApplyOptions, CloneXs, Compared, Freshness, Pins, RunEnd, RunSummary, TableAnswer,
    Verdict, VerifyReport, VerifyRequest, runs, split_statements, write_plan,
};
#[cfg(feature = "embedded")]
pub use api::{DeltaAt, DeltaCloneRequest, DeltaCloned, DeltaFiles, clone_delta, demo};
pub use apply::{Cancel, Patience};
#[cfg(feature = "embedded")]
pub use delta_clone::{Event as DeltaEvent, Progress as DeltaProgress};
pub use error::{EngineError, EngineResult};
pub use session::{ConnectOptions, Session, whoami};
pub use uc::Capabilities;
pub use uc_client::{Secret, auth};
