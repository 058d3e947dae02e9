//! Tests of the whole crate through its public interface.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests stop at the first surprise, read fixtures and measure time"
)]

mod cases;
mod corpus;
mod properties;
mod robust;
mod samples;
