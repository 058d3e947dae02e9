//! Programs that are not ours judge the product: official clients and readers from PyPI in a venv,
//! and what Maven and npm have. All of it is fetched here and kept below the target directory.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::stage::{self, Record, Verdict};
use crate::{Failure, codegen, repo, ui};

/// Installs the judges if they are not there, builds `clxs`, and lets them run.
pub(crate) fn run(name: &'static str) -> Record {
    let python = match prepared() {
        Ok(python) => python,
        Err(failure) => return Record::without_run(name, Verdict::Skipped(failure.to_string())),
    };
    let program = match repo::built_program() {
        Ok(program) => program,
        Err(failure) => {
            return Record::without_run(name, Verdict::Failed(failure.to_string()));
        }
    };
    let mut pytest = Command::new(&python);
    pytest
        .current_dir(repo::root())
        .args([
            "-m",
            "pytest",
            "--color=no",
            "-p",
            "no:cacheprovider",
            "tests/interop",
        ])
        .env("CLXS", program)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // Room for the reason in the line that names a test that failed.
        .env("COLUMNS", "220");
    match spark_jars(&python) {
        Ok(jars) => drop(pytest.env("CLXS_SPARK_JARS", jars)),
        // The tests that need Spark skip themselves, by name.
        Err(failure) => ui::say(&format!("judges: no Spark: {failure}")),
    }
    match connector(&python) {
        Ok(room) => drop(pytest.env("CLXS_CONNECTOR", room)),
        Err(failure) => ui::say(&format!("judges: no SQL connector: {failure}")),
    }
    match delta_spark(&python) {
        Ok(room) => drop(pytest.env("CLXS_DELTA_SPARK", room)),
        Err(failure) => ui::say(&format!("judges: no Delta Spark: {failure}")),
    }
    match azurite() {
        Ok(room) => drop(pytest.env("CLXS_AZURITE", room)),
        Err(failure) => ui::say(&format!("judges: no Azure: {failure}")),
    }
    stage::run(name, &mut pytest)
}

/// The folder `name` of the target directory. `install` fills it, unless it was filled before from
/// the very same pins, which are files below `tests/interop`.
fn folder(
    name: &str,
    pins: &[&str],
    install: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<PathBuf, Failure> {
    let mut pinned = String::new();
    for file in pins {
        pinned += &repo::read(&pin(file))?;
    }
    let digest = codegen::short_digest(pinned.as_bytes());
    let room = repo::target_dir().join(name);
    let stamp = room.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|there| there == digest) {
        return Ok(room);
    }
    ui::say(&format!(
        "judges: fetching what {} pins",
        pins.join(" and ")
    ));
    if room.exists() {
        std::fs::remove_dir_all(&room).map_err(|error| repo::file_failure(&room, error))?;
    }
    install(&room)?;
    std::fs::write(&stamp, digest).map_err(|error| repo::file_failure(&stamp, error))?;
    Ok(room)
}

fn pin(file: &str) -> PathBuf {
    repo::root().join("tests/interop").join(file)
}

/// Installs what a file pins: into the folder, or else for the Python itself.
fn pip(python: &Path, file: &str, into: Option<&Path>, more: &[&str]) -> Result<(), Failure> {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet"])
        .arg("--disable-pip-version-check")
        .args(more);
    if let Some(room) = into {
        pip.arg("--target").arg(room);
    }
    repo::output_of(pip.arg("--requirement").arg(pin(file)))?;
    Ok(())
}

/// The Python of a venv that holds the pinned judges.
fn prepared() -> Result<PathBuf, Failure> {
    let python = |venv: &Path| venv.join("bin").join("python");
    let venv = folder("judges", &["requirements.txt"], |venv| {
        repo::output_of(Command::new("python3").args(["-m", "venv"]).arg(venv))?;
        pip(&python(venv), "requirements.txt", None, &[])
    })?;
    Ok(python(&venv))
}

/// The folder with the jars of the pinned Spark.
fn spark_jars(python: &Path) -> Result<PathBuf, Failure> {
    let room = folder("judges-spark", &["requirements-spark.txt"], |room| {
        pip(python, "requirements-spark.txt", Some(room), &["--no-deps"])
    })?;
    Ok(room.join("pyspark").join("jars"))
}

/// A folder with the official SQL connector, whose libraries are not those of the other judges.
fn connector(python: &Path) -> Result<PathBuf, Failure> {
    folder(
        "judges-connector",
        &["requirements-connector.txt"],
        |room| pip(python, "requirements-connector.txt", Some(room), &[]),
    )
}

/// A folder with the Spark that the pinned Delta needs, and with the jars of Delta.
fn delta_spark(python: &Path) -> Result<PathBuf, Failure> {
    folder(
        "judges-delta-spark",
        &["requirements-delta-spark.txt", "delta_spark/pom.xml"],
        |room| {
            let jars = room.join("delta-jars");
            let mut maven = Command::new("mvn");
            maven
                .args(["--quiet", "--batch-mode", "dependency:copy-dependencies"])
                .arg("-DincludeGroupIds=io.delta,io.unitycatalog")
                .arg(format!("-DoutputDirectory={}", jars.display()))
                .arg("--file")
                .arg(pin("delta_spark/pom.xml"));
            repo::output_of(&mut maven)?;
            pip(python, "requirements-delta-spark.txt", Some(room), &[])
        },
    )
}

/// A folder with Microsoft's emulator of Azure Storage, which needs Node.
fn azurite() -> Result<PathBuf, Failure> {
    const PIN: &str = "azure/package.json";
    folder("judges-azurite", &[PIN], |room| {
        let file = room.join("package.json");
        let copied = std::fs::create_dir_all(room).and_then(|()| std::fs::copy(pin(PIN), &file));
        copied.map_err(|error| repo::file_failure(&file, error))?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]);
        repo::output_of(npm.arg(room))?;
        Ok(())
    })
}
