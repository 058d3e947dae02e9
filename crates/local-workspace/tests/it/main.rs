//! Tests of the workspace from outside: as a library and over HTTP.

#![expect(clippy::needless_pass_by_value, reason = "helpers take `json!` values")]

// `cfg(test)` marks the helpers as tests too, for the lints that are milder there.
#[cfg(test)]
mod rest_catalog;
#[cfg(test)]
mod rest_faults;
#[cfg(test)]
mod rest_files;
#[cfg(test)]
mod rest_http;
#[cfg(test)]
mod rest_judge;
#[cfg(test)]
mod rest_model;
#[cfg(test)]
mod rest_recordings;
#[cfg(test)]
mod rest_sign_in;
#[cfg(test)]
mod rest_statements;
#[cfg(test)]
mod rest_support;
#[cfg(test)]
mod rest_tls;
#[cfg(test)]
mod sql_clone;
#[cfg(test)]
mod sql_depth;
#[cfg(test)]
mod sql_metadata;
#[cfg(test)]
mod sql_rights;
#[cfg(test)]
mod sql_rows;
#[cfg(test)]
mod sql_support;
