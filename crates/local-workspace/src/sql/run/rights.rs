//! Rights that have to be asked before a file is written; the catalog service asks again.

use super::Run;
use crate::catalog::{Kind, TableRow};
use crate::error::WsResult;
use crate::govern::Privilege;

impl Run<'_> {
    /// Refuses unless the caller may alter, drop and grant on the object.
    pub(super) fn require_manage(&self, kind: Kind, name: &str) -> WsResult<()> {
        self.catalog().read(self.caller(), |access| {
            access.require_manage(&access.find(kind, name)?)
        })
    }

    /// Refuses unless the caller manages the table or holds `MODIFY` on it.
    pub(super) fn require_modify(&self, name: &str) -> WsResult<()> {
        self.catalog().read(self.caller(), |access| {
            let chain = access.find(Kind::Table, name)?;
            access.require_use_of_parents(&chain)?;
            if access.manages(&chain)? {
                Ok(())
            } else {
                access.require(Privilege::Modify, &chain)
            }
        })
    }

    /// Refuses unless the caller may replace the contents of a table.
    pub(super) fn require_replace(&self, before: &TableRow) -> WsResult<()> {
        self.require_modify(&before.meta.full_name)
    }
}
