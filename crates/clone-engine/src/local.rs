//! The local workspace in this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clone_core::ports::{PortError, PortErrorKind};
use local_workspace::identity::{NewPrincipal, PrincipalKind};
use local_workspace::sql::Sql;
use local_workspace::{LocalWorkspace, WsError, WsResult};
use uc_client::Secret;

use crate::error::{EngineError, EngineResult};
use crate::journal::io_error;
use crate::session::home;

/// The directory that is meant: the one given, `CLXS_LOCAL_DIR`, or the default.
///
/// # Errors
/// When there is no home directory.
pub fn directory(given: Option<&Path>) -> EngineResult<PathBuf> {
    if let Some(dir) = given {
        return Ok(dir.to_owned());
    }
    match std::env::var_os("CLXS_LOCAL_DIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(PathBuf::from(dir)),
        None => Ok(home()?.join("local")),
    }
}

/// Opens the local workspace of a directory with its SQL engine.
///
/// Only the default directory is made when it does not exist: a directory that somebody names is
/// expected to be a workspace.
///
/// # Errors
/// When the directory is not a workspace, or one of a newer version.
pub fn open(given: Option<&Path>) -> EngineResult<LocalWorkspace> {
    let dir = directory(given)?;
    let named = given.is_some() || std::env::var_os("CLXS_LOCAL_DIR").is_some();
    let opened = if named {
        LocalWorkspace::open(&dir)
    } else {
        LocalWorkspace::open_or_create(&dir)
    };
    opened
        .map(with_engine)
        .map_err(|error| not_a_workspace(&dir, error))
}

/// Makes a local workspace in an empty or absent directory.
///
/// # Errors
/// When the directory holds something, or cannot be written.
pub fn create(dir: &Path) -> EngineResult<LocalWorkspace> {
    LocalWorkspace::create(dir)
        .map(with_engine)
        .map_err(|error| not_a_workspace(dir, error))
}

/// Opens the workspace of a directory, or makes it when the directory is empty or absent.
///
/// # Errors
/// Those of [`open`] and [`create`].
pub fn open_or_create(dir: &Path) -> EngineResult<LocalWorkspace> {
    LocalWorkspace::open_or_create(dir)
        .map(with_engine)
        .map_err(|error| not_a_workspace(dir, error))
}

/// The token of the workspace's administrator. It opens files that whoever runs this may open.
pub(crate) fn admin_token() -> Secret {
    Secret::new(local_workspace::identity::DEFAULT_TOKEN)
}

/// How the workspace is called in plans.
pub(crate) fn name_of(workspace: &LocalWorkspace) -> String {
    format!("local:{}", workspace.root().display())
}

/// Adds a user and makes a token for them.
///
/// # Errors
/// When the name is taken, or the workspace cannot be written.
pub fn add_user(workspace: &LocalWorkspace, name: &str) -> EngineResult<String> {
    add(workspace, PrincipalKind::User, name)
        .and_then(|()| workspace.directory().issue_token(name, None))
        .map_err(|error| refused(format!("add user `{name}`"), &error))
}

/// Adds a group unless it exists.
///
/// # Errors
/// When the workspace cannot be written.
pub fn add_group(workspace: &LocalWorkspace, name: &str) -> EngineResult<()> {
    ensure_principal(workspace, PrincipalKind::Group, name)
}

/// Adds a principal unless it exists.
pub(crate) fn ensure_principal(
    workspace: &LocalWorkspace,
    kind: PrincipalKind,
    name: &str,
) -> EngineResult<()> {
    let doing = || format!("add principal `{name}`");
    let known = workspace
        .directory()
        .list()
        .map_err(|error| refused(doing(), &error))?;
    if known.iter().any(|principal| principal.name == name) {
        return Ok(());
    }
    add(workspace, kind, name).map_err(|error| refused(doing(), &error))
}

fn add(workspace: &LocalWorkspace, kind: PrincipalKind, name: &str) -> WsResult<()> {
    let new = NewPrincipal {
        kind,
        name: name.to_owned(),
        display_name: None,
    };
    workspace.directory().add(&new).map(drop)
}

/// Deletes a local workspace with all its data; an absent directory is fine.
///
/// # Errors
/// When the directory is something else than a workspace: that is never deleted.
pub(crate) fn delete(dir: &Path) -> EngineResult<()> {
    if !dir.exists() {
        return Ok(());
    }
    drop(LocalWorkspace::open(dir).map_err(|error| not_a_workspace(dir, error))?);
    std::fs::remove_dir_all(dir).map_err(|error| {
        EngineError::file("delete the old workspace", io_error("delete", dir, error))
    })
}

fn refused(doing: String, error: &WsError) -> EngineError {
    let kind = match error.code.as_str() {
        "RESOURCE_ALREADY_EXISTS" => PortErrorKind::AlreadyExists,
        "QUOTA_EXCEEDED" => PortErrorKind::Full,
        _ => PortErrorKind::Invalid,
    };
    EngineError::Refused {
        doing,
        source: PortError::new(kind, error.message.as_str()),
    }
}

fn not_a_workspace(dir: &Path, error: WsError) -> EngineError {
    // A workspace on a disk that is full or broken is one all the same.
    if matches!(error.status, 500..) {
        return refused(
            format!("open the local workspace `{}`", dir.display()),
            &error,
        );
    }
    EngineError::NotAWorkspace {
        dir: dir.to_owned(),
        source: error.into(),
    }
}

/// Gives a workspace the runner of its SQL.
fn with_engine(workspace: LocalWorkspace) -> LocalWorkspace {
    let sql = Sql::new(&workspace);
    workspace.with_runner(Arc::new(sql))
}
