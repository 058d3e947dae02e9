//! Key-value properties of objects.

use std::collections::BTreeMap;

use rusqlite::params;

use crate::error::WsResult;
use crate::govern::Access;

/// What happens to the properties of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PropertyChange {
    /// They stay.
    #[default]
    Keep,
    /// They become these; others go.
    Replace(BTreeMap<String, String>),
    /// Some are set, some removed, others stay.
    Merge {
        /// Set or overwritten.
        set: BTreeMap<String, String>,
        /// Removed; a key that is not there is no error.
        unset: Vec<String>,
    },
}

impl Access<'_> {
    pub(crate) fn properties(&self, id: &str) -> WsResult<BTreeMap<String, String>> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT key, value FROM property WHERE securable_id = ?1")?;
        let rows = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn change_properties(&self, id: &str, change: &PropertyChange) -> WsResult<()> {
        let nothing = Vec::new();
        let (set, unset) = match change {
            PropertyChange::Keep => return Ok(()),
            PropertyChange::Replace(set) => {
                self.tx
                    .execute("DELETE FROM property WHERE securable_id = ?1", [id])?;
                (set, &nothing)
            }
            PropertyChange::Merge { set, unset } => (set, unset),
        };
        for key in unset {
            self.tx.execute(
                "DELETE FROM property WHERE securable_id = ?1 AND key = ?2",
                params![id, key],
            )?;
        }
        let mut statement = self.tx.prepare_cached(
            "INSERT OR REPLACE INTO property (securable_id, key, value) VALUES (?1, ?2, ?3)",
        )?;
        for (key, value) in set {
            statement.execute(params![id, key, value])?;
        }
        Ok(())
    }
}
