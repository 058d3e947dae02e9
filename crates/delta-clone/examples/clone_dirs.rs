//! Clones every table below a directory, and tells the pairs of directories as JSON.
//!
//! `clone_dirs TABLES OUT` makes for each table a deep clone of its newest version, a deep clone
//! that follows it version by version, and a clone of hard links where the disk allows.
//! `clone_dirs --again PAIRS.json` clones each pair once more, over whatever the clone holds.
//! The JSON on standard output is a list of `{"source", "clone", "kind"}`; refused tables are
//! named on standard error.

use std::io::Write;
use std::path::{Path, PathBuf};

use delta_clone::{At, CloneError, CloneSpec, CopyMethod, Mode, NoProgress, clone_table, history};
use serde::{Deserialize, Serialize};
use url::Url;

type Failure = Box<dyn std::error::Error>;

#[derive(Serialize, Deserialize)]
struct Pair {
    source: PathBuf,
    clone: PathBuf,
    kind: String,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let pairs = match arguments.as_slice() {
        [again, pairs] if again == "--again" => clone_again(Path::new(pairs)).await?,
        [tables, out] => clone_all(Path::new(tables), Path::new(out)).await?,
        _ => return Err("usage: clone_dirs TABLES OUT | clone_dirs --again PAIRS.json".into()),
    };
    serde_json::to_writer_pretty(std::io::stdout(), &pairs)?;
    Ok(())
}

async fn clone_all(tables: &Path, out: &Path) -> Result<Vec<Pair>, Failure> {
    let mut pairs = Vec::new();
    for (name, source) in tables_below(&tables.canonicalize()?)? {
        for kind in ["newest", "steps", "linked"] {
            let clone = std::path::absolute(out.join(kind).join(&name))?;
            match clone_one(&source, &clone, kind).await {
                Ok(()) => pairs.push(Pair {
                    source: source.clone(),
                    clone,
                    kind: kind.to_owned(),
                }),
                Err(error) => writeln!(std::io::stderr(), "refused: {kind}: {error}")?,
            }
        }
    }
    Ok(pairs)
}

/// The directories below `tables`; of those that only hold tables, the tables.
fn tables_below(tables: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let mut found = Vec::new();
    for (name, directory) in directories(tables)? {
        let nested: Vec<_> = directories(&directory)?
            .into_iter()
            .filter(|(_, nested)| nested.join("_delta_log").is_dir())
            .collect();
        if directory.join("_delta_log").is_dir() || nested.is_empty() {
            found.push((name, directory));
        } else {
            found.extend(
                nested
                    .into_iter()
                    .map(|(inner, path)| (format!("{name}--{inner}"), path)),
            );
        }
    }
    Ok(found)
}

fn directories(directory: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        if entry.path().is_dir() {
            found.push((
                entry.file_name().to_string_lossy().into_owned(),
                entry.path(),
            ));
        }
    }
    found.sort();
    Ok(found)
}

async fn clone_one(source: &Path, clone: &Path, kind: &str) -> Result<(), Failure> {
    let mut spec = CloneSpec::deep(url(source)?, url(clone)?);
    match kind {
        "linked" => spec.copy = CopyMethod::Link,
        "steps" => return follow(spec).await,
        _ => {}
    }
    clone_table(&spec, &NoProgress).await?;
    Ok(())
}

/// Clones each version that is still there into the same target, oldest first.
async fn follow(mut spec: CloneSpec) -> Result<(), Failure> {
    spec.mode = Mode::Replace { overwrite: false };
    let mut versions: Vec<u64> = history(&spec.source)
        .await?
        .into_iter()
        .map(|commit| commit.version)
        .collect();
    versions.reverse();
    let newest = versions.last().copied();
    for version in versions {
        spec.at = At::Version(version);
        match clone_table(&spec, &NoProgress).await {
            Ok(_) => {}
            // Fixtures name files in older versions that VACUUM or their makers took away.
            Err(CloneError::VersionGone { .. } | CloneError::MissingFile { .. })
                if Some(version) != newest => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn clone_again(pairs: &Path) -> Result<Vec<Pair>, Failure> {
    let pairs: Vec<Pair> = serde_json::from_reader(std::fs::File::open(pairs)?)?;
    for pair in &pairs {
        let mut spec = CloneSpec::deep(url(&pair.source)?, url(&pair.clone)?);
        spec.mode = Mode::Replace { overwrite: true };
        clone_table(&spec, &NoProgress).await?;
    }
    Ok(pairs)
}

fn url(directory: &Path) -> Result<Url, Failure> {
    Url::from_directory_path(directory)
        .map_err(|()| format!("{} is no absolute directory", directory.display()).into())
}
