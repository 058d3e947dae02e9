//! Runs the programs that give tokens: without a shell, with an end.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::secret::scrubbed;
use super::{AuthError, Environment};

/// A program that needs longer waits for somebody who is not there.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a program to its end and gives what it wrote.
pub(crate) async fn run(
    program: PathBuf,
    arguments: Vec<String>,
    environment: &Environment,
) -> Result<Vec<u8>, AuthError> {
    let environment = environment.clone();
    let task = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(&program);
        command.args(arguments);
        // The program looks into the same configuration as we did.
        for (name, value) in environment.all() {
            command.env(name, value);
        }
        finish(&program, command)
    });
    task.await.unwrap_or(Err(AuthError::Interrupted))
}

fn finish(program: &Path, mut command: Command) -> Result<Vec<u8>, AuthError> {
    let name = || program.display().to_string();
    let spawned = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = spawned.map_err(|error| AuthError::NoProgram {
        program: name(),
        why: match error.kind() {
            ErrorKind::NotFound => "it is not installed".to_owned(),
            _ => error.to_string(),
        },
    })?;
    let out = child.stdout.take().map(drain);
    let err = child.stderr.take().map(drain);
    let began = Instant::now();
    let failed = |why: String| AuthError::Program {
        program: name(),
        why,
    };
    let status = loop {
        match child
            .try_wait()
            .map_err(|error| failed(error.to_string()))?
        {
            Some(status) => break status,
            None if began.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(10)),
            None => {
                // It may have ended at this very moment.
                drop(child.kill());
                drop(child.wait());
                return Err(failed(format!("no answer in {} s", PATIENCE.as_secs())));
            }
        }
    };
    let text = |reader: Option<std::thread::JoinHandle<Vec<u8>>>| {
        reader
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    };
    let (out, err) = (text(out), text(err));
    if status.success() {
        return Ok(out);
    }
    // Output may hold a token; only what is meant for people is told.
    let said = scrubbed(&String::from_utf8_lossy(&err), &[]);
    Err(failed(if said.is_empty() {
        format!("it ended with {status}")
    } else {
        said
    }))
}

/// Reads a pipe beside the others, so that none fills up.
fn drain(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before a pipe broke is what there is.
        drop(pipe.read_to_end(&mut bytes));
        bytes
    })
}

/// The first file of this name in `PATH` that is fit.
pub(crate) fn find(
    name: &str,
    environment: &Environment,
    is_fit: impl Fn(&Path) -> bool,
) -> Option<PathBuf> {
    let path = environment.get("PATH")?;
    let names = [
        name.to_owned(),
        format!("{name}{}", std::env::consts::EXE_SUFFIX),
    ];
    std::env::split_paths(path)
        .flat_map(|folder| names.clone().map(|name| folder.join(name)))
        .find(|file| file.is_file() && is_fit(file))
}
