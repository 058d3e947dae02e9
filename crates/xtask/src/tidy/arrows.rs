//! Which crate may depend on which. An arrow that is not in the table does not exist.

use super::metadata::{Dependency, Package};

/// The arrows of ARCHITECTURE.md. The skins name types of `clone-core` and `sql-rewrite` that the
/// engine's requests and reports are made of; rules about catalogs stay out of them all the same.
const ARROWS: [(&str, &[&str]); 11] = [
    ("sql-rewrite", &[]),
    ("clone-core", &["sql-rewrite"]),
    ("uc-client", &[]),
    ("sharing", &[]),
    ("delta-clone", &[]),
    ("local-workspace", &["delta-clone", "sharing", "uc-client"]),
    (
        "clone-engine",
        &[
            "clone-core",
            "delta-clone",
            "local-workspace",
            "sharing",
            "sql-rewrite",
            "uc-client",
        ],
    ),
    ("cli", &["clone-core", "clone-engine", "sql-rewrite"]),
    (
        "py-bindings",
        &["clone-core", "clone-engine", "cli", "sql-rewrite"],
    ),
    (
        "testkit",
        &[
            "clone-core",
            "clone-engine",
            "delta-clone",
            "local-workspace",
            "sharing",
            "sql-rewrite",
            "uc-client",
        ],
    ),
    ("xtask", &[]),
];

/// What the crates without I/O may use besides each other. Each is a computation on values.
const PURE_MAY_USE: [&str; 12] = [
    "async-trait",
    "blake3",
    "futures",
    "indexmap",
    "jiff",
    "regex",
    "serde",
    "serde_json",
    "sqlparser",
    "strsim",
    "thiserror",
    "unicode-ident",
];

/// The crates without I/O.
pub(crate) const PURE: [&str; 2] = ["clone-core", "sql-rewrite"];

/// Arrows that the table does not hold.
pub(crate) fn findings(packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            found.push(format!(
                "the crate `{}` is not in the table of arrows",
                package.name
            ));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| d.path.is_some()) {
            if !is_allowed(package, dependency, allowed) {
                let (from, to) = (&package.name, &dependency.name);
                found.push(format!(
                    "no arrow `{from}` -> `{to}` is in the table of arrows"
                ));
            }
        }
    }
    found
}

fn is_allowed(package: &Package, dependency: &Dependency, allowed: &[&str]) -> bool {
    let name = dependency.name.as_str();
    // Tests of a crate may use the fixtures, and the crate itself with more features. The tests of
    // what stands outside the emulator may run on it; it then still inherits nothing from them.
    let in_tests = dependency.kind.as_deref() == Some("dev")
        && (name == "testkit" || name == package.name || package.name == "cli");
    in_tests || allowed.contains(&name)
}

/// Foreign crates that the pure crates may not use.
pub(crate) fn impure(packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages
        .iter()
        .filter(|package| PURE.contains(&package.name.as_str()))
    {
        for dependency in package.dependencies.iter().filter(|d| d.path.is_none()) {
            let is_for_tests = dependency.kind.as_deref() == Some("dev");
            if !is_for_tests && !PURE_MAY_USE.contains(&dependency.name.as_str()) {
                let (from, to) = (&package.name, &dependency.name);
                found.push(format!("`{from}` does no I/O and may not use `{to}`"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{findings, impure};
    use crate::tidy::metadata::{Dependency, Package};

    fn package(name: &str, uses: &[(&str, Option<&str>, bool)]) -> Package {
        let dependencies = uses.iter().map(|(name, kind, ours)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
            path: ours.then(String::new),
        });
        Package {
            name: name.to_owned(),
            dependencies: dependencies.collect(),
        }
    }

    #[test]
    fn the_emulator_may_not_know_the_planner() {
        let emulator = package("local-workspace", &[("clone-core", None, true)]);
        let expected = "no arrow `local-workspace` -> `clone-core` is in the table of arrows";
        assert_eq!(findings(&[emulator]), [expected]);
    }

    #[test]
    fn fixtures_are_for_tests_only() {
        let fine = package("clone-core", &[("testkit", Some("dev"), true)]);
        assert!(findings(&[fine]).is_empty());
        assert_eq!(
            findings(&[package("clone-core", &[("testkit", None, true)])]).len(),
            1
        );
    }

    #[test]
    fn pure_crates_take_no_runtime() {
        let uses = [
            ("tokio", None, false),
            ("insta", Some("dev"), false),
            ("serde", None, false),
        ];
        assert_eq!(
            impure(&[package("clone-core", &uses), package("uc-client", &uses)]),
            ["`clone-core` does no I/O and may not use `tokio`"]
        );
    }

    #[test]
    fn an_unknown_crate_needs_a_row() {
        assert_eq!(findings(&[package("helpers", &[])]).len(), 1);
    }
}
