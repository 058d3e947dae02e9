//! Which strategy is used: the first of the table that applies, or the one that is asked for.

use std::sync::Arc;

use http::HeaderName;
use serde::Serialize;

use super::ground::{Ground, Outcome, Stop};
use super::table::{ROWS, Row};
use crate::auth::cloud;
use crate::auth::credentials::Extra;
use crate::auth::endpoint::Endpoint;
use crate::auth::{Attribute, Clock, Credentials, Settings, SetupError};

/// A strategy that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Considered {
    /// Its name.
    pub auth_type: &'static str,
    /// Why it is not used; empty for the one that is.
    pub why_not: Option<String>,
}

/// Whether a strategy is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    /// It is.
    Offered,
    /// It is known and refused by name.
    Refused,
}

/// The names of all strategies, each once, in the order in which they are tried.
pub(crate) fn names() -> Vec<&'static str> {
    let mut names = Vec::new();
    for row in ROWS {
        if !names.contains(&row.name) {
            names.push(row.name);
        }
    }
    names
}

/// Names the workspace to a host that serves several.
const WORKSPACE: HeaderName = HeaderName::from_static("x-databricks-workspace-id");

/// Takes the first strategy that has what it needs, or the one that is asked for.
pub(crate) async fn choose(
    settings: &Settings,
    clock: Arc<dyn Clock>,
) -> Result<(Credentials, Vec<Considered>), SetupError> {
    let host = settings.host()?.ok_or(SetupError::NoHost)?;
    settings.one_family()?;
    let wanted = settings.text(Attribute::AuthType);
    if let Some(wanted) = wanted.filter(|wanted| ROWS.iter().all(|row| row.name != *wanted)) {
        return Err(SetupError::UnknownAuthType {
            auth_type: wanted.to_owned(),
            known: names(),
        });
    }
    let ground = Ground {
        settings: settings.clone(),
        host: host.clone(),
        http: Endpoint::new()?,
        clock,
        azure: cloud::azure(settings, &host),
        is_wanted: wanted.is_some(),
    };
    let mut considered = Vec::new();
    for row in ROWS {
        if wanted.is_some_and(|wanted| wanted != row.name) {
            continue;
        }
        let why_not = match row.obstacle(&ground)? {
            Some(why_not) => why_not,
            None => match row.sign_in(&ground).await? {
                Outcome::Ready(credentials) => {
                    considered.push(Considered {
                        auth_type: row.name,
                        why_not: None,
                    });
                    let workspace = settings.secret(Attribute::WorkspaceId);
                    let credentials = match workspace {
                        Some(id) => credentials.with(WORKSPACE, Extra::Text(id.clone())),
                        None => *credentials,
                    };
                    return Ok((credentials, considered));
                }
                Outcome::NotHere(why_not) if ground.is_wanted => {
                    return Err(SetupError::NotUsable {
                        auth_type: row.name.to_owned(),
                        why: why_not,
                    });
                }
                Outcome::NotHere(why_not) => why_not,
            },
        };
        considered.push(Considered {
            auth_type: row.name,
            why_not: Some(why_not),
        });
    }
    // What is not offered would only make the list longer.
    let is_offered = |way: &&Considered| {
        let offered = |row: &&Row| row.support == Support::Offered;
        ROWS.iter()
            .filter(offered)
            .any(|row| row.name == way.auth_type)
    };
    let told = |way: &Considered| {
        let why_not = way.why_not.as_deref().unwrap_or_default();
        format!("{}: {why_not}", way.auth_type)
    };
    Err(SetupError::NotConfigured {
        host,
        considered: considered.iter().filter(is_offered).map(told).collect(),
    })
}

impl Row {
    /// Why the strategy cannot be asked; an error if it was asked for.
    fn obstacle(&self, ground: &Ground) -> Result<Option<String>, SetupError> {
        let unset = |attribute: &&Attribute| ground.settings.text(**attribute).is_none();
        let missing: Vec<String> = self
            .needs
            .iter()
            .filter(unset)
            .map(|attribute| {
                let spec = attribute.spec();
                match spec.env.first() {
                    Some(variable) => format!("{} ({variable})", spec.name),
                    None => spec.name.to_owned(),
                }
            })
            .collect();
        if !missing.is_empty() {
            if ground.is_wanted {
                return Err(SetupError::Incomplete {
                    auth_type: self.name.to_owned(),
                    missing,
                });
            }
            return Ok(Some(format!("no {}", missing.join(", no "))));
        }
        if self.groups || ground.settings.text(Attribute::GroupId).is_none() {
            return Ok(None);
        }
        let why = "it cannot act for a group (group_id)".to_owned();
        if ground.is_wanted {
            return Err(SetupError::NotUsable {
                auth_type: self.name.to_owned(),
                why,
            });
        }
        Ok(Some(why))
    }

    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, SetupError> {
        let stopped = |stop| match stop {
            Stop::Auth(error) => SetupError::Auth {
                host: ground.host.clone(),
                auth_type: self.name,
                source: Arc::new(error),
            },
            Stop::NotUsable(why) => SetupError::NotUsable {
                auth_type: self.name.to_owned(),
                why,
            },
            Stop::NotSupported(instead) => SetupError::NotSupported {
                what: format!("auth_type `{}`", self.name),
                instead,
            },
        };
        self.strategy.sign_in(ground).await.map_err(stopped)
    }
}
