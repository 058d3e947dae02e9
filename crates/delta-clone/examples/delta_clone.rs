//! Clones one table: `delta_clone SOURCE_URL TARGET_URL [--shallow] [--replace] [--verify]`.

use std::io::Write;

use delta_clone::{CloneSpec, Depth, Mode, NoProgress, clone_table, verify};
use url::Url;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (options, urls): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    let has = |name: &str| options.iter().any(|option| option == name);
    let [source, target] = urls.as_slice() else {
        return Err(
            "usage: delta_clone SOURCE_URL TARGET_URL [--shallow] [--replace] [--verify]".into(),
        );
    };
    let depth = if has("--shallow") {
        Depth::Shallow
    } else {
        Depth::Deep
    };
    let mut spec = CloneSpec::new(Url::parse(source)?, Url::parse(target)?, depth);
    if has("--replace") {
        spec.mode = Mode::Replace { overwrite: false };
    }
    let outcome = clone_table(&spec, &NoProgress).await?;
    let mut out = std::io::stdout().lock();
    match outcome.target_version {
        Some(version) => writeln!(out, "committed version {version}")?,
        None => writeln!(out, "nothing to do")?,
    }
    for (name, value) in outcome.metrics.columns() {
        writeln!(out, "{name}: {value}")?;
    }
    for note in &outcome.notes {
        writeln!(out, "note: {note}")?;
    }
    if has("--verify") {
        let report = verify(&spec.source, outcome.source_version, &spec.target).await?;
        for difference in &report.differences {
            writeln!(out, "different: {difference:?}")?;
        }
        if !report.is_equal() {
            return Err(format!("{} differences", report.num_differences).into());
        }
        writeln!(
            out,
            "verified {} files, {} bytes",
            report.files, report.bytes
        )?;
    }
    Ok(())
}
