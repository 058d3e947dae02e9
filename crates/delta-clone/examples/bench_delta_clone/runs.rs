//! Runs that are measured: each a process of its own, with the `sync` after it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use delta_clone::{CloneSpec, CopyMethod, Depth, Mode, NoProgress, clone_table};
use url::Url;

pub(crate) type Failure = Box<dyn std::error::Error>;

/// Rewrites a table with deltalake, row by row.
const REWRITE: &str = "
import sys, pyarrow as pa, deltalake as d
source, target = sys.argv[1:]
rows = d.QueryBuilder().register('t', d.DeltaTable(source)).execute('SELECT * FROM t')
d.write_deltalake(target, rows)
";

/// Runs of one kind.
#[derive(Default)]
pub(crate) struct Measured {
    seconds: Vec<f64>,
    /// How many times as fast as its neighbour each run was.
    ratios: Vec<f64>,
    peak_mib: Option<u64>,
}

impl Measured {
    pub(crate) fn median(&self) -> f64 {
        median(&self.seconds)
    }

    /// With ratios to the median of other runs.
    pub(crate) fn beside(mut self, other: &Self) -> Self {
        self.ratios = self
            .seconds
            .iter()
            .map(|own| other.median() / own)
            .collect();
        self
    }

    pub(crate) fn row(&self, what: &str) -> String {
        let ratio = match self.ratios.as_slice() {
            [] => String::new(),
            ratios => format!("{:.1} x", median(ratios)),
        };
        let peak = self
            .peak_mib
            .map_or_else(String::new, |peak| format!("{peak} MiB"));
        format!("{what} | {:.2} s | {ratio} | {peak} |", self.median())
    }
}

fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Measures in a directory.
pub(crate) struct Runner {
    target: PathBuf,
    /// Where targets of many files wait for the end.
    done: Option<PathBuf>,
    pub(crate) runs: usize,
    python: Option<PathBuf>,
}

impl Runner {
    /// Targets are kept until [`Runner::end`] if `keeps`.
    pub(crate) fn new(room: &Path, runs: usize, python: Option<PathBuf>, keeps: bool) -> Self {
        Self {
            target: room.join("target"),
            done: keeps.then(|| room.join("done")),
            runs,
            python,
        }
    }

    /// `cp` and a deep clone in turns.
    pub(crate) fn paired(&self, source: &Path) -> Result<(Measured, Measured), Failure> {
        let (mut cp, mut deep) = (Measured::default(), Measured::default());
        for _ in 0..self.runs {
            let neighbour = self.cp(source, "never")?.ok_or("cp failed")?;
            cp.seconds.push(neighbour);
            self.clear()?;
            let (own, peak) = self.clone_once(source, "deep")?;
            deep.seconds.push(own);
            deep.ratios.push(neighbour / own);
            deep.peak_mib = deep.peak_mib.max(Some(peak));
            self.clear()?;
        }
        Ok((cp, deep))
    }

    /// `cp` with shared blocks, where the disk can.
    pub(crate) fn reflink(&self, source: &Path) -> Result<Option<Measured>, Failure> {
        let mut measured = Measured::default();
        for _ in 0..self.runs {
            let Some(seconds) = self.cp(source, "always")? else {
                self.clear()?;
                return Ok(None);
            };
            measured.seconds.push(seconds);
            self.clear()?;
        }
        Ok(Some(measured))
    }

    /// Clones into nothing; without runs the clone stays and is not counted.
    pub(crate) fn clone(&self, source: &Path, how: &str, runs: usize) -> Result<Measured, Failure> {
        let mut measured = Measured::default();
        for _ in 0..runs.max(1) {
            self.clear()?;
            let (seconds, peak) = self.clone_once(source, how)?;
            measured.seconds.push(seconds);
            measured.peak_mib = measured.peak_mib.max(Some(peak));
        }
        Ok(measured)
    }

