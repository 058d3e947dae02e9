//! What a run notes of the files that it brings, so that the next one can go on where it died.
//!
//! The first line tells where the files come from. Each other line names files that are about to
//! appear under their final names, or one that is there with all its bytes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Landed;

/// The name of a journal in the directory of its run.
const NAME: &str = "finished";

/// How many durable files may be copied again after a power failure. What is noted of others is
/// worth nothing after one.
const SYNC_EVERY: usize = 1000;

/// Where the files come from. Data files are immutable, so that what was copied from this table
/// once need not be copied again, whichever version the next run clones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// The URL of the source.
    pub(crate) url: String,
    /// The id of the source table.
    pub(crate) table_id: String,
    /// Whether the files are hard links, which somebody who wants copies cannot use.
    pub(crate) linked: bool,
}

/// The first line of a journal.
#[derive(Serialize, Deserialize)]
struct Heading {
    #[serde(flatten)]
    origin: Origin,
    /// The boot in which it was written: until the next one, nothing that was written is lost.
    boot: Option<String>,
}

/// Files that are about to appear.
#[derive(Serialize, Deserialize)]
struct Begun<Name> {
    begun: Vec<Name>,
}

/// A file that is there.
#[derive(Serialize, Deserialize)]
struct Finished<Name> {
    path: Name,
    size: u64,
    durable: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Begun(Begun<String>),
    Finished(Finished<String>),
}

/// What dead runs may have left in the target: each name, and what is known of the file if it can
/// be used.
pub(crate) type Leftovers = HashMap<String, Option<Landed>>;

/// The journal of a living run.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    unsynced: usize,
    holds_files: bool,
}

impl Journal {
    /// Starts the journal of the run in `directory`, with what is left of runs before it.
    pub(crate) fn start(directory: &Path, origin: &Origin, left: &Leftovers) -> io::Result<Self> {
        let heading = Heading {
            origin: origin.clone(),
            boot: boot(),
        };
        let mut text = Vec::new();
        push(&mut text, &heading)?;
        for (path, landed) in left {
            match landed {
                Some(landed) => push(&mut text, &finished(path, *landed))?,
                None => push(&mut text, &Begun { begun: vec![path] })?,
            }
        }
        let mut file = File::create_new(directory.join(NAME))?;
        file.write_all(&text)?;
        file.sync_all()?;
        Ok(Self {
            file,
            unsynced: 0,
            holds_files: !left.is_empty(),
        })
    }

    /// Notes that files with these names are about to appear.
    pub(crate) fn begins(&mut self, names: &[&str]) -> io::Result<()> {
        let mut line = Vec::new();
        push(
            &mut line,
            &Begun {
                begun: names.to_vec(),
            },
        )?;
        self.file.write_all(&line)
    }

    /// Notes that the files lie under their final names with all their bytes.
    pub(crate) fn finished(&mut self, files: &[(&str, Landed)]) -> io::Result<()> {
        let mut lines = Vec::new();
        for (path, landed) in files {
            push(&mut lines, &finished(path, *landed))?;
        }
        self.file.write_all(&lines)?;
        self.holds_files |= !files.is_empty();
        self.unsynced += files.iter().filter(|(_, landed)| landed.durable).count();
        if self.unsynced >= SYNC_EVERY {
            self.unsynced = 0;
            self.file.sync_data()?;
        }
        Ok(())
    }

    /// Whether the next run can make use of it.
    pub(crate) fn holds_files(&self) -> bool {
        self.holds_files
    }
}

/// Where the files of a run come from; `None` if it has not said so yet.
pub(crate) fn origin_of(directory: &Path) -> io::Result<Option<Origin>> {
    let Some(mut journal) = open(directory)? else {
        return Ok(None);
    };
    let mut first = Vec::new();
    journal.read_until(b'\n', &mut first)?;
    let heading = serde_json::from_slice::<Heading>(&first).ok();
    Ok(heading.map(|heading| heading.origin))
}

