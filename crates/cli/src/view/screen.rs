//! Where output goes.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use serde::Serialize;

use super::{Human, Problem};
use crate::args::Output;

/// The terminal, or the files in its place.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    output: Output,
}

impl Screen {
    /// A screen for what the command line asks for.
    pub fn new(output: Output) -> Self {
        Self { output }
    }

    /// Whether each call is shown when it is sent.
    pub fn is_verbose(self) -> bool {
        self.output.verbose
    }

    /// Whether progress and notes are left out.
    pub fn is_quiet(self) -> bool {
        self.output.quiet
    }

    /// Whether results are JSON.
    pub fn is_json(self) -> bool {
        self.output.json
    }

    /// Whether there is a person to ask.
    pub fn can_ask(self) -> bool {
        !self.output.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Shows a result: its human form, or the value itself as JSON.
    ///
    /// # Errors
    /// When stdout does not take it.
    pub fn result<T: Human + Serialize>(self, value: &T) -> io::Result<()> {
        if self.output.json {
            self.json(value)
        } else {
            self.text(&value.human())
        }
    }

    /// Prints a text to stdout.
    ///
    /// # Errors
    /// When stdout does not take it.
    pub fn text(self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let written = write!(out, "{text}{end}").and_then(|()| out.flush());
        unless_closed(written)
    }

    /// Prints a text to stdout without adding a line end.
    ///
    /// # Errors
    /// When stdout does not take it.
    pub fn exactly(self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        unless_closed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }

    /// Prints lines to stdout as they come: who asks line by line gets each answer at once.
    ///
    /// # Errors
    /// When a line cannot be made or stdout does not take it.
    pub fn lines(self, lines: impl Iterator<Item = io::Result<String>>) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in lines {
            let mut line = line?;
            line.push('\n');
            let written = out.write_all(line.as_bytes()).and_then(|()| out.flush());
            if written.as_ref().is_err_and(is_closed) {
                return Ok(());
            }
            written?;
        }
        Ok(())
    }

    /// Prints a value to stdout as JSON.
    ///
    /// # Errors
    /// When stdout does not take it.
    pub fn json(self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string_pretty(value).map_err(io::Error::other)?;
        self.text(&text)
    }

    /// Tells a person something that is not the result.
    pub fn note(self, text: &str) {
        if !self.output.quiet {
            self.warn(text);
        }
    }

    /// Tells a person something that they should see even when all else is quiet.
    pub fn warn(self, text: &str) {
        // There is nowhere left to report that stderr is closed.
        drop(writeln!(io::stderr().lock(), "{}", text.trim_end()));
    }

    /// Shows an error.
    pub fn error(self, problem: &Problem) {
        if self.output.json {
            let text = serde_json::to_string(problem).unwrap_or_else(|_| problem.human());
            self.warn(&text);
        } else {
            self.warn(&problem.human());
        }
    }

    /// Asks a person; only `yes` means yes.
    ///
    /// # Errors
    /// When stdin cannot be read.
    pub fn ask(self, question: &str) -> io::Result<bool> {
        let mut err = io::stderr().lock();
        write!(err, "{question}\nOnly 'yes' is taken as yes: ")?;
        err.flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(answer.trim() == "yes")
    }
}

/// A reader that has seen enough, such as `head`, is no failure.
fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if is_closed(&error) => Ok(()),
        other => other,
    }
}

fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