    /// Clones into the clone that is there.
    pub(crate) fn again(&self, source: &Path, how: &str, runs: usize) -> Result<Measured, Failure> {
        let mut measured = Measured::default();
        for _ in 0..runs {
            let (seconds, peak) = self.clone_once(source, how)?;
            measured.seconds.push(seconds);
            measured.peak_mib = measured.peak_mib.max(Some(peak));
        }
        Ok(measured)
    }

    /// A rewrite by deltalake, if that is there.
    pub(crate) fn rewrite(&self, source: &Path) -> Result<Option<Measured>, Failure> {
        let Some(python) = &self.python else {
            return Ok(None);
        };
        let mut measured = Measured::default();
        for _ in 0..self.runs.min(3) {
            self.clear()?;
            let mut command = Command::new(python);
            command.args(["-c", REWRITE]).arg(source).arg(&self.target);
            measured
                .seconds
                .push(timed(&mut command)?.ok_or("deltalake failed")?);
        }
        Ok(Some(measured))
    }

    /// Puts the target away, durably, so that it weighs on no later run.
    ///
    /// Many files are not removed meanwhile: for a minute or more, ext4 does not use the numbers of
    /// removed files again, and steps over each of them whenever it makes a file. Runs after a
    /// removal were measured to take up to four times as long.
    pub(crate) fn clear(&self) -> Result<(), Failure> {
        if self.target.exists() {
            match &self.done {
                None => std::fs::remove_dir_all(&self.target)?,
                Some(done) => {
                    std::fs::create_dir_all(done)?;
                    let name = uuid::Uuid::new_v4().to_string();
                    std::fs::rename(&self.target, done.join(name))?;
                }
            }
        }
        Command::new("sync").status()?;
        Ok(())
    }

    /// Removes what was put away.
    pub(crate) fn end(&self) -> Result<(), Failure> {
        if let Some(done) = self.done.as_ref().filter(|done| done.exists()) {
            std::fs::remove_dir_all(done)?;
        }
        Ok(())
    }

    fn cp(&self, source: &Path, reflink: &str) -> Result<Option<f64>, Failure> {
        let mut command = Command::new("cp");
        command.arg("-r").arg(format!("--reflink={reflink}"));
        timed(command.arg(source).arg(&self.target))
    }

    fn clone_once(&self, source: &Path, how: &str) -> Result<(f64, u64), Failure> {
        let start = Instant::now();
        let done = Command::new(std::env::current_exe()?)
            .arg("--child")
            .args([source, &self.target])
            .arg(how)
            .output()?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
        }
        Command::new("sync").status()?;
        let seconds = start.elapsed().as_secs_f64();
        Ok((seconds, String::from_utf8(done.stdout)?.trim().parse()?))
    }
}

/// The seconds that a command and `sync` take; `None` if the command fails.
fn timed(command: &mut Command) -> Result<Option<f64>, Failure> {
    let start = Instant::now();
    let done = command.output()?;
    Command::new("sync").status()?;
    Ok(done.status.success().then(|| start.elapsed().as_secs_f64()))
}

/// One clone; prints its peak memory in MiB.
pub(crate) async fn child(source: &Path, target: &Path, how: &str) -> Result<(), Failure> {
    let url = |path: &Path| {
        Url::from_directory_path(path).map_err(|()| "not an absolute path".to_owned())
    };
    let depth = if how == "shallow" {
        Depth::Shallow
    } else {
        Depth::Deep
    };
    let mut spec = CloneSpec::new(url(source)?, url(target)?, depth);
    spec.mode = Mode::Replace { overwrite: false };
    if how == "link" {
        spec.copy = CopyMethod::Link;
    }
    clone_table(&spec, &NoProgress).await?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = peak
        .and_then(|peak| peak.trim().strip_suffix(" kB")?.trim().parse().ok())
        .ok_or("this system does not tell the peak of memory")?;
    writeln!(std::io::stdout(), "{}", kib >> 10)?;
    Ok(())
}
