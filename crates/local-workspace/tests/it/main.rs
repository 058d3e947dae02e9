//! Tests of the workspace from outside: as a library and over HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "helpers of tests fail as tests do, and take `json!` values"
)]

mod rest_catalog;
mod rest_faults;
mod rest_files;
mod rest_http;
mod rest_judge;
mod rest_recordings;
mod rest_statements;
mod rest_support;
