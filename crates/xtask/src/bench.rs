//! `cargo xtask bench`: calls the measuring programs of the crates, and keeps what they print.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use crate::{Failure, Outcome, repo};

/// How `cargo xtask bench` is called.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What to measure.
    #[arg(default_value = "clone", value_parser = names())]
    what: String,
    /// Writes the figures into the book.
    #[arg(long)]
    write: bool,
    /// Measures a build that is not optimised: counts are the same, times are upper bounds.
    #[arg(long)]
    dev: bool,
    /// Everything after `--` goes to the measuring program.
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Something that can be measured.
struct Bench {
    name: &'static str,
    /// The arguments of cargo that build and start the program that measures. Without a package,
    /// dependencies are those that the tests have built.
    run: &'static [&'static str],
    /// The page that holds its figures, between `<!-- bench NAME -->` and `<!-- end -->`.
    page: &'static str,
}

const BENCHES: [Bench; 4] = [
    Bench {
        name: "clone",
        run: &["--example", "bench_clone"],
        page: "docs/reference/figures.md",
    },
    Bench {
        name: "delta-clone",
        run: &["--package", "delta-clone", "--example", "bench_delta_clone"],
        page: "docs/reference/figures.md",
    },
    Bench {
        name: "inventory",
        run: &["--example", "bench_inventory"],
        page: "docs/reference/figures.md",
    },
    Bench {
        name: "retarget",
        run: &["--package", "sql-rewrite", "--example", "bench_retarget"],
        page: "docs/reference/sql-retarget.md",
    },
];

fn names() -> Vec<&'static str> {
    BENCHES.iter().map(|bench| bench.name).collect()
}

/// Runs the task.
pub(crate) fn run(options: &Options) -> Outcome {
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == options.what) else {
        return Err(Failure::Found(format!(
            "no measurement is called `{}`",
            options.what
        )));
    };
    let figures = measure(bench, options)?;
    if options.write {
        return write(bench, &figures);
    }
    Ok(())
}

/// Runs the program and returns what it prints, which is also shown as it comes.
fn measure(bench: &Bench, options: &Options) -> Result<String, Failure> {
    let starts = |error| Failure::Found(format!("cargo does not start: {error}"));
    let mut child = repo::cargo()
        .args(["run", "--quiet"])
        .args((!options.dev).then_some("--release"))
        .args(bench.run)
        .arg("--")
        .args(&options.rest)
        // What retargeting is compared with lies where the judges put it.
        .env("PYTHONPATH", repo::target_dir().join("judges-spark"))
        .stdout(Stdio::piped())
        .spawn()
        .map_err(starts)?;
    let mut figures = String::new();
    let mut out = std::io::stdout().lock();
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|from| BufReader::new(from).lines())
    {
        let line = line.map_err(starts)?;
        // Somebody who closes our output still wants the figures written.
        drop(writeln!(out, "{line}"));
        figures.push_str(line.trim_end());
        figures.push('\n');
    }
    let status = child.wait().map_err(starts)?;
    if status.success() {
        return Ok(figures);
    }
    Err(Failure::Found(format!(
        "the measurement `{}` ended with {status}",
        bench.name
    )))
}

/// Puts the figures into the page, in the place of those that are there.
fn write(bench: &Bench, figures: &str) -> Outcome {
    let path = repo::root().join(bench.page);
    let text = replaced(&repo::read(&path)?, bench.name, figures).ok_or_else(|| {
        Failure::Found(format!(
            "{} has no `<!-- bench {} -->` with an `<!-- end -->` after it",
            bench.page, bench.name
        ))
    })?;
    save(&path, &text)
}

fn save(path: &Path, text: &str) -> Outcome {
    std::fs::write(path, text).map_err(|source| repo::file_failure(path, source))
}

/// The page with the figures between the marks of the measurement.
fn replaced(page: &str, name: &str, figures: &str) -> Option<String> {
    let (before, rest) = page.split_once(&format!("<!-- bench {name} -->\n"))?;
    let (_, after) = rest.split_once("<!-- end -->")?;
    Some(format!(
        "{before}<!-- bench {name} -->\n```text\n{figures}```\n<!-- end -->{after}"
    ))
}

#[cfg(test)]
mod tests {
    use super::{BENCHES, replaced};
    use crate::repo;

    #[test]
    fn figures_replace_those_between_their_marks() {
        let page = "a\n<!-- bench x -->\nold\n<!-- end -->\n<!-- bench y -->\n<!-- end -->\nz";
        let wanted = "a\n<!-- bench x -->\n```text\nnew\n```\n<!-- end -->\n<!-- bench y -->\n<!-- end -->\nz";
        assert_eq!(replaced(page, "x", "new\n").as_deref(), Some(wanted));
        assert_eq!(replaced(page, "z", "new\n"), None);
    }

    #[test]
    fn every_measurement_has_its_place_in_the_book() {
        for bench in &BENCHES {
            let page = repo::read(&repo::root().join(bench.page)).unwrap();
            assert!(
                replaced(&page, bench.name, "").is_some(),
                "{} lacks the marks of {}",
                bench.page,
                bench.name
            );
        }
    }
}
