//! The workspaces that an isolated catalog is bound to.

use rusqlite::params;

use super::{Catalog, Kind};
use crate::error::{WsError, WsResult};
use crate::govern::Access;
use crate::identity::Session;

/// A workspace that may use a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The workspace.
    pub workspace_id: i64,
    /// `BINDING_TYPE_READ_WRITE` or `BINDING_TYPE_READ_ONLY`.
    pub binding_type: String,
}

impl Catalog {
    /// The bindings of a catalog, by workspace.
    ///
    /// # Errors
    /// When it does not exist or the caller does not manage it.
    pub fn bindings(&self, session: &Session, catalog: &str) -> WsResult<Vec<Binding>> {
        self.read(session, |access| {
            let chain = access.find(Kind::Catalog, catalog)?;
            access.require_manage(&chain)?;
            access.bindings(&chain.object().id)
        })
    }

    /// Adds and removes bindings.
    ///
    /// # Errors
    /// When the catalog does not exist, the caller does not manage it, or a type is not valid.
    pub fn change_bindings(
        &self,
        session: &Session,
        catalog: &str,
        add: &[Binding],
        remove: &[i64],
    ) -> WsResult<Vec<Binding>> {
        self.write(session, |access| {
            let chain = access.find(Kind::Catalog, catalog)?;
            access.require_manage(&chain)?;
            let id = &chain.object().id;
            for workspace in remove {
                access.tx.execute(
                    "DELETE FROM workspace_binding WHERE securable_id = ?1 AND workspace_id = ?2",
                    params![id, workspace],
                )?;
            }
            for binding in add {
                super::catalogs::one_of(
                    "binding_type",
                    &binding.binding_type,
                    &["BINDING_TYPE_READ_WRITE", "BINDING_TYPE_READ_ONLY"],
                )?;
                if binding.binding_type == "BINDING_TYPE_READ_ONLY" {
                    return Err(WsError::unsupported("read-only workspace bindings"));
                }
                access.bind(id, binding)?;
            }
            access.bindings(id)
        })
    }
}

impl Access<'_> {
    pub(super) fn bind_this_workspace(&self, id: &str) -> WsResult<()> {
        self.bind(
            id,
            &Binding {
                workspace_id: self.catalog.metastore.workspace_id,
                binding_type: "BINDING_TYPE_READ_WRITE".to_owned(),
            },
        )
    }

    /// Whether this workspace may use the catalog.
    pub(crate) fn bound_here(&self, id: &str) -> WsResult<bool> {
        let mut statement = self.tx.prepare_cached(
            "SELECT d.isolation_mode = 'OPEN' OR EXISTS (SELECT 1 FROM workspace_binding b
               WHERE b.securable_id = d.id AND b.workspace_id = ?2)
             FROM catalog_detail d WHERE d.id = ?1",
        )?;
        Ok(
            statement.query_row(params![id, self.catalog.metastore.workspace_id], |row| {
                row.get(0)
            })?,
        )
    }

    fn bind(&self, id: &str, binding: &Binding) -> WsResult<()> {
        self.tx.execute(
            "INSERT OR REPLACE INTO workspace_binding (securable_id, workspace_id, binding_type)
             VALUES (?1, ?2, ?3)",
            params![id, binding.workspace_id, binding.binding_type],
        )?;
        Ok(())
    }

    fn bindings(&self, id: &str) -> WsResult<Vec<Binding>> {
        let mut statement = self.tx.prepare_cached(
            "SELECT workspace_id, binding_type FROM workspace_binding
             WHERE securable_id = ?1 ORDER BY workspace_id",
        )?;
        let rows = statement.query_map([id], |row| {
            Ok(Binding {
                workspace_id: row.get(0)?,
                binding_type: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
