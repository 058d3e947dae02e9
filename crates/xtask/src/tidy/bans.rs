//! The pure crates keep the bans of their own `clippy.toml`: a file in a crate replaces the one at
//! the root, so a ban that is dropped there is gone.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::arrows::PURE;
use crate::{Failure, repo};

/// What may not be called: files, environment, processes, threads, clocks.
const METHODS: [&str; 19] = [
    "std::fs::read",
    "std::fs::read_to_string",
    "std::fs::write",
    "std::fs::create_dir_all",
    "std::fs::remove_file",
    "std::fs::metadata",
    "std::fs::read_dir",
    "std::env::var",
    "std::env::var_os",
    "std::env::vars",
    "std::env::current_dir",
    "std::process::exit",
    "std::process::id",
    "std::thread::spawn",
    "std::thread::sleep",
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
];

/// What may not be named: files, sockets, processes, maps without an order.
const TYPES: [&str; 7] = [
    "std::fs::File",
    "std::fs::OpenOptions",
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::process::Command",
    "std::collections::HashMap",
    "std::collections::HashSet",
];

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct ClippyToml {
    disallowed_methods: Vec<Ban>,
    disallowed_types: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    path: String,
}

/// Bans that are missing.
pub(crate) fn findings() -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for name in PURE {
        let path = repo::root().join("crates").join(name).join("clippy.toml");
        let shown = repo::shown(&path);
        let text = repo::read(&path)?;
        let missing =
            missing(&text).map_err(|error| Failure::Found(format!("{shown}: {error}")))?;
        found.extend(
            missing
                .iter()
                .map(|ban| format!("{shown} no longer bans `{ban}`")),
        );
    }
    Ok(found)
}

fn missing(text: &str) -> Result<Vec<&'static str>, toml::de::Error> {
    let have: ClippyToml = toml::from_str(text)?;
    let paths = |bans: &[Ban]| {
        bans.iter()
            .map(|ban| ban.path.clone())
            .collect::<BTreeSet<_>>()
    };
    let (methods, types) = (
        paths(&have.disallowed_methods),
        paths(&have.disallowed_types),
    );
    let methods = METHODS.into_iter().filter(|ban| !methods.contains(*ban));
    Ok(methods
        .chain(TYPES.into_iter().filter(|ban| !types.contains(*ban)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::{METHODS, TYPES, missing};

    #[test]
    fn every_ban_that_is_not_there_is_named() {
        assert_eq!(missing("").unwrap().len(), METHODS.len() + TYPES.len());
        let one = r#"disallowed-methods = [{ path = "std::fs::read", reason = "r" }]"#;
        assert!(!missing(one).unwrap().contains(&"std::fs::read"));
    }
}
