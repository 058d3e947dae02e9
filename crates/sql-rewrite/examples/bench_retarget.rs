//! Statements and megabytes per second on one thread, and the same texts through sqlglot, in turn.
//!
//! `cargo xtask bench retarget` runs it. An argument names a Python, `python3` if there is none; if it
//! has no sqlglot, only this crate is measured, and the output says so.

#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a benchmark measures time, and runs what it compares with"
)]

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use sql_rewrite::{Ident, Input, Mapping, Namespace, SqlKind, retarget};

/// Pairs of rounds; figures are medians.
const ROUNDS: usize = 9;
/// How long one round of this crate lasts at least.
const ROUND: Duration = Duration::from_millis(400);

fn main() -> io::Result<()> {
    let corpora = [
        ("reports", include_str!("../benches/corpus/reports.sql")),
        ("views", include_str!("../benches/corpus/views.sql")),
    ];
    let python = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "python3".to_owned());
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "texts            statements/s     MB/s   sqlglot statements/s   times sqlglot"
    )?;
    for (name, corpus) in corpora {
        let texts: Vec<&str> = corpus.split("\n---\n").map(str::trim).collect();
        let mut foreign = Sqlglot::start(&python, &texts);
        let (mut own, mut other, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let seconds = round(&texts)?;
            own.push(seconds);
            if let Some(foreign) = &mut foreign {
                let theirs = foreign.round()?;
                other.push(theirs);
                ratios.push(theirs / seconds);
            }
        }
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let (count, seconds) = (texts.len() as f64, median(own));
        write!(
            out,
            "{name:<16} {:>12.0} {:>8.1}",
            count / seconds,
            bytes as f64 / 1e6 / seconds
        )?;
        if foreign.is_some() {
            writeln!(
                out,
                " {:>22.0} {:>15.0}",
                count / median(other),
                median(ratios)
            )?;
        } else {
            writeln!(out, "           not measured    not measured")?;
        }
    }
    writeln!(out)?;
    writeln!(out, "one text of        seconds     MB/s")?;
    for megabytes in [1, 2, 4, 8] {
        let column = "prod.sales.orders.amount + 1";
        let columns = vec![column; megabytes * 1_000_000 / (column.len() + 2)].join(", ");
        let text = format!("SELECT {columns} FROM prod.sales.orders");
        let seconds = median((0..3).map(|_| round(&[&text])).collect::<io::Result<_>>()?);
        let rate = text.len() as f64 / 1e6 / seconds;
        writeln!(out, "{megabytes} MB {seconds:>19.3} {rate:>8.1}")?;
    }
    Ok(())
}

/// Seconds that one pass over the texts takes.
fn round(texts: &[&str]) -> io::Result<f64> {
    let namespace = Namespace {
        catalog: Ident::new("prod"),
        schema: Ident::new("sales"),
    };
    let mapping = Mapping::catalog(Ident::new("prod"), Ident::new("staging"));
    let mut passes = 0_u32;
    let start = Instant::now();
    while passes == 0 || start.elapsed() < ROUND {
        for text in texts {
            let input = Input {
                text,
                kind: SqlKind::Query,
                namespace: &namespace,
                mapping: &mapping,
            };
            std::hint::black_box(retarget(&input).map_err(io::Error::other)?);
        }
        passes += 1;
    }
    Ok(start.elapsed().as_secs_f64() / f64::from(passes))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// A Python that retargets the texts when it is told to.
struct Sqlglot {
    process: Child,
    answers: BufReader<ChildStdout>,
}

impl Sqlglot {
    fn start(python: &str, texts: &[&str]) -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/sqlglot_rounds.py");
        let mut process = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let answers = BufReader::new(process.stdout.take()?);
        let mut started = Self { process, answers };
        let texts = serde_json::to_string(texts).ok()?;
        // The first answer is its version; none when it cannot be imported.
        started
            .ask(&texts)
            .ok()
            .filter(|version| !version.is_empty())?;
        started.round().ok()?;
        Some(started)
    }

    fn ask(&mut self, line: &str) -> io::Result<String> {
        let stdin = self
            .process
            .stdin
            .as_mut()
            .ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(stdin, "{line}")?;
        stdin.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }

    fn round(&mut self) -> io::Result<f64> {
        self.ask("again")?.parse().map_err(io::Error::other)
    }
}

impl Drop for Sqlglot {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // It ends when its input does; there is nobody to tell if it does not.
        drop(self.process.wait());
    }
}
