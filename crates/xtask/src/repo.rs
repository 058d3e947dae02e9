//! Where the repository lies, how its files are listed, and how its programs are called.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest
        .ancestors()
        .nth(2)
        .unwrap_or(manifest)
        .to_path_buf()
}

/// Where cargo puts what it builds: `CARGO_TARGET_DIR`, or `target` in the checkout.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Where cargo puts the program that it builds for tests.
fn program() -> PathBuf {
    target_dir()
        .join("debug")
        .join("clxs")
        .with_extension(std::env::consts::EXE_EXTENSION)
}

/// Builds the program as the tests do, so that nothing is compiled twice, and says where it is.
pub(crate) fn built_program() -> Result<PathBuf, Failure> {
    // Integration tests of the program make cargo build the program itself, too.
    output_of(cargo().args(["test", "--no-run", "--quiet"]))?;
    if !program().is_file() {
        output_of(cargo().args(["build", "--quiet", "--bin", "clxs"]))?;
    }
    Ok(program())
}

/// The cargo that called us, so that one toolchain does everything.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    // Cargo told us which package we are. Build scripts that look at that, as the one of `ring`
    // does, would run again, and with them all that depends on it would be built again.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(describes_a_package) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Whether a variable says which package a program that cargo runs belongs to.
fn describes_a_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_")
        || variable.starts_with("CARGO_MANIFEST_")
        || matches!(
            variable,
            "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE"
        )
}

/// Reads a text file of the checkout.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|source| file_failure(path, source))
}

/// A failure that names the file as seen from the root.
pub(crate) fn file_failure(path: &Path, source: std::io::Error) -> Failure {
    Failure::File {
        path: shown(path),
        source,
    }
}

/// A path as people see it: from the root.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// All files below a folder, in order of their names. A folder that is not there holds none.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(file_failure(folder, error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| file_failure(folder, error))?.path();
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Runs a program to its end and gives its standard output.
pub(crate) fn output_of(command: &mut Command) -> Result<String, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| Failure::Found(format!("`{name}` does not start: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::Found(format!(
            "`{name}` ended with {}:\n{said}",
            output.status
        )));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::Found(format!("`{name}` printed something that is not text")))
}
