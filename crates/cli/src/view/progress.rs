//! Progress: a bar on a terminal, plain lines elsewhere, the calls themselves with `-v`.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clone_core::plan::{Plan, Step, StepId};
use clone_core::ports::{Event, Observer};
use clone_core::render;
use clone_core::run::StepEvent;
use indicatif::{ProgressBar, ProgressStyle};

use super::Screen;

/// Shows what goes on.
#[derive(Debug)]
pub struct Progress {
    screen: Screen,
    bar: Option<ProgressBar>,
    /// What each step of the plan does; none while catalogs are read.
    titles: BTreeMap<StepId, String>,
    /// Steps that are left to do.
    total: AtomicUsize,
    ended: AtomicUsize,
}

impl Progress {
    /// Progress of reading catalogs.
    pub fn reading(screen: Screen) -> Self {
        let bar = is_live(screen).then(|| {
            let bar = ProgressBar::new_spinner().with_message("reading catalogs");
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self {
            screen,
            bar,
            titles: BTreeMap::new(),
            total: AtomicUsize::new(0),
            ended: AtomicUsize::new(0),
        }
    }

    /// Progress of applying a plan.
    pub fn new(screen: Screen, plan: &Plan) -> Self {
        let steps = plan.steps.len();
        let bar = is_live(screen).then(|| {
            let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
            if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {elapsed} {msg}")
            {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self {
            screen,
            bar,
            titles: plan
                .steps
                .iter()
                .map(|step| (step.id, render::title(step)))
                .collect(),
            total: AtomicUsize::new(steps),
            ended: AtomicUsize::new(0),
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.screen.note(text)),
            None => self.screen.note(text),
        }
    }

    fn ended(&self, step: &Step, word: &str) {
        let nth = self.ended.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(step.object.get().name.to_string());
            if word == "done" {
                return;
            }
        }
        let of = self.total.load(Ordering::Relaxed);
        let width = of.to_string().len();
        self.line(&format!(
            "[{nth:>width$}/{of}] {word:<7} {}",
            render::title(step)
        ));
    }
}

impl Observer for Progress {
    fn notice(&self, event: &Event<'_>) {
        match event {
            Event::StepTotal { steps } => {
                self.total.store(
                    usize::try_from(*steps).unwrap_or(usize::MAX),
                    Ordering::Relaxed,
                );
                if let Some(bar) = &self.bar {
                    bar.set_length(*steps);
                }
            }
            Event::Action { step, action } if self.screen.is_verbose() => {
                self.line(&format!("-- step {}\n{}", step.id, render::call(action)));
            }
            Event::Journalled { step, entry } => match &entry.event {
                StepEvent::Done { .. } => self.ended(step, "done"),
                StepEvent::Failed { failure } => {
                    self.ended(step, "FAILED");
                    self.line(&format!("        {} {}", failure.code, failure.message));
                }
                StepEvent::Skipped { because } => {
                    self.ended(step, "skipped");
                    let cause = self.titles.get(because).map_or("a step", String::as_str);
                    self.line(&format!("        because this failed: {cause}"));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// A bar is for people who look at a terminal and asked for nothing more precise.
fn is_live(screen: Screen) -> bool {
    !screen.is_quiet() && !screen.is_verbose() && !screen.is_json() && io::stderr().is_terminal()
}
