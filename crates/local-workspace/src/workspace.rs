//! A workspace: its directory, its services, and its runner of SQL.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use crate::catalog::{Catalog, Inventories, Metastore, NewCatalog, ProcessLock, SYSTEM_USER};
use crate::clock::now_ms;
use crate::conduct::Conduct;
use crate::error::{WsError, WsResult};
use crate::govern::Access;
use crate::http::{Faults, SignIns, Uploads, Warehouse};
use crate::identity::{ADMIN, Directory, Session, seed};
use crate::runner::{NoSql, SqlRunner};
use crate::statements::{Sessions, Statements};
use crate::store::Store;

const DATABASE: &str = "meta.db";
/// The catalog a new workspace has.
const FIRST_CATALOG: &str = "main";

/// Settings of an opened workspace. They are not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The page size of lists that ask for the server's (`max_results=0`).
    pub page_size: usize,
    /// The most bytes in one chunk of a statement's result.
    pub chunk_bytes: usize,
    /// The most bytes an inline result may have before the statement is aborted.
    pub inline_limit: usize,
    /// How it behaves at first.
    pub conduct: Conduct,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            page_size: 1000,
            chunk_bytes: 4 << 20,
            inline_limit: 25 << 20,
            conduct: Conduct::default(),
        }
    }
}

/// A Databricks workspace in a directory.
///
/// Cheap to clone; clones are the same workspace. Several processes may open one directory.
#[derive(Clone)]
pub struct LocalWorkspace {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) directory: Directory,
    pub(crate) store: Arc<Store>,
    pub(crate) runner: OnceLock<Arc<dyn SqlRunner>>,
    pub(crate) options: Options,
    pub(crate) conduct: RwLock<Conduct>,
    pub(crate) statements: Statements,
    pub(crate) sessions: Sessions,
    pub(crate) sign_ins: SignIns,
    pub(crate) warehouse: Warehouse,
    pub(crate) faults: Faults,
    pub(crate) uploads: Uploads,
    pub(crate) root: PathBuf,
}

impl std::fmt::Debug for LocalWorkspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalWorkspace")
            .field("root", &self.inner.root)
            .finish_non_exhaustive()
    }
}

impl LocalWorkspace {
    /// Makes a workspace in `dir`, which must be empty or absent.
    ///
    /// It has the user [`ADMIN`] with the token [`crate::identity::DEFAULT_TOKEN`], who owns the
    /// metastore and the catalog `main`.
    ///
    /// # Errors
    /// When `dir` holds something, or cannot be written.
    pub fn create(dir: impl AsRef<Path>) -> WsResult<Self> {
        Self::create_with(dir, Options::default())
    }

    /// As [`LocalWorkspace::create`], with settings.
    ///
    /// # Errors
    /// When `dir` holds something, or cannot be written.
    pub fn create_with(dir: impl AsRef<Path>, options: Options) -> WsResult<Self> {
        let dir = dir.as_ref();
        let wrong =
            |error: std::io::Error| WsError::io(format_args!("make `{}`", dir.display()), &error);
        std::fs::create_dir_all(dir).map_err(wrong)?;
        if std::fs::read_dir(dir).map_err(wrong)?.next().is_some() {
            return Err(WsError::new(
                "RESOURCE_ALREADY_EXISTS",
                409,
                format!(
                    "`{}` is not empty; a new workspace needs an empty directory",
                    dir.display()
                ),
            ));
        }
        for folder in ["managed", "volumes"] {
            std::fs::create_dir(dir.join(folder)).map_err(wrong)?;
        }
        let root = dir.canonicalize().map_err(wrong)?;
        // The database gets its name when it is complete: a directory whose making was cut short
        // is not taken for a workspace.
        let draft = root.join("meta.db.new");
        let store = Store::create(&draft)?;
        store.write(first_rows)?;
        drop(store);
        std::fs::rename(&draft, root.join(DATABASE)).map_err(wrong)?;
        let workspace = Self::open_with(&root, options)?;
        workspace.fill()?;
        Ok(workspace)
    }

    /// Opens the workspace in `dir`.
    ///
    /// Removes what killed processes left half made, and what was dropped over seven days ago.
    ///
    /// # Errors
    /// When `dir` is not a workspace, or is one of a newer version.
    pub fn open(dir: impl AsRef<Path>) -> WsResult<Self> {
        Self::open_with(dir, Options::default())
    }

