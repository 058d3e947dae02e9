//! `cargo +nightly fuzz run retarget`, in the directory of the crate.
#![no_main]

mod check;

libfuzzer_sys::fuzz_target!(|input: &str| check::check(input));
