//! What the commands about signing in answer.

use std::fmt::Write as _;
use std::path::PathBuf;

use clone_engine::auth::{Considered, Told};
use serde::Serialize;

use super::{Human, table};

/// Which workspace is used, and how it is signed in to.
#[derive(Debug, Serialize)]
pub struct AuthStatus {
    /// Its address.
    pub host: String,
    /// Where the address comes from.
    pub host_source: String,
    /// The profile that was read, if one was named.
    pub profile: Option<String>,
    /// The way of signing in.
    pub auth_type: String,
    /// Who is signed in, if the workspace was asked.
    pub user: Option<String>,
}

impl Human for AuthStatus {
    fn human(&self) -> String {
        let mut text = String::new();
        field(
            &mut text,
            "host",
            &format!("{}  ({})", self.host, self.host_source),
        );
        if let Some(profile) = &self.profile {
            field(&mut text, "profile", profile);
        }
        field(&mut text, "auth type", &self.auth_type);
        if let Some(user) = &self.user {
            field(&mut text, "user", user);
        }
        text
    }
}

/// The same, with everything that was looked at.
#[derive(Debug, Serialize)]
pub struct AuthDescription {
    /// The short answer; none if nothing signs in.
    #[serde(flatten)]
    pub status: AuthStatus,
    /// Every value that is set.
    pub settings: Vec<Told>,
    /// Every way that was considered, the last one is used.
    pub considered: Vec<Considered>,
}

impl Human for AuthDescription {
    fn human(&self) -> String {
        let mut text = self.status.human();
        text.push_str("\nSettings\n");
        let header = ["NAME", "VALUE", "FROM"].map(str::to_owned);
        let row = |told: &Told| {
            [
                told.name.to_owned(),
                told.value.clone(),
                told.source.clone(),
            ]
        };
        text.push_str(&table(header, self.settings.iter().map(row)));
        text.push_str("\nConsidered\n");
        for way in &self.considered {
            let why_not = way.why_not.as_deref().unwrap_or("used");
            field(&mut text, way.auth_type, why_not);
        }
        text
    }
}

fn field(text: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{name:<19} {value}");
}

/// A person signed in.
#[derive(Debug, Serialize)]
pub struct SignedIn {
    /// The workspace.
    pub host: String,
    /// When the first token ends.
    pub expiry: Option<String>,
    /// Whether it is renewed without the person.
    pub renews: bool,
    /// Where it is kept.
    pub cache: PathBuf,
}

impl Human for SignedIn {
    fn human(&self) -> String {
        let renews = if self.renews {
            "it is renewed by itself"
        } else {
            "it is not renewed"
        };
        format!(
            "Signed in to {}\nThe token is kept in {}; {renews}.\n",
            self.host,
            self.cache.display()
        )
    }
}

/// A person signed out.
#[derive(Debug, Serialize)]
pub struct SignedOut {
    /// The workspace.
    pub host: String,
    /// Whether there was a token to forget.
    pub was_signed_in: bool,
}

impl Human for SignedOut {
    fn human(&self) -> String {
        if self.was_signed_in {
            format!("Forgot the token for {}\n", self.host)
        } else {
            format!("There is no token for {}\n", self.host)
        }
    }
}

/// An access token. Showing it is what the command is for.
#[derive(Serialize)]
pub struct AccessToken {
    /// The token.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// When it ends.
    pub expiry: Option<String>,
}

impl Human for AccessToken {
    fn human(&self) -> String {
        format!("{}\n", self.access_token)
    }
}

/// A profile.
#[derive(Debug, Serialize)]
pub struct ListedProfile {
    /// Its name.
    pub name: String,
    /// The workspace.
    pub host: Option<String>,
    /// What it sets besides, without values.
    pub sets: Vec<&'static str>,
    /// Whether it is used when nothing names one.
    pub default: bool,
}

/// The profiles of a file.
#[derive(Debug, Serialize)]
pub struct ListedProfiles {
    /// The file.
    pub file: Option<PathBuf>,
    /// The profiles.
    pub profiles: Vec<ListedProfile>,
}

impl Human for ListedProfiles {
    fn human(&self) -> String {
        if self.profiles.is_empty() {
            let file = self.file.as_ref().map(|file| file.display().to_string());
            return format!("There are no profiles in {}\n", file.unwrap_or_default());
        }
        let header = ["NAME", "HOST", "SETS"].map(str::to_owned);
        let row = |profile: &ListedProfile| {
            let mark = if profile.default { " (default)" } else { "" };
            [
                format!("{}{mark}", profile.name),
                profile.host.clone().unwrap_or_default(),
                profile.sets.join(", "),
            ]
        };
        table(header, self.profiles.iter().map(row))
    }
}
