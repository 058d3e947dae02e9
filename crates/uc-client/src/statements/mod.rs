//! SQL on a warehouse: [`Statement`] says what to run, [`Statements`] runs it to its end, and
//! [`StatementResult`] holds what came back.
//!
//! A statement has no idempotency key: sent twice, it runs twice. So it is sent once, with a tag of
//! its own; when its answer is lost, `recover` looks for the tag in the query history first. One
//! whose caller goes away is cancelled by `watch`.

#[cfg(feature = "arrow")]
mod arrow;
mod chunks;
mod recover;
mod result;
mod run;
mod statement;
mod watch;

#[cfg(feature = "arrow")]
pub use arrow::ArrowResult;
pub use result::StatementResult;
pub use run::Statements;
pub use statement::{Delivery, Repeat, Statement, Wait};
