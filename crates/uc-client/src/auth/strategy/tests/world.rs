//! A provider, a home and a clock, for the tests of strategies.

use std::sync::Arc;

use crate::auth::endpoint::Endpoint;
use crate::auth::strategy::table::ROWS;
use crate::auth::strategy::{Ground, Outcome, Stop};
use crate::auth::testing::{Idp, Turned};
use crate::auth::{Arguments, Attribute, Credentials, Environment, Settings, cloud};

/// A provider, a home, and a clock.
pub(super) struct World {
    pub(super) idp: Idp,
    pub(super) home: tempfile::TempDir,
    pub(super) clock: Arc<Turned>,
}

impl World {
    pub(super) async fn new() -> Self {
        Self {
            idp: Idp::start().await,
            home: tempfile::tempdir().unwrap(),
            clock: Turned::new(),
        }
    }

    /// Settings of the provider's host and of these variables.
    pub(super) fn settings(&self, variables: &[(&str, &str)]) -> Settings {
        let home = self.home.path().to_str().unwrap();
        let variables = variables.iter().copied().chain([("HOME", home)]);
        let environment = Environment::from_iter(variables);
        let arguments = Arguments::default().with(Attribute::Host, Some(&self.idp.address));
        Settings::resolve(&arguments, &environment).unwrap()
    }

    pub(super) fn ground(&self, variables: &[(&str, &str)]) -> Ground {
        let settings = self.settings(variables);
        let host = settings.host().unwrap().unwrap();
        Ground {
            azure: cloud::azure(&settings, &host),
            settings,
            host,
            http: Endpoint::impatient(),
            clock: Arc::clone(&self.clock) as _,
            is_wanted: true,
        }
    }

    pub(super) async fn sign_in(&self, name: &str, ground: &Ground) -> Result<Credentials, String> {
        let row = ROWS.iter().find(|row| row.name == name).unwrap();
        match row.strategy.sign_in(ground).await {
            Ok(Outcome::Ready(credentials)) => Ok(*credentials),
            Ok(Outcome::NotHere(why)) | Err(Stop::NotUsable(why)) => Err(why),
            Err(Stop::Auth(error)) => Err(error.to_string()),
            Err(Stop::NotSupported(instead)) => Err(instead.to_owned()),
        }
    }

    /// A program of this text that can be run.
    #[cfg(unix)]
    pub(super) fn program(&self, name: &str, text: &str) -> String {
        use std::os::unix::fs::PermissionsExt as _;
        let file = self.home.path().join(name);
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        file.to_str().unwrap().to_owned()
    }
}

/// The bearer that is sent at this moment.
pub(super) async fn bearer(credentials: &Credentials) -> String {
    header(credentials, "authorization").await
}

pub(super) async fn header(credentials: &Credentials, name: &str) -> String {
    let headers = credentials.present().await.unwrap().headers;
    headers
        .get(name)
        .map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}
