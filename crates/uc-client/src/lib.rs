//! Client of the Databricks REST API.
//!
//! [`Client`] holds three things: the operations generated from `openapi/` ([`Client::api`]), what
//! no generator can know ([`Client::statements`], [`Client::files`], the streams of [`paging`]), and
//! one [`Transport`] below both. The transport decides where a request goes: over HTTP, into a
//! router of this process, into a recording. Decorators add retries, counting and faults.
//!
//! Errors are one type, [`ApiError`]; its kind comes from the service's `error_code` alone.
//! What it means to clone something is not known here.

pub mod auth;
mod client;
mod error;
mod files;
#[expect(
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "written by the generator; its style is not ours to choose"
)]
mod generated;
mod host;
mod names;
mod operations;
pub mod paging;
mod parting;
mod raw;
mod retry;
pub mod statements;
pub mod transport;
mod warehouses;

pub use auth::{
    Arguments, Attribute, AuthError, Connection, Credentials, Environment, Secret, Settings,
    SetupError,
};
pub use client::{Client, ClientBuilder};
pub use error::{ApiError, ErrorKind, Retry, StatementFailure};
pub use files::{Digest, DirectoryEntry, Existing, Files};
pub use generated::{Client as Api, Error as RawError, ResponseValue, types};
pub use host::Host;
pub use names::{encode_path, encode_volume_path};
pub use retry::RetryPolicy;
pub use statements::{Statement, StatementResult, Statements};
pub use transport::Transport;
pub use warehouses::{ChosenWarehouse, NoChoice, Why, choose_warehouse};
