//! Answers the lines of standard input: the contract of `clxs sql retarget --jsonl`.

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        writeln!(out, "{}", sql_rewrite::jsonl::answer(&line?))?;
    }
    out.flush()
}
