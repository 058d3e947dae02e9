//! `cargo xtask bench delta-clone`: what a clone costs beside `cp` and beside a rewrite.
//!
//! Every run is a process of its own, and `sync` belongs to it. Runs alternate, so that what else
//! the computer does meets all of them; a ratio is the median of the ratios of neighbours.
//! Options: `--dir DIR` for the tables, `--runs N`, `--only NAME`, `--large N` and `--files N` for
//! fewer than 10 large files and a million files, `--python PROGRAM` for the one with deltalake.

mod runs;
mod tables;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use runs::{Failure, Measured, Runner};
use tables::Workload;

/// What is measured, and how often.
struct Options {
    dir: Option<PathBuf>,
    runs: usize,
    only: Option<String>,
    large: usize,
    files: usize,
    python: Option<PathBuf>,
}

fn options(arguments: Vec<String>) -> Result<Options, Failure> {
    let mut options = Options {
        dir: None,
        runs: 5,
        only: None,
        large: 10,
        files: 1_000_000,
        python: None,
    };
    let mut arguments = arguments.into_iter();
    while let Some(name) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--dir" => options.dir = Some(value.into()),
            "--runs" => options.runs = value.parse()?,
            "--only" => options.only = Some(value),
            "--large" => options.large = value.parse()?,
            "--files" => options.files = value.parse()?,
            "--python" => options.python = Some(value.into()),
            other => return Err(format!("unknown option {other}").into()),
        }
    }
    Ok(options)
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program that prints figures")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [child, source, target, how] = arguments.as_slice()
        && child == "--child"
    {
        return runs::child(Path::new(source), Path::new(target), how).await;
    }
    let options = options(arguments)?;
    let room = match &options.dir {
        Some(dir) => tempfile::tempdir_in(dir)?,
        None => tempfile::tempdir()?,
    };
    println!("| table | run | median | beside `cp -r --reflink=never` | peak memory |");
    println!("|---|---|--:|--:|--:|");
    for workload in Workload::all(options.large, options.files) {
        if options
            .only
            .as_ref()
            .is_some_and(|only| only != workload.name)
        {
            continue;
        }
        let python = options.python.clone();
        let runner = Runner::new(room.path(), options.runs, python, workload.is_many());
        let source = room.path().join(workload.name);
        workload.make(&source)?;
        for row in measure(&runner, &workload, &source)? {
            println!("| {} | {row}", workload.title());
        }
        runner.end()?;
        std::fs::remove_dir_all(&source)?;
    }
    Ok(())
}

/// The rows of one table.
fn measure(runner: &Runner, workload: &Workload, source: &Path) -> Result<Vec<String>, Failure> {
    let rows = RefCell::new(Vec::new());
    let say = |what: &str, measured: &Measured| rows.borrow_mut().push(measured.row(what));
    let say_absent = |what: &str, why: &str| {
        rows.borrow_mut().push(format!("{what} | {why} | | |"));
    };
    if workload.synthetic {
        // The files are names for a few bytes: only the work on the log counts.
        let kept = runner.clone(source, "shallow", 1)?;
        say("shallow clone", &kept);
        say(
            "unchanged, again",
            &runner.again(source, "shallow", runner.runs)?,
        );
        workload.change(source)?;
        say("1 % changed, again", &runner.again(source, "shallow", 1)?);
        runner.clear()?;
        return Ok(rows.into_inner());
    }
    let (cp, deep) = runner.paired(source)?;
    say("`cp -r --reflink=never`", &cp);
    say("deep clone", &deep);
    match runner.reflink(source)? {
        Some(reflink) => say("`cp -r --reflink=always`", &reflink),
        None => say_absent("`cp -r --reflink=always`", "not on this disk"),
    }
    say(
        "hard links",
        &runner.clone(source, "link", runner.runs)?.beside(&cp),
    );
    if workload.rewritten {
        match runner.rewrite(source)? {
            Some(rewrite) => {
                let slower = rewrite.median() / deep.median();
                say(
                    &format!("rewrite by deltalake ({slower:.1} x a deep clone)"),
                    &rewrite.beside(&cp),
                );
            }
            None => say_absent("rewrite by deltalake", "not installed"),
        }
    }
    runner.clone(source, "deep", 0)?;
    say(
        "unchanged, again",
        &runner.again(source, "deep", runner.runs)?,
    );
    workload.change(source)?;
    say("1 % changed, again", &runner.again(source, "deep", 1)?);
    runner.clear()?;
    Ok(rows.into_inner())
}
