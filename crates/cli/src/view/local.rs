//! What the commands about a local workspace answer.

use std::path::PathBuf;

use serde::Serialize;

use super::Human;

/// A workspace that is there.
#[derive(Debug, Serialize)]
pub struct MadeWorkspace {
    /// Its directory.
    pub dir: PathBuf,
    /// Whether it was there before.
    pub there: bool,
}

impl Human for MadeWorkspace {
    fn human(&self) -> String {
        let dir = self.dir.display();
        if self.there {
            format!("There is a local workspace in {dir} already\n")
        } else {
            format!("Made a local workspace in {dir}\n")
        }
    }
}

/// A workspace that is served.
#[derive(Debug, Serialize)]
pub struct Listening {
    /// Where clients reach it.
    pub url: String,
    /// Its directory.
    pub dir: PathBuf,
    /// The certificate that clients are to trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PathBuf>,
}

impl Human for Listening {
    fn human(&self) -> String {
        let mut text = format!("listening on {}\n", self.url);
        if let Some(file) = &self.certificate {
            text += &format!("trust the certificate in {}\n", file.display());
        }
        text
    }
}

/// A user and the token that was made for them.
#[derive(Serialize)]
pub struct AddedUser {
    /// The user's name.
    pub user: String,
    /// The token. Showing it is what the command is for.
    pub token: String,
}

impl Human for AddedUser {
    fn human(&self) -> String {
        format!("{}\n", self.token)
    }
}

/// A group that is there.
#[derive(Debug, Serialize)]
pub struct AddedGroup {
    /// Its name.
    pub group: String,
}

impl Human for AddedGroup {
    fn human(&self) -> String {
        format!("There is a group {}\n", self.group)
    }
}