/// Adds what a dead run left to `left`; what came from `origin` can be used.
pub(crate) fn take_over(directory: &Path, origin: &Origin, left: &mut Leftovers) -> io::Result<()> {
    let Some(journal) = open(directory)? else {
        return Ok(());
    };
    let mut lines = journal.split(b'\n');
    let Some(first) = lines.next().transpose()? else {
        return Ok(());
    };
    // A heading that is torn is followed by nothing that can be used.
    let heading = serde_json::from_slice::<Heading>(&first).ok();
    let same_origin = heading
        .as_ref()
        .is_some_and(|heading| heading.origin == *origin);
    let boot = boot();
    let same_boot = boot.is_some() && heading.is_some_and(|heading| heading.boot == boot);
    for line in lines {
        // The last line of a killed run may be torn; its files are copied again.
        match serde_json::from_slice(&line?) {
            Ok(Line::Begun(names)) => {
                for name in names.begun {
                    left.entry(name).or_default();
                }
            }
            Ok(Line::Finished(file)) => {
                let usable = same_origin && (file.durable || same_boot);
                let (size, durable) = (file.size, file.durable);
                left.insert(file.path, usable.then_some(Landed { size, durable }));
            }
            Err(_) => {}
        }
    }
    Ok(())
}

fn open(directory: &Path) -> io::Result<Option<BufReader<File>>> {
    match File::open(directory.join(NAME)) {
        Ok(file) => Ok(Some(BufReader::new(file))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn finished(path: &str, landed: Landed) -> Finished<&str> {
    Finished {
        path,
        size: landed.size,
        durable: landed.durable,
    }
}

fn push(text: &mut Vec<u8>, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *text, line)?;
    text.push(b'\n');
    Ok(())
}

/// What tells this boot of the computer from others, where the system says it.
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(id: &str) -> Origin {
        Origin {
            url: "file:///source".to_owned(),
            table_id: id.to_owned(),
            linked: false,
        }
    }

    const fn landed(durable: bool) -> Landed {
        Landed { size: 10, durable }
    }

    fn left_in(directory: &Path, origin: &Origin) -> Leftovers {
        let mut left = Leftovers::new();
        take_over(directory, origin, &mut left).unwrap();
        left
    }

    fn journal(directory: &Path) -> Journal {
        Journal::start(directory, &origin("a"), &Leftovers::new()).unwrap()
    }

    #[test]
    fn finished_files_can_be_used_and_begun_ones_are_known() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = journal(dir.path());
        journal.begins(&["x", "y"]).unwrap();
        assert!(!journal.holds_files());
        journal.finished(&[("x", landed(false))]).unwrap();
        assert!(journal.holds_files());
        let expected = [("x", Some(landed(false))), ("y", None)];
        let expected: Leftovers = expected.map(|(name, file)| (name.to_owned(), file)).into();
        assert_eq!(left_in(dir.path(), &origin("a")), expected);
        assert_eq!(origin_of(dir.path()).unwrap(), Some(origin("a")));
        // The next journal hands it on.
        let next = tempfile::tempdir().unwrap();
        Journal::start(next.path(), &origin("a"), &expected).unwrap();
        assert_eq!(left_in(next.path(), &origin("a")), expected);
    }

    #[test]
    fn files_of_another_table_are_known_and_not_used() {
        let dir = tempfile::tempdir().unwrap();
        journal(dir.path())
            .finished(&[("x", landed(true))])
            .unwrap();
        let linked = Origin {
            linked: true,
            ..origin("a")
        };
        for other in [origin("b"), linked] {
            assert_eq!(left_in(dir.path(), &other), [("x".to_owned(), None)].into());
        }
    }

    #[test]
    fn file_that_a_power_failure_may_have_taken_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = journal(dir.path());
        journal
            .finished(&[("x", landed(false)), ("y", landed(true))])
            .unwrap();
        let path = dir.path().join(NAME);
        let text = std::fs::read_to_string(&path).unwrap();
        let boot = boot().unwrap_or_else(|| "null".to_owned());
        std::fs::write(&path, text.replace(&boot, "another")).unwrap();
        let left = left_in(dir.path(), &origin("a"));
        assert_eq!((left["x"], left["y"]), (None, Some(landed(true))));
    }

    #[test]
    fn torn_lines_are_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        journal(dir.path())
            .finished(&[("x", landed(true))])
            .unwrap();
        let path = dir.path().join(NAME);
        let mut text = std::fs::read(&path).unwrap();
        text.extend_from_slice(b"{\"path\":\"\xc3");
        std::fs::write(&path, &text).unwrap();
        assert_eq!(left_in(dir.path(), &origin("a")).len(), 1);
        std::fs::write(&path, b"{\"url\"").unwrap();
        assert_eq!(left_in(dir.path(), &origin("a")), Leftovers::new());
        assert_eq!(origin_of(dir.path()).unwrap(), None);
    }
}
