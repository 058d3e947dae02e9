//! The only place of the tasks that prints.

use std::io::Write as _;

/// Prints a line for people.
pub(crate) fn say(line: &str) {
    // Nobody is left to tell when the reader of our output has gone.
    drop(writeln!(std::io::stdout(), "{line}"));
}

/// Prints a line that says what is wrong.
pub(crate) fn complain(line: &str) {
    drop(writeln!(std::io::stderr(), "error: {line}"));
}

/// Chooses between one and many: `1 file`, `2 files`.
pub(crate) fn count(n: usize, one: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {one}s")
    }
}
