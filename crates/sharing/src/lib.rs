//! Delta Sharing: wire messages, credential profiles, and the client.
//!
//! What will live here: requests and responses of the open protocol as plain types, reading of
//! newline-delimited JSON answers, credential files, and (behind a feature) the client that lists
//! shares and queries tables.
//!
//! What must not: anything about cloning. Which shares and recipients a cross-metastore clone
//! needs is planning, so it is a pass of `clone-core`.