    /// As [`LocalWorkspace::open`], with settings.
    ///
    /// # Errors
    /// When `dir` is not a workspace, or is one of a newer version.
    pub fn open_with(dir: impl AsRef<Path>, options: Options) -> WsResult<Self> {
        let dir = dir.as_ref();
        let store = Arc::new(Store::open(&dir.join(DATABASE))?);
        let root = dir
            .canonicalize()
            .map_err(|error| WsError::io(format_args!("open `{}`", dir.display()), &error))?;
        let catalog = Catalog {
            metastore: metastore(&store)?,
            process: ProcessLock::take(&root.join("locks"))?,
            page_size: options.page_size.max(1),
            inventories: Inventories::default(),
            root: root.clone(),
            store: Arc::clone(&store),
        };
        catalog.sweep()?;
        let directory = Directory::new(Arc::clone(&store));
        let inner = Inner {
            catalog: Arc::new(catalog),
            directory,
            store,
            runner: OnceLock::new(),
            conduct: RwLock::new(options.conduct.clone()),
            options,
            statements: Statements::default(),
            sessions: Sessions::default(),
            sign_ins: SignIns::default(),
            warehouse: Warehouse::default(),
            faults: Faults::default(),
            uploads: Uploads::default(),
            root,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Opens the workspace in `dir`, or makes it when the directory is empty or absent.
    ///
    /// # Errors
    /// Those of [`LocalWorkspace::open`] and [`LocalWorkspace::create`].
    pub fn open_or_create(dir: impl AsRef<Path>) -> WsResult<Self> {
        let dir = dir.as_ref();
        if dir.join(DATABASE).is_file() {
            Self::open(dir)
        } else {
            Self::create(dir)
        }
    }

    /// The catalog service.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.inner.catalog
    }

    /// The principals.
    pub fn directory(&self) -> &Directory {
        &self.inner.directory
    }

    /// The directory of the workspace.
    pub fn root(&self) -> &Path {
        &self.inner.root
    }

    /// The settings.
    pub fn options(&self) -> &Options {
        &self.inner.options
    }

    /// How the workspace behaves at the moment.
    pub fn conduct(&self) -> Conduct {
        let conduct = self.inner.conduct.read();
        conduct.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes how the workspace behaves.
    pub fn set_conduct(&self, conduct: Conduct) {
        let mut held = self
            .inner
            .conduct
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *held = conduct;
    }

    /// A session of the principal `name`.
    ///
    /// # Errors
    /// When there is no such principal, or it may not call.
    pub fn session(&self, name: &str) -> WsResult<Session> {
        self.inner.directory.session(name)
    }

    /// A session of [`ADMIN`].
    ///
    /// # Errors
    /// When that user was removed.
    pub fn admin(&self) -> WsResult<Session> {
        self.session(ADMIN)
    }

    /// Gives the workspace its runner of SQL. Only the first one counts.
    #[must_use]
    pub fn with_runner(self, runner: Arc<dyn SqlRunner>) -> Self {
        // A second runner is dropped: statements may already run on the first.
        drop(self.inner.runner.set(runner));
        self
    }

    /// The runner of SQL; one that refuses everything by name when there is none.
    pub fn runner(&self) -> Arc<dyn SqlRunner> {
        self.inner
            .runner
            .get()
            .map_or_else(|| Arc::new(NoSql) as Arc<dyn SqlRunner>, Arc::clone)
    }

    fn fill(&self) -> WsResult<()> {
        let admin = self.admin()?;
        self.inner.catalog.write(&admin, make_system)?;
        let main = NewCatalog {
            name: FIRST_CATALOG.to_owned(),
            ..NewCatalog::default()
        };
        self.inner.catalog.create_catalog(&admin, &main)?;
        Ok(())
    }
}

fn make_system(access: &Access<'_>) -> WsResult<()> {
    let metastore = access.metastore()?;
    let chain = access.insert_system_catalog(&metastore)?;
    access.insert_catalog_detail(&chain, "SYSTEM_CATALOG", &NewCatalog::default())?;
    access.insert_system_schema(&chain)
}

fn first_rows(tx: &rusqlite::Transaction<'_>) -> WsResult<()> {
    seed(tx)?;
    let id = Uuid::new_v4().to_string();
    tx.execute(
        "INSERT INTO securable (id, kind, parent_id, name, owner, comment, created_at, created_by,
           updated_at, updated_by, state)
         VALUES (?1, 'METASTORE', NULL, 'metastore_local', ?2, NULL, ?3, ?4, ?3, ?4, 'active')",
        params![id, ADMIN, now_ms(), SYSTEM_USER],
    )?;
    // Sixteen digits, as real ids have; below 2^53, so that every JSON reader keeps them.
    let workspace_id = 1_000_000_000_000_000 + i64::from(Uuid::new_v4().as_fields().0);
    tx.execute(
        "INSERT INTO metastore (id, workspace_id, cloud, region, default_catalog, version)
         VALUES (?1, ?2, 'local', 'local', ?3, 0)",
        params![id, workspace_id, FIRST_CATALOG],
    )?;
    Ok(())
}

fn metastore(store: &Store) -> WsResult<Metastore> {
    let found = store.read(|tx| {
        let row = tx
            .query_row(
                "SELECT m.id, s.name, m.workspace_id, m.cloud, m.region, m.default_catalog
                 FROM metastore m JOIN securable s ON s.id = m.id",
                [],
                |row| {
                    Ok(Metastore {
                        id: row.get(0)?,
                        name: row.get(1)?,
                        workspace_id: row.get(2)?,
                        cloud: row.get(3)?,
                        region: row.get(4)?,
                        default_catalog: row.get(5)?,
                    })
                },
            )
            .optional()?;
        Ok(row)
    })?;
    found.ok_or_else(|| WsError::internal("the metadata database holds no metastore"))
}
