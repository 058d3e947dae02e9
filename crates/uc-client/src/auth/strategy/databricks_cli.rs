//! The sign-in of the Databricks CLI: `databricks auth token`.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::Deserialize;

use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::refresh::Issuer;
use crate::auth::{AuthError, Token, command};
use crate::{Attribute, Credentials, Secret};

/// The CLI before version 0.100 was a script of another kind, and much smaller.
const SMALLEST: u64 = 1024 * 1024;
/// The versions that know an option of `auth token`.
const KNOWS_PROFILE: Version = Version(0, 207, 1);
const KNOWS_FORCE_REFRESH: Version = Version(0, 296, 0);

pub(crate) struct DatabricksCli;

#[async_trait]
impl Strategy for DatabricksCli {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let program = match find(ground) {
            Ok(program) => program,
            Err(error) => return Ok(Outcome::NotHere(error.to_string())),
        };
        let cli = Cli {
            arguments: arguments(&program, ground).await,
            program,
            ground: ground.clone(),
        };
        match cli.issue().await {
            Ok(token) => {
                let renewing = ground.renewing(cli).with(token);
                Ok(Outcome::ready(Credentials::renewed(
                    "databricks-cli",
                    renewing,
                )))
            }
            Err(error @ AuthError::NoProgram { .. }) => Ok(Outcome::NotHere(error.to_string())),
            // It is installed and nobody signed in with it: somebody else's turn.
            Err(error) if !ground.is_wanted => Ok(Outcome::NotHere(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }
}

fn find(ground: &Ground) -> Result<PathBuf, AuthError> {
    let named = ground.settings.text(Attribute::DatabricksCliPath);
    let name = named.unwrap_or("databricks");
    let missing = |why: &str| AuthError::NoProgram {
        program: name.to_owned(),
        why: why.to_owned(),
    };
    let environment = ground.settings.environment();
    if name.contains(std::path::is_separator) {
        let file = environment.path(name);
        return if file.is_file() {
            Ok(file)
        } else {
            Err(missing("it is not there"))
        };
    }
    let large = |file: &Path| file.metadata().is_ok_and(|meta| meta.len() >= SMALLEST);
    command::find(name, environment, large).ok_or_else(|| {
        if command::find(name, environment, |_| true).is_some() {
            missing("it is older than version 0.100")
        } else {
            missing("it is not installed")
        }
    })
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Version(u32, u32, u32);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VersionAnswer {
    major: u32,
    minor: u32,
    patch: u32,
}

/// What the program is asked: by profile where it knows how, else by host.
async fn arguments(program: &Path, ground: &Ground) -> Vec<String> {
    let environment = ground.settings.environment();
    let asked = ["version", "--output", "json"].map(str::to_owned).to_vec();
    let version = match command::run(program.to_owned(), asked, environment).await {
        Ok(answer) => serde_json::from_slice::<VersionAnswer>(&answer)
            .map(|v| Version(v.major, v.minor, v.patch))
            .unwrap_or_default(),
        Err(error) => {
            tracing::debug!(%error, "the version of the Databricks CLI is not known");
            Version::default()
        }
    };
    let mut arguments = vec!["auth".to_owned(), "token".to_owned()];
    match ground.settings.profile() {
        Some(profile) if version >= KNOWS_PROFILE => {
            arguments.extend(["--profile".to_owned(), profile.to_owned()]);
        }
        _ => {
            arguments.extend(["--host".to_owned(), ground.host.to_string()]);
            let account = ground.settings.text(Attribute::AccountId);
            if let Some(account) = account.filter(|_| ground.host.is_accounts()) {
                arguments.extend(["--account-id".to_owned(), account.to_owned()]);
            }
        }
    }
    if version >= KNOWS_FORCE_REFRESH {
        arguments.push("--force-refresh".to_owned());
    }
    arguments
}

#[derive(Debug)]
struct Cli {
    program: PathBuf,
    arguments: Vec<String>,
    ground: Ground,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Secret,
    expiry: Option<Timestamp>,
}

#[async_trait]
impl Issuer for Cli {
    async fn issue(&self) -> Result<Token, AuthError> {
        let environment = self.ground.settings.environment();
        let arguments = self.arguments.clone();
        let answer = command::run(self.program.clone(), arguments, environment).await?;
        let answer: Answer = serde_json::from_slice(&answer).map_err(|_| AuthError::Program {
            program: self.program.display().to_string(),
            why: "its answer is not the one of `databricks auth token`".to_owned(),
        })?;
        let now = self.ground.clock.now();
        Ok(Token::new(answer.access_token, answer.expiry, now))
    }
}
