//! The one error of this crate: `kind` says what happened, `api` carries it, `body` reads what the
//! service wrote, `convert` takes over what the generated code reports.

mod api;
mod body;
mod convert;
mod kind;

pub(crate) use api::Parts;
pub use api::{ApiError, Retry, StatementFailure};
pub(crate) use body::from_answer;
pub use kind::ErrorKind;
