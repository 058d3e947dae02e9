//! A directory with a local workspace in it, and the binary called from there.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The catalog that commands work on.
const PROD: &str = "
CREATE CATALOG prod COMMENT 'the source';
CREATE SCHEMA prod.sales;
CREATE TABLE prod.sales.orders (id BIGINT, amount DOUBLE) COMMENT 'orders';
INSERT INTO prod.sales.orders VALUES (1, 10.5), (2, 20.0);
CREATE VIEW prod.sales.big AS SELECT id FROM prod.sales.orders WHERE amount > 15;
GRANT SELECT ON TABLE prod.sales.orders TO `account users`;
";

pub(crate) struct Desk {
    dir: TempDir,
}

/// What a command printed, with what differs from run to run replaced.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// All of it, for a snapshot.
    pub(crate) fn all(&self) -> String {
        format!("{}[exit {}]\n{}", self.out, self.code, self.err)
    }
}

impl Desk {
    /// An empty workspace.
    pub(crate) fn empty() -> Self {
        let desk = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        let made = desk.clxs(&["local", "init", "workspace"]);
        assert_eq!(made.code, 0, "{}", made.all());
        desk
    }

    /// A workspace with catalog `prod`.
    pub(crate) fn with_prod() -> Self {
        let desk = Self::empty();
        desk.sql(PROD);
        desk
    }

    /// A directory without anything.
    pub(crate) fn bare() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn sql(&self, text: &str) -> Said {
        let said = self.clxs(&["local", "sql", text]);
        assert_eq!(said.code, 0, "{text}\n{}", said.all());
        said
    }

    /// The command, ready to be run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clxs"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env_clear()
            .env("HOME", self.dir.path())
            .env("CLXS_STATE_DIR", self.path("state"))
            .env("CLXS_LOCAL_DIR", self.path("workspace"))
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn clxs(&self, args: &[&str]) -> Said {
        let output = self.command(args).output().unwrap();
        self.said(&output)
    }

    pub(crate) fn said(&self, output: &Output) -> Said {
        Said {
            code: output.status.code().unwrap_or(-1),
            out: self.plain(&output.stdout),
            err: self.plain(&output.stderr),
        }
    }

    /// Replaces paths, ids, times and durations.
    fn plain(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        let dir = self.dir.path().canonicalize().unwrap();
        let text = text.replace(&*dir.to_string_lossy(), "[DIR]");
        let text = text.replace(&*self.dir.path().to_string_lossy(), "[DIR]");
        let mut plain = String::new();
        for line in text.lines() {
            let line = match line.find(", pinned ") {
                Some(at) => format!("{}, pinned [TIME]", &line[..at]),
                None => line.to_owned(),
            };
            let words = line.split(' ').map(|word| {
                let core = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
                let is_id = core.len() == 12 && core.chars().all(|c| c.is_ascii_hexdigit());
                if is_id {
                    word.replace(core, "[ID]")
                } else {
                    word.to_owned()
                }
            });
            let mut words: Vec<String> = words.collect();
            if words.last().is_some_and(|last| last == "s." || last == "s") && words.len() > 1 {
                let at = words.len() - 2;
                words[at] = "[N]".to_owned();
            }
            plain.push_str(&words.join(" "));
            plain.push('\n');
        }
        plain
    }
}
