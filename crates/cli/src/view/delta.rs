//! Clones of Delta tables outside any catalog.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use clone_core::render;
use clone_engine::{DeltaCloned, DeltaEvent};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Human, Screen};

/// Shows how far a clone is, in files and bytes.
#[derive(Debug)]
pub struct DeltaProgress {
    bar: Option<ProgressBar>,
}

impl DeltaProgress {
    /// Progress on a terminal, silence elsewhere.
    pub fn new(screen: Screen) -> Self {
        let live = !screen.is_quiet() && !screen.is_json() && io::stderr().is_terminal();
        let bar = live.then(|| {
            let bar = ProgressBar::new(0);
            let template = "{bar:32} {bytes}/{total_bytes} {elapsed} {msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> "));
            }
            bar
        });
        Self { bar }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl clone_engine::DeltaProgress for DeltaProgress {
    fn on(&self, event: DeltaEvent<'_>) {
        let Some(bar) = &self.bar else { return };
        match event {
            DeltaEvent::Planned { bytes } => bar.inc_length(bytes),
            DeltaEvent::Copied { bytes, .. } => bar.inc(bytes),
            DeltaEvent::Committing { version } => bar.set_message(format!("version {version}")),
            _ => {}
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
