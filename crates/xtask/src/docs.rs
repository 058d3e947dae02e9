//! `cargo xtask docs`: runs the examples of the book and the README against the built `clxs`.
//!
//! Each page gets a directory and a home of its own, so that pages neither meet nor leave anything
//! in the checkout. Within a page, examples run one after another.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use crate::{Failure, Outcome, repo, ui};

/// How `cargo xtask docs` is called.
#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Writes what the program says today into the pages.
    #[arg(long)]
    bless: bool,
    /// The program to run, instead of one built here.
    #[arg(long, value_name = "PATH")]
    program: Option<PathBuf>,
}

/// Runs the task.
pub(crate) fn run(options: &Options) -> Outcome {
    let pages = pages()?;
    if pages.is_empty() {
        ui::say("docs: no page holds an example");
        return Ok(());
    }
    let program = match &options.program {
        Some(program) => program.clone(),
        None => repo::built_program()?,
    };
    let mut failed = Vec::new();
    for page in &pages {
        if !holds(page, &program, options)? {
            failed.push(repo::shown(page));
        }
    }
    ui::say(&format!(
        "docs: {}, {} failed",
        ui::count(pages.len(), "page"),
        failed.len()
    ));
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::Found(format!(
        "examples do not hold in {}",
        failed.join(", ")
    )))
}

/// The pages with examples that are run.
fn pages() -> Result<Vec<PathBuf>, Failure> {
    let root = repo::root();
    let mut pages = repo::files_below(&root.join("docs"))?;
    pages.push(root.join("README.md"));
    let mut found = Vec::new();
    for page in pages {
        let is_page = page.extension().is_some_and(|extension| extension == "md");
        if is_page && page.is_file() && repo::read(&page)?.contains("```console") {
            found.push(page);
        }
    }
    Ok(found)
}

/// Whether the examples of a page hold.
fn holds(page: &Path, program: &Path, options: &Options) -> Result<bool, Failure> {
    let name = repo::shown(page).replace(['/', '.'], "-");
    let room = repo::target_dir().join("docs").join(name);
    let told = |error| repo::file_failure(&room, error);
    if room.exists() {
        std::fs::remove_dir_all(&room).map_err(told)?;
    }
    std::fs::create_dir_all(&room).map_err(told)?;
    let copy = room.join("page.md");
    std::fs::copy(page, &copy).map_err(told)?;
    // The files that its examples read lie in a folder with the name of the page.
    let files = page.with_extension("");
    if files.is_dir() {
        let place = room.join("page.in");
        std::fs::create_dir_all(&place).map_err(told)?;
        for file in repo::files_below(&files)? {
            let to = place.join(file.strip_prefix(&files).unwrap_or(&file));
            std::fs::create_dir_all(to.parent().unwrap_or(&place)).map_err(told)?;
            std::fs::copy(&file, to).map_err(told)?;
        }
    }
    std::env::set_current_dir(&room).map_err(told)?;
    let outcome = catch_unwind(|| {
        let cases = trycmd::TestCases::new();
        for (name, value) in environment(&room) {
            cases.env(name, value);
        }
        cases.register_bin("clxs", program).case(&copy).run();
    });
    if options.bless && outcome.is_err() {
        ui::say(&format!("docs: see {}", room.display()));
    }
    if options.bless {
        std::fs::copy(&copy, page).map_err(told)?;
    }
    Ok(outcome.is_ok())
}

/// A bare terminal of a user who has configured nothing.
fn environment(room: &Path) -> Vec<(&'static str, String)> {
    let home = room.display().to_string();
    let empty = [
        "DATABRICKS_HOST",
        "DATABRICKS_TOKEN",
        "DATABRICKS_CONFIG_PROFILE",
        "CLICOLOR_FORCE",
    ];
    let mut all = vec![
        ("HOME", home),
        ("NO_COLOR", "1".to_owned()),
        ("COLUMNS", "100".to_owned()),
    ];
    all.extend(empty.map(|name| (name, String::new())));
    all
}
