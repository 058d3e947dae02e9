//! What a SQL session keeps from one statement to the next.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::error::{WsError, WsResult};

/// Name, first value, and which values it may have.
type Setting = (&'static str, &'static str, fn(&str) -> bool);

/// The settings that exist here: the value of a session that set none, and which others it may take.
///
/// One that would change answers is taken only with the value that is true here anyhow.
const SETTINGS: [Setting; 3] = [
    ("ansi_mode", "true", |value| {
        value.eq_ignore_ascii_case("true")
    }),
    ("timezone", "UTC", |value| {
        ["utc", "etc/utc", "z", "+00:00"].contains(&value.to_ascii_lowercase().as_str())
    }),
    // Nothing is cached, so that both are true.
    ("use_cached_result", "true", |value| {
        ["true", "false"].contains(&value.to_ascii_lowercase().as_str())
    }),
];

/// The current catalog, schema and settings of a session.
#[derive(Debug)]
pub struct SessionState {
    kept: Mutex<Kept>,
}

#[derive(Debug, Clone)]
struct Kept {
    catalog: String,
    schema: String,
    settings: BTreeMap<&'static str, String>,
}

impl SessionState {
    /// A session that begins here, without settings of its own.
    pub fn new(catalog: String, schema: String) -> Self {
        let kept = Kept {
            catalog,
            schema,
            settings: BTreeMap::new(),
        };
        Self {
            kept: Mutex::new(kept),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Kept) -> T) -> T {
        work(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The current catalog and schema.
    pub fn current(&self) -> (String, String) {
        self.with(|kept| (kept.catalog.clone(), kept.schema.clone()))
    }

    /// Makes a catalog and a schema the current ones.
    pub fn set_current(&self, catalog: &str, schema: &str) {
        self.with(|kept| {
            catalog.clone_into(&mut kept.catalog);
            schema.clone_into(&mut kept.schema);
        });
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// When it does not exist here, or cannot have this value here; both are named.
    pub fn set(&self, name: &str, value: &str) -> WsResult<()> {
        let name = checked(name, value)?;
        self.with(|kept| kept.settings.insert(name, value.to_owned()));
        Ok(())
    }

    /// Takes a setting back, or all of them.
    ///
    /// # Errors
    /// When it does not exist here.
    pub fn reset(&self, name: Option<&str>) -> WsResult<()> {
        let name = name
            .map(|name| known(name).map(|known| known.0))
            .transpose()?;
        self.with(|kept| {
            kept.settings
                .retain(|held, _| name.is_some_and(|name| name != *held));
        });
        Ok(())
    }

    /// The settings with their values, or the one of this name.
    ///
    /// # Errors
    /// When it does not exist here.
    pub fn settings(&self, name: Option<&str>) -> WsResult<Vec<(&'static str, String)>> {
        let only = name
            .map(|name| known(name).map(|known| known.0))
            .transpose()?;
        Ok(self.with(|kept| {
            let shown = SETTINGS
                .iter()
                .filter(|row| only.is_none_or(|name| name == row.0));
            let value = |row: &Setting| kept.settings.get(row.0).cloned();
            shown
                .map(|row| (row.0, value(row).unwrap_or_else(|| row.1.to_owned())))
                .collect()
        }))
    }
}

fn known(name: &str) -> WsResult<&'static Setting> {
    let found = SETTINGS.iter().find(|row| row.0.eq_ignore_ascii_case(name));
    found.ok_or_else(|| WsError::unsupported(format_args!("the setting {name}")))
}

/// The name of a setting that may have this value.
fn checked(name: &str, value: &str) -> WsResult<&'static str> {
    let (name, _, fits) = known(name)?;
    if fits(value) {
        return Ok(name);
    }
    Err(WsError::unsupported(format_args!(
        "the setting {name} with the value {value}"
    )))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn state() -> SessionState {
        SessionState::new("main".to_owned(), "default".to_owned())
    }

    #[rstest]
    #[case("ANSI_MODE", "true", None)]
    #[case("ansi_mode", "false", Some("ansi_mode with the value false"))]
    #[case("timezone", "UTC", None)]
    #[case("timezone", "Europe/Berlin", Some("timezone with the value"))]
    #[case(
        "spark.sql.shuffle.partitions",
        "7",
        Some("spark.sql.shuffle.partitions")
    )]
    fn a_setting_that_would_change_answers_is_refused_by_name(
        #[case] name: &str,
        #[case] value: &str,
        #[case] refusal: Option<&str>,
    ) {
        match (state().set(name, value), refusal) {
            (Ok(()), None) => {}
            (Err(error), Some(text)) => assert!(error.message.contains(text), "{error}"),
            (outcome, _) => panic!("{outcome:?}"),
        }
    }

    #[test]
    fn a_reset_setting_has_its_first_value_again() {
        let state = state();
        state.set("use_cached_result", "false").unwrap();
        let shown = |state: &SessionState| state.settings(Some("use_cached_result")).unwrap();
        assert_eq!(shown(&state), [("use_cached_result", "false".to_owned())]);
        state.reset(Some("ansi_mode")).unwrap();
        assert_eq!(shown(&state), [("use_cached_result", "false".to_owned())]);
        state.reset(None).unwrap();
        assert_eq!(shown(&state), [("use_cached_result", "true".to_owned())]);
    }
}
