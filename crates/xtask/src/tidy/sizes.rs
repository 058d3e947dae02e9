//! How large the rooms are. A report, not a gate: the reader decides.

use std::path::PathBuf;

use super::rooms;
use crate::{Failure, codegen, repo, ui};

/// Above this a file is worth a second look.
const LARGE: usize = 400;
/// Above this a file needs a reason.
const HUGE: usize = 600;

/// Prints large files and the median.
pub(crate) fn report() -> Result<(), Failure> {
    let mut sizes = Vec::new();
    for path in rooms::sources()? {
        if path != codegen::generated_path() {
            sizes.push((repo::read(&path)?.lines().count(), path));
        }
    }
    sizes.sort();
    for line in lines(&sizes) {
        ui::say(&line);
    }
    Ok(())
}

fn lines(sizes: &[(usize, PathBuf)]) -> Vec<String> {
    let median = sizes.get(sizes.len() / 2).map_or(0, |(lines, _)| *lines);
    let mut report = Vec::new();
    for (lines, path) in sizes.iter().rev().filter(|(lines, _)| *lines > LARGE) {
        let limit = if *lines > HUGE { HUGE } else { LARGE };
        report.push(format!(
            "  {lines:>5} lines, above {limit}: {}",
            repo::shown(path)
        ));
    }
    let summary = format!(
        "tidy: {}, median {median} lines",
        ui::count(sizes.len(), "file")
    );
    report.insert(0, summary);
    report
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::lines;

    #[test]
    fn large_files_are_named_largest_first() {
        let sizes = [(10, "a.rs"), (401, "b.rs"), (601, "c.rs")];
        let sizes: Vec<_> = sizes.map(|(n, path)| (n, PathBuf::from(path))).into();
        let report = lines(&sizes);
        assert_eq!(report[0], "tidy: 3 files, median 401 lines");
        assert_eq!(report[1].trim(), "601 lines, above 600: c.rs");
        assert_eq!(report[2].trim(), "401 lines, above 400: b.rs");
    }
}
