//! Versions of the database, as `PRAGMA user_version` counts them.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{WsError, WsResult};

/// Marks a SQLite file as a workspace of ours ("clxw").
pub(super) const APPLICATION_ID: i32 = 0x636c_7877;

/// Step `n` brings a database from version `n` to `n + 1`. A step that was released never changes.
const STEPS: &[&str] = &[
    include_str!("0001_workspace.sql"),
    include_str!("0002_providers.sql"),
    include_str!("0003_statement_process.sql"),
    include_str!("0004_refresh_tokens.sql"),
];

/// Runs the steps that the database lacks, each in its own transaction.
pub(super) fn run(connection: &mut Connection) -> WsResult<()> {
    loop {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let at = usize::try_from(version).map_err(WsError::internal)?;
        if at > STEPS.len() {
            return Err(WsError::new(
                "INVALID_STATE",
                400,
                format!(
                    "the workspace has format {version}, written by a newer version; this one reads up to {}",
                    STEPS.len()
                ),
            ));
        }
        let Some(step) = STEPS.get(at) else {
            return Ok(());
        };
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", version + 1)?;
        tx.commit()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection).unwrap();
        run(&mut connection).unwrap();
        let version: u32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(usize::try_from(version).unwrap(), STEPS.len());
    }

    #[test]
    fn a_newer_format_is_refused_by_its_number() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = run(&mut connection).unwrap_err();
        assert!(error.message.contains("format 99"), "{error}");
    }
}
