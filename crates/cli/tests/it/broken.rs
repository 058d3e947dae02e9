//! One bad object: the others are cloned, what needs it is skipped, and a later run finishes.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::desk::{Desk, Said};

/// Two tables, of which `lines` is larger than [`LIMIT`], and views over each other on it.
const WORLD: &str = "
CREATE CATALOG prod;
CREATE SCHEMA prod.sales;
CREATE TABLE prod.sales.orders AS SELECT id, id * 7 AS amount FROM range(10);
CREATE TABLE prod.sales.lines AS SELECT id, sha2(CAST(id AS STRING), 256) AS s FROM range(200000);
CREATE VIEW prod.sales.big AS SELECT id FROM prod.sales.lines;
CREATE VIEW prod.sales.bigger AS SELECT max(id) AS id FROM prod.sales.big;
CREATE VIEW prod.sales.small AS SELECT id FROM prod.sales.orders;
";

/// How large a file may become on the full disk, in the units of `ulimit -f`, which differ from
/// shell to shell: 6 or 12 MiB, more than the metadata of the workspace ever takes in one file.
const LIMIT: &str = "12288";

const CLONE: [&str; 6] = ["clone", "--source", "prod", "--dest", "staging", "--yes"];

fn files_of(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_of(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "parquet")
        {
            found.push(path);
        }
    }
}

/// The data file of `lines`, which is the largest.
fn data_file(desk: &Desk) -> PathBuf {
    let mut found = Vec::new();
    files_of(&desk.path("workspace"), &mut found);
    let size = |path: &PathBuf| std::fs::metadata(path).unwrap().len();
    let largest = found.into_iter().max_by_key(size).unwrap();
    assert!(size(&largest) > 12 << 20, "{}", size(&largest));
    largest
}

fn counts(said: &Said, kind: &str) -> Vec<u64> {
    let row = said
        .out
        .lines()
        .find(|line| line.trim_start().starts_with(kind));
    let words = row.unwrap_or_default().split_whitespace().skip(1);
    words.map(|word| word.parse().unwrap()).collect()
}

/// Everything but `lines` and the two views on it was cloned.
fn partial(said: &Said) {
    assert_eq!(said.code, 4, "{}", said.all());
    // inventory, cloned, updated, unchanged, skipped, failed
    assert_eq!(counts(said, "tables"), [2, 1, 0, 0, 0, 1], "{}", said.all());
    assert_eq!(counts(said, "views"), [3, 1, 0, 0, 2, 0], "{}", said.all());
    for view in ["big", "bigger"] {
        let line = format!(
            "- prod.sales.{view}: not tried, because this failed: clone table staging.sales.lines"
        );
        assert!(said.out.contains(&line), "{}", said.all());
    }
    assert!(
        said.out.contains("! prod.sales.lines CX5"),
        "{}",
        said.all()
    );
    assert!(said.out.contains("It balances"), "{}", said.all());
    assert!(said.err.contains("clxs resume"), "{}", said.all());
}

fn finishes(desk: &Desk) -> Said {
    let resumed = desk.clxs(&["resume"]);
    assert_eq!(resumed.code, 0, "{}", resumed.all());
    assert_eq!(counts(&resumed, "tables"), [2, 2, 0, 0, 0, 0]);
    assert_eq!(counts(&resumed, "views"), [3, 3, 0, 0, 0, 0]);
    let verified = desk.clxs(&["verify", "--source", "prod", "--dest", "staging"]);
    assert_eq!(verified.code, 0, "{}", verified.all());
    resumed
}

#[test]
fn a_table_whose_file_is_gone_fails_alone() {
    let desk = Desk::empty();
    desk.sql(WORLD);
    let file = data_file(&desk);
    let aside = desk.path("aside");
    std::fs::rename(&file, &aside).unwrap();

    let said = desk.clxs(&CLONE);
    partial(&said);
    let name = file.file_name().unwrap().to_string_lossy();
    assert!(said.out.contains(&*name), "{}", said.all());

    std::fs::rename(&aside, &file).unwrap();
    let resumed = finishes(&desk);
    // The failed step and the two that waited for it; nothing is done twice.
    assert!(resumed.err.contains("[3/3]"), "{}", resumed.all());
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_fails_what_did_not_fit() {
    let desk = Desk::empty();
    desk.sql(WORLD);
    data_file(&desk);
    // A limit on the size of files makes writes fail midway, as a full disk does.
    let script = format!("trap '' XFSZ; ulimit -f {LIMIT}; exec \"$0\" \"$@\"");
    let mut shell = std::process::Command::new("sh");
    let clxs = desk.command(&CLONE);
    shell
        .args(["-c", script.as_str()])
        .arg(clxs.get_program())
        .args(clxs.get_args());
    shell.env_clear().current_dir(desk.path("."));
    for (name, value) in clxs.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    let output = shell.stdin(Stdio::null()).output().unwrap();
    let said = desk.said(&output);
    // What else did not fit depends on how far the metadata of the workspace had grown.
    assert_eq!(said.code, 4, "{}", said.all());
    assert!(
        said.out.contains("! prod.sales.lines CX5"),
        "{}",
        said.all()
    );
    assert!(said.out.contains("os error 27"), "{}", said.all());
    assert!(said.out.contains("It balances"), "{}", said.all());
    assert!(said.err.contains("clxs resume"), "{}", said.all());
    finishes(&desk);
}
