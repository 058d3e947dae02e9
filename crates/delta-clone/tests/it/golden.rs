//! Tables that other implementations wrote, several of them broken on purpose.

use std::path::Path;

use delta_clone::{At, CloneError, Depth, NoProgress};

use crate::support::{golden_tables, spec, url, versions};

#[tokio::test(flavor = "multi_thread")]
async fn golden_tables_are_cloned_or_refused() {
    let Some(tables) = golden_tables() else {
        eprintln!("skipped: golden_tables_are_cloned_or_refused: shared data folder is absent");
        return;
    };
    let mut names: Vec<_> = std::fs::read_dir(&tables)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    let dir = tempfile::tempdir().unwrap();
    let mut refused = Vec::new();
    let mut wrong = Vec::new();
    let mut cloned = 0;
    for name in names {
        let source = tables.join(&name);
        for depth in [Depth::Deep, Depth::Shallow] {
            let target = dir
                .path()
                .join(format!("{}-{depth:?}", name.to_string_lossy()));
            match clone_and_verify(&source, &target, depth).await {
                Ok(None) => cloned += 1,
                Ok(Some(difference)) => wrong.push(format!("{name:?} {depth:?}: {difference}")),
                Err(error) => {
                    assert!(versions(&target).is_empty(), "{name:?} is visible: {error}");
                    refused.push(format!("{name:?} {depth:?}: {error}"));
                }
            }
        }
    }
    eprintln!(
        "cloned {cloned}, refused {}:\n{}",
        refused.len(),
        refused.join("\n")
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cloned >= 100, "only {cloned} clones");
}

async fn clone_and_verify(
    source: &Path,
    target: &Path,
    depth: Depth,
) -> Result<Option<String>, CloneError> {
    let outcome = delta_clone::clone_table(&spec(source, target, depth), &NoProgress).await?;
    let report = delta_clone::verify(&url(source), outcome.source_version, &url(target))
        .await
        .unwrap();
    let there = delta_clone::describe(&url(target), At::Latest)
        .await
        .unwrap();
    let here = delta_clone::describe(&url(source), At::Version(outcome.source_version)).await?;
    assert_eq!(there.schema_string, here.schema_string);
    assert_eq!(
        (there.num_files, there.size_in_bytes, there.num_rows),
        (here.num_files, here.size_in_bytes, here.num_rows)
    );
    Ok((!report.is_equal()).then(|| format!("{report:?}")))
}
