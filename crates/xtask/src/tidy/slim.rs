//! Without the embedded workspace, `clxs` is a network client: no SQL engine and no Arrow in it.

use crate::{Failure, repo};

/// What only the SQL engine needs, by the beginning of its name.
const HEAVY: [&str; 4] = ["arrow", "datafusion", "delta_kernel", "parquet"];

/// Heavy crates in the slim program.
pub(crate) fn findings() -> Result<Vec<String>, Failure> {
    let mut tree = repo::cargo();
    tree.args([
        "tree",
        "--package",
        "cli",
        "--no-default-features",
        "--edges",
        "normal,build",
    ]);
    tree.args(["--prefix", "none", "--format", "{p}"]);
    let heavy = heavy(&repo::output_of(&mut tree)?);
    Ok(heavy
        .iter()
        .map(|name| format!("`clxs` without `embedded` still holds `{name}`"))
        .collect())
}

fn heavy(tree: &str) -> Vec<String> {
    let names = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let mut found: Vec<_> = names
        .filter(|name| HEAVY.iter().any(|heavy| name.starts_with(heavy)))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::heavy;

    #[test]
    fn engines_are_found_by_the_beginning_of_their_names() {
        let tree = "cli v0.1.0 (path)\ndatafusion-expr v55.2.0\nserde v1.0.0\ndatafusion-expr v55.2.0 (*)\n";
        assert_eq!(heavy(tree), ["datafusion-expr"]);
    }
}
