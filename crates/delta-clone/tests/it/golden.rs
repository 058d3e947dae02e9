//! Tables that other implementations wrote, several of them broken on purpose.

use std::path::Path;

use delta_clone::{At, CloneError, Depth, Mode, NoProgress, clone_table, verify};

use crate::support::{golden_tables, name_of, spec, url, versions};

#[tokio::test(flavor = "multi_thread")]
async fn golden_tables_are_cloned_or_refused() {
    let Some(tables) = golden_tables() else {
        eprintln!("skipped: golden_tables_are_cloned_or_refused: shared data folder is absent");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let mut refused = Vec::new();
    let mut wrong = Vec::new();
    let mut cloned = 0;
    for source in tables {
        let name = name_of(&source);
        for depth in [Depth::Deep, Depth::Shallow] {
            let target = dir.path().join(format!("{name}-{depth:?}"));
            match clone_and_verify(&source, &target, depth).await {
                Ok(None) => cloned += 1,
                Ok(Some(difference)) => wrong.push(format!("{name} {depth:?}: {difference}")),
                Err(error) => {
                    assert!(versions(&target).is_empty(), "{name} is visible: {error}");
                    refused.push(format!("{name} {depth:?}: {error}"));
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
    let outcome = clone_table(&spec(source, target, depth), &NoProgress).await?;
    let report = verify(&url(source), outcome.source_version, &url(target))
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

#[tokio::test(flavor = "multi_thread")]
async fn golden_tables_are_followed_version_by_version() {
    let Some(tables) = golden_tables() else {
        eprintln!(
            "skipped: golden_tables_are_followed_version_by_version: shared data folder is absent"
        );
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let (mut clones, mut wrong) = (0, Vec::new());
    for source in tables {
        for depth in [Depth::Deep, Depth::Shallow] {
            let name = name_of(&source);
            let target = dir.path().join(format!("{name}-{depth:?}"));
            for version in versions(&source) {
                let mut step = spec(&source, &target, depth);
                step.at = At::Version(version);
                step.mode = Mode::Replace { overwrite: false };
                let before = versions(&target);
                // Refusals are judged by the other test; here they must change nothing.
                if clone_table(&step, &NoProgress).await.is_err() {
                    assert_eq!(versions(&target), before, "{name} at {version}");
                    continue;
                }
                clones += 1;
                let report = verify(&url(&source), version, &url(&target)).await.unwrap();
                if !report.is_equal() {
                    wrong.push(format!("{name} {depth:?} at {version}: {report:?}"));
                }
                let again = clone_table(&step, &NoProgress).await.unwrap();
                if again.target_version.is_some() {
                    wrong.push(format!("{name} {depth:?} at {version}: committed twice"));
                }
            }
        }
    }
    eprintln!("{clones} clones");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(clones >= 300, "only {clones} clones");
}
