//! Programs that are not ours judge the product: official clients and readers from PyPI, in a venv
//! that is made here and kept below the target directory.

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
        .env("PYTHONDONTWRITEBYTECODE", "1");
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
    stage::run(name, &mut pytest)
}

/// A folder with the Spark that the pinned Delta needs, and with the jars of Delta.
fn delta_spark(python: &Path) -> Result<PathBuf, Failure> {
    let pins = repo::root().join("tests/interop/requirements-delta-spark.txt");
    let jars = repo::root().join("tests/interop/delta_spark/pom.xml");
    let pinned = repo::read(&pins)? + &repo::read(&jars)?;
    let digest = codegen::short_digest(pinned.as_bytes());
    let room = repo::target_dir().join("judges-delta-spark");
    let stamp = room.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|there| there == digest) {
        return Ok(room);
    }
    ui::say("judges: fetching Delta Spark, as tests/interop pins it");
    if room.exists() {
        std::fs::remove_dir_all(&room).map_err(|error| repo::file_failure(&room, error))?;
    }
    let mut maven = Command::new("mvn");
    maven
        .args(["--quiet", "--batch-mode", "dependency:copy-dependencies"])
        .arg("-DincludeGroupIds=io.delta,io.unitycatalog")
        .arg(format!(
            "-DoutputDirectory={}",
            room.join("delta-jars").display()
        ))
        .arg("--file")
        .arg(&jars);
    repo::output_of(&mut maven)?;
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet"])
        .arg("--disable-pip-version-check")
        .arg("--target")
        .arg(&room)
        .arg("--requirement")
        .arg(&pins);
    repo::output_of(&mut pip)?;
    std::fs::write(&stamp, digest).map_err(|error| repo::file_failure(&stamp, error))?;
    Ok(room)
}

/// A folder with the official SQL connector, whose libraries are not those of the other judges.
fn connector(python: &Path) -> Result<PathBuf, Failure> {
    let pins = repo::root().join("tests/interop/requirements-connector.txt");
    let digest = codegen::short_digest(repo::read(&pins)?.as_bytes());
    let room = repo::target_dir().join("judges-connector");
    let stamp = room.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|there| there == digest) {
        return Ok(room);
    }
    ui::say("judges: fetching what tests/interop/requirements-connector.txt pins");
    if room.exists() {
        std::fs::remove_dir_all(&room).map_err(|error| repo::file_failure(&room, error))?;
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet"])
        .arg("--disable-pip-version-check")
        .arg("--target")
        .arg(&room)
        .arg("--requirement")
        .arg(&pins);
    repo::output_of(&mut pip)?;
    std::fs::write(&stamp, digest).map_err(|error| repo::file_failure(&stamp, error))?;
    Ok(room)
}

/// The folder with the jars of the pinned Spark.
fn spark_jars(python: &Path) -> Result<PathBuf, Failure> {
    let pins = repo::root().join("tests/interop/requirements-spark.txt");
    let digest = codegen::short_digest(repo::read(&pins)?.as_bytes());
    let room = repo::target_dir().join("judges-spark");
    let jars = room.join("pyspark").join("jars");
    let stamp = room.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|there| there == digest) {
        return Ok(jars);
    }
    ui::say("judges: fetching what tests/interop/requirements-spark.txt pins");
    if room.exists() {
        std::fs::remove_dir_all(&room).map_err(|error| repo::file_failure(&room, error))?;
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .arg("--disable-pip-version-check")
        .arg("--target")
        .arg(&room)
        .arg("--requirement")
        .arg(&pins);
    repo::output_of(&mut pip)?;
    std::fs::write(&stamp, digest).map_err(|error| repo::file_failure(&stamp, error))?;
    Ok(jars)
}

/// The Python of a venv that holds the pinned judges.
fn prepared() -> Result<PathBuf, Failure> {
    let pins = repo::root().join("tests/interop/requirements.txt");
    let digest = codegen::short_digest(repo::read(&pins)?.as_bytes());
    let venv = repo::target_dir().join("judges");
    let python = venv.join("bin").join("python");
    let stamp = venv.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|there| there == digest) {
        return Ok(python);
    }
    ui::say("judges: making a venv and installing what tests/interop/requirements.txt pins");
    if venv.exists() {
        std::fs::remove_dir_all(&venv).map_err(|error| repo::file_failure(&venv, error))?;
    }
    make_venv(&venv)?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ];
    repo::output_of(Command::new(&python).args(pip).arg(&pins))?;
    std::fs::write(&stamp, digest).map_err(|error| repo::file_failure(&stamp, error))?;
    Ok(python)
}

fn make_venv(venv: &Path) -> Result<(), Failure> {
    repo::output_of(Command::new("python3").args(["-m", "venv"]).arg(venv))?;
    Ok(())
}
