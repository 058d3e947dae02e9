//! Where tokens of people are kept: the file of the Databricks CLI, so that one sign-in serves both.
//!
//! `~/.databricks/token-cache.json`, readable by its owner alone, replaced as a whole. A lock file
//! beside it makes processes take turns. What others wrote into it stays as it is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::auth::{AuthError, Environment, Secret, Token};

/// The format that is read and written.
const VERSION: u64 = 1;
/// Whoever holds the lock asks one token endpoint, which has an end.
const TURNS: u32 = 1_200;
const TURN: Duration = Duration::from_millis(100);
/// The cache does not tell when a token was obtained; most of Databricks live this long.
const USUAL_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// The cache of tokens of people.
#[derive(Clone, Debug)]
pub struct TokenCache {
    file: PathBuf,
}

/// The cache, closed to all others.
#[derive(Debug)]
pub(crate) struct Locked {
    file: PathBuf,
    /// Held until it is dropped.
    _lock: File,
}

impl TokenCache {
    /// The cache of a user.
    ///
    /// # Errors
    /// [`AuthError::Cache`] without a folder of the user.
    pub fn of(environment: &Environment) -> Result<Self, AuthError> {
        let home = environment.home().ok_or_else(|| AuthError::Cache {
            file: PathBuf::from("~/.databricks/token-cache.json"),
            why: "there is no home directory".to_owned(),
        })?;
        Ok(Self {
            file: home.join(".databricks").join("token-cache.json"),
        })
    }

    /// Its file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Closes it to all others, in this process and in others.
    pub(crate) async fn lock(&self) -> Result<Locked, AuthError> {
        let failed = |why: String| AuthError::Cache {
            file: self.file.clone(),
            why,
        };
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
        }
        let beside = self.file.with_extension("lock");
        let lock = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&beside)
            .map_err(|error| failed(format!("{}: {error}", beside.display())))?;
        for _ in 0..TURNS {
            match lock.try_lock() {
                Ok(()) => {
                    return Ok(Locked {
                        file: self.file.clone(),
                        _lock: lock,
                    });
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(TURN).await,
                Err(TryLockError::Error(error)) => return Err(failed(error.to_string())),
            }
        }
        Err(failed(format!(
            "{} is held by another process",
            beside.display()
        )))
    }
}

impl Locked {
    fn failed(&self, why: impl Into<String>) -> AuthError {
        AuthError::Cache {
            file: self.file.clone(),
            why: why.into(),
        }
    }

    fn read(&self) -> Result<Map<String, Value>, AuthError> {
        let text = match std::fs::read(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
            Err(error) => return Err(self.failed(error.to_string())),
        };
        // Its parts are tokens: what serde says of them is not told.
        let read: Map<String, Value> =
            serde_json::from_slice(&text).map_err(|_| self.failed("it is not a JSON object"))?;
        match read.get("version").and_then(Value::as_u64) {
            Some(VERSION) => Ok(read),
            version => {
                let version = version.map_or("none".to_owned(), |version| version.to_string());
                Err(self.failed(format!("its version is {version}, not {VERSION}")))
            }
        }
    }

    /// The token of this name.
    pub(crate) fn get(&self, key: &str, now: Timestamp) -> Result<Option<Token>, AuthError> {
        let read = self.read()?;
        let Some(entry) = read.get("tokens").and_then(|tokens| tokens.get(key)) else {
            return Ok(None);
        };
        let text = |field: &str| entry.get(field).and_then(Value::as_str);
        let Some(access) = text("access_token") else {
            return Err(self.failed("an entry has no access_token"));
        };
        let expiry = text("expiry")
            .map(str::parse::<Timestamp>)
            .transpose()
            .map_err(|_| self.failed("an entry's expiry is no time"))?;
        let obtained = expiry.and_then(|expiry| expiry.checked_sub(USUAL_LIFE).ok());
        let obtained = obtained.unwrap_or(now).min(now);
        Ok(Some(Token {
            refresh: text("refresh_token").map(Secret::new),
            ..Token::new(Secret::new(access), expiry, obtained)
        }))
    }

    /// Keeps a token under this name.
    pub(crate) fn put(&self, key: &str, token: &Token) -> Result<(), AuthError> {
        let mut entry = json!({
            "access_token": token.access.expose(),
            "token_type": "Bearer",
        });
        if let Value::Object(entry) = &mut entry {
            if let Some(refresh) = &token.refresh {
                entry.insert("refresh_token".into(), refresh.expose().into());
            }
            if let Some(expiry) = token.expiry {
                entry.insert("expiry".into(), expiry.to_string().into());
            }
        }
        self.change(|tokens| {
            tokens.insert(key.to_owned(), entry);
        })
    }

    /// Forgets the token of this name, and says whether there was one.
    pub(crate) fn remove(&self, key: &str) -> Result<bool, AuthError> {
        let mut found = false;
        self.change(|tokens| found = tokens.remove(key).is_some())?;
        Ok(found)
    }

    fn change(&self, change: impl FnOnce(&mut Map<String, Value>)) -> Result<(), AuthError> {
        let mut all = self.read()?;
        all.insert("version".into(), VERSION.into());
        let tokens = all
            .entry("tokens")
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(tokens) = tokens else {
            return Err(self.failed("`tokens` is not an object"));
        };
        change(tokens);
        let text = serde_json::to_vec_pretty(&all).map_err(|_| self.failed("it is not JSON"))?;
        self.replace(&text)
            .map_err(|error| self.failed(error.to_string()))
    }

    /// A temporary file is its owner's alone; it takes the place of the old one in one step.
    fn replace(&self, text: &[u8]) -> io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let mut next = tempfile::NamedTempFile::new_in(folder)?;
        next.write_all(text)?;
        next.as_file().sync_all()?;
        next.persist(&self.file).map_err(|error| error.error)?;
        Ok(())
    }
}
