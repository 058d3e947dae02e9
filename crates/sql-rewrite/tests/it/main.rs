//! Tests of the whole crate through its public interface.

mod cases;
mod properties;
mod robust;
mod samples;
