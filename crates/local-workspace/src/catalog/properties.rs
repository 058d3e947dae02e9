//! Key-value properties of objects, and the one setting that is inherited.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Chain, Kind, Optimization};
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

    /// The first of the object and its parents that does not inherit decides; the metastore says no.
    pub(super) fn optimization(&self, chain: &Chain) -> WsResult<Optimization> {
        let mut own = None;
        for link in chain.links().rev() {
            let detail = match link.kind {
                Kind::Catalog => "catalog_detail",
                Kind::Schema => "schema_detail",
                Kind::Table => "table_detail",
                _ => continue,
            };
            let sql = format!("SELECT predictive_optimization FROM {detail} WHERE id = ?1");
            let value: String = self
                .tx
                .prepare_cached(&sql)?
                .query_row([&link.id], |row| row.get(0))?;
            let here = own.is_none();
            let own = own.get_or_insert_with(|| value.clone()).clone();
            if value != "INHERIT" {
                let inherited_from = (!here).then(|| (link.kind, link.full_name.clone()));
                return Ok(Optimization {
                    own,
                    effective: value,
                    inherited_from,
                });
            }
        }
        let metastore = self.catalog.metastore.name.clone();
        Ok(Optimization {
            own: own.unwrap_or_else(|| "INHERIT".to_owned()),
            effective: "DISABLE".to_owned(),
            inherited_from: Some((Kind::Metastore, metastore)),
        })
    }
}
