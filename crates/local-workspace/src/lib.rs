//! A Databricks workspace in a directory: REST and SQL over real Delta files.
//!
//! ```text
//! dir/meta.db            SQLite: catalogs, schemas, tables, grants, tags, principals, ...
//! dir/managed/<id>/      a managed Delta table; the id outlives renames
//! dir/volumes/<id>/      the files of a managed volume
//! dir/locks/             one locked file per living process
//! ```
//!
//! [`LocalWorkspace`] opens it. [`catalog::Catalog`] holds one function per verb and checks
//! privileges; REST (`http`) and SQL (`sql`) are two ways to call it. It knows nothing of cloning
//! a catalog.
//!
//! # REST
//!
//! [`LocalWorkspace::router`] answers Unity Catalog, statement execution, the Files API, SCIM `Me`
//! and OAuth client credentials as the official clients call them;
//! [`LocalWorkspace::serve`] does so over a socket. The token [`identity::DEFAULT_TOKEN`] is the
//! admin's; `/__admin/principals` makes further identities. `/__faults` makes requests fail on
//! demand: refuse before, fail after the effect, hang, drop the connection, delay, or begin a list
//! with an empty page. Both are ours, are for workspace admins, and are described in the modules
//! `http::admin` and `http::faults`. What is not supported is refused by name.
//!
//! # How the SQL half plugs in
//!
//! - `sql` implements [`SqlRunner`] and is handed to [`LocalWorkspace::with_runner`]. It gets the
//!   caller in [`SqlSession::session`] and passes it to every verb of
//!   [`Catalog`](catalog::Catalog); errors are [`WsError`], which name the real error codes, and
//!   [`WsError::sql`] makes those of SQL.
//! - DDL maps to verbs: `alter` (owner, rename, comment, properties), `drop_object`, `undrop`,
//!   `set_tags`, `change_grants`, `add_constraint`, `set_column_mask`, `set_row_filter`, ...
//! - A managed table is made in three steps: [`begin_table`](catalog::Catalog::begin_table)
//!   reserves name and directory, the engine writes version 0 of the log there,
//!   [`finish_table`](catalog::Catalog::finish_table) makes it visible;
//!   [`abandon_table`](catalog::Catalog::abandon_table) undoes. Views, and external tables whose
//!   files exist, take [`create_table`](catalog::Catalog::create_table). `OR REPLACE` of a table
//!   writes a new version into the same place and calls
//!   [`replace_table`](catalog::Catalog::replace_table).
//! - Queries ask [`govern::require`] for `SELECT` (which includes `USE` of the parents).
//! - `information_schema` is computed from [`Catalog::inventory`](catalog::Catalog::inventory),
//!   which is filtered by what the caller sees.

pub mod catalog;
mod clock;
mod conduct;
mod error;
mod files;
pub mod govern;
mod http;
pub mod identity;
mod runner;
mod session;
mod statements;
mod store;
mod tls;
mod workspace;

#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "engine")]
pub mod sql;

pub use conduct::Conduct;
pub use error::{WsError, WsResult};
pub use runner::{NoSql, SqlColumn, SqlParam, SqlResult, SqlRows, SqlRunner, SqlSession, TextRow};
pub use session::SessionState;
pub use tls::Tls;
pub use workspace::{LocalWorkspace, Options};
