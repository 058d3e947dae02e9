//! Clones of Delta tables outside any catalog.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clone_core::render;
use clone_engine::{DeltaCloned, DeltaEvent};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Human, Screen};

/// How often lines tell how far a clone is.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// How often a terminal shows that something still happens.
const TICK: Duration = Duration::from_millis(200);

/// What a terminal shows until a file is found that is to be copied, and from then on.
const READING: &str = "{spinner} {msg}, {elapsed}";
const COPYING: &str = "{bar:32} {msg}, {bytes} of {total_bytes}, {elapsed}";

fn set_style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
}

/// Shows how far a clone is, in files and bytes: a bar on a terminal, plain lines elsewhere.
#[derive(Debug)]
pub struct DeltaProgress {
    screen: Screen,
    /// What is done with each file: it was `copied`.
    verb: &'static str,
    bar: Option<ProgressBar>,
    so_far: Mutex<SoFar>,
}

/// What is known to be copied, and what is copied.
#[derive(Debug)]
struct SoFar {
    files: u64,
    bytes: u64,
    all_files: u64,
    all_bytes: u64,
    last_line: Instant,
}

impl SoFar {
    fn files(&self) -> String {
        format!(
            "{} of {}",
            self.files,
            render::count(self.all_files, "file", "files")
        )
    }

    fn line(&self) -> String {
        format!(
            "{}, {} of {}",
            self.files(),
            render::bytes(self.bytes),
            render::bytes(self.all_bytes)
        )
    }
}

impl DeltaProgress {
    /// Progress of one clone; `verb` is what happens to its files, such as `copied`.
    pub fn new(screen: Screen, verb: &'static str) -> Self {
        let live = !screen.is_quiet() && !screen.is_json() && io::stderr().is_terminal();
        let bar = live.then(|| {
            let bar = ProgressBar::new(0);
            set_style(&bar, READING);
            bar.set_message("reading the logs");
            bar.enable_steady_tick(TICK);
            bar
        });
        let so_far = Mutex::new(SoFar {
            files: 0,
            bytes: 0,
            all_files: 0,
            all_bytes: 0,
            last_line: Instant::now(),
        });
        Self {
            screen,
            verb,
            bar,
            so_far,
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn line(&self, text: &str) {
        // Who reads JSON reads no lines.
        if self.bar.is_none() && !self.screen.is_json() {
            self.screen.note(text);
        }
    }
}

impl clone_engine::DeltaProgress for DeltaProgress {
    fn on(&self, event: DeltaEvent<'_>) {
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            DeltaEvent::Planned { bytes } => {
                so_far.all_files += 1;
                so_far.all_bytes += bytes;
            }
            DeltaEvent::Copied { bytes, .. } => {
                so_far.files += 1;
                so_far.bytes += bytes;
                if so_far.last_line.elapsed() >= LINE_EVERY {
                    so_far.last_line = Instant::now();
                    self.line(&format!("{} {} so far", self.verb, so_far.line()));
                }
            }
            DeltaEvent::Committing { version } if so_far.files > 0 => {
                let line = so_far.line();
                self.line(&format!("{} {line}; writes version {version}", self.verb));
            }
            _ => {}
        }
        if let Some(bar) = self.bar.as_ref().filter(|_| so_far.all_files > 0) {
            if matches!(event, DeltaEvent::Planned { .. }) && so_far.all_files == 1 {
                set_style(bar, COPYING);
            }
            bar.set_length(so_far.all_bytes);
            bar.set_position(so_far.bytes);
            bar.set_message(so_far.files());
        }
    }
}

impl Human for DeltaCloned {
    fn human(&self) -> String {
        let figure = |name: &str| {
            let value = self.metrics.get(name).copied().unwrap_or(0);
            u64::try_from(value).unwrap_or(0)
        };
        let mut text = match self.target_version {
            Some(version) => format!(
                "Cloned version {} as version {version}: {} copied in {}, {} removed.\n",
                self.source_version,
                render::bytes(figure("copied_files_size")),
                render::count(figure("num_copied_files"), "file", "files"),
                figure("num_removed_files"),
            ),
            None => format!(
                "The target holds version {} already; nothing to do.\n",
                self.source_version
            ),
        };
        // Writing to a String cannot fail.
        for commit in &self.overwritten {
            let _ = writeln!(text, "  ~ overwritten: {commit}");
        }
        for note in &self.notes {
            let _ = writeln!(text, "  note: {note}");
        }
        match &self.differences {
            Some(none) if none.is_empty() => text.push_str("Verified: the clone is the same.\n"),
            Some(some) => {
                for difference in some {
                    let _ = writeln!(text, "  ! {difference}");
                }
            }
            None => {}
        }
        text
    }
}
