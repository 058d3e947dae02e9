//! `mod.rs` is the sign at the door: docs, modules, re-exports. Work happens in rooms with names.

use std::path::PathBuf;

use crate::{Failure, repo};

/// Doors behind which work still happens. The list only gets shorter.
const EXCEPTIONS: &[&str] = &[
    "cli/src/args/mod.rs",
    "cli/src/commands/mod.rs",
    "clone-core/src/lower/mod.rs",
    "clone-core/src/plan/check/mod.rs",
    "clone-core/src/plan/pass/mod.rs",
    "clone-engine/src/api/demo/mod.rs",
    "clone-engine/src/api/mod.rs",
    "clone-engine/src/uc/actuator/mod.rs",
    "clone-engine/src/uc/reader/mod.rs",
    "delta-clone/src/clone/mod.rs",
    "delta-clone/src/store/mod.rs",
    "local-workspace/src/catalog/mod.rs",
    "local-workspace/src/engine/gate/mod.rs",
    "local-workspace/src/http/mod.rs",
    "local-workspace/src/http/statements/mod.rs",
    "local-workspace/src/identity/mod.rs",
    "local-workspace/src/sql/ast/mod.rs",
    "local-workspace/src/sql/info_schema/mod.rs",
    "local-workspace/src/sql/mod.rs",
    "local-workspace/src/sql/parse/mod.rs",
    "local-workspace/src/sql/run/mod.rs",
    "local-workspace/src/statements/mod.rs",
    "local-workspace/src/store/mod.rs",
    "sql-rewrite/src/metric_view/mod.rs",
    "sql-rewrite/src/walk/mod.rs",
];

/// What stands in a `mod.rs` and should not.
pub(crate) fn findings() -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for path in sources()?
        .into_iter()
        .filter(|path| path.ends_with("mod.rs"))
    {
        let shown = repo::shown(&path);
        let file = syn::parse_file(&repo::read(&path)?)
            .map_err(|error| Failure::Found(format!("{shown} is not Rust: {error}")))?;
        let has_work = file.items.iter().any(|item| !is_sign(item));
        let is_exception = EXCEPTIONS.iter().any(|name| shown.ends_with(name));
        match (has_work, is_exception) {
            (true, false) => {
                found.push(format!(
                    "{shown} holds more than docs, modules and re-exports"
                ));
            }
            (false, true) => found.push(format!("{shown} is no exception any more; see rooms.rs")),
            _ => {}
        }
        if file
            .attrs
            .iter()
            .all(|attribute| !attribute.path().is_ident("doc"))
        {
            found.push(format!("{shown} does not say what lives there"));
        }
    }
    Ok(found)
}

/// All Rust files of all crates that ship.
pub(crate) fn sources() -> Result<Vec<PathBuf>, Failure> {
    let mut files = repo::files_below(&repo::root().join("crates"))?;
    files.retain(|path| {
        path.extension().is_some_and(|extension| extension == "rs")
            && path.components().any(|part| part.as_os_str() == "src")
    });
    Ok(files)
}

fn is_sign(item: &syn::Item) -> bool {
    match item {
        syn::Item::Use(_) => true,
        syn::Item::Mod(module) => module.content.is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_sign;

    #[test]
    fn a_function_is_no_sign() {
        let file =
            "//! Doc.\nmod a;\npub use a::A;\n#[cfg(test)]\nmod tests { fn t() {} }\nfn f() {}";
        let file = syn::parse_file(file).unwrap();
        let signs: Vec<_> = file.items.iter().map(is_sign).collect();
        assert_eq!(signs, [true, true, false, false]);
    }
}
