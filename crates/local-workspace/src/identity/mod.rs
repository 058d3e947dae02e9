//! Who may call: principals, groups, and the secrets that prove them.

mod directory;
mod oauth;
mod secrets;

pub use directory::{Directory, NewPrincipal};
pub use oauth::AccessToken;
pub use secrets::DEFAULT_TOKEN;

pub(crate) use directory::{require as require_principal, seed};

/// The user a new workspace is made with: metastore owner and workspace admin.
pub const ADMIN: &str = "admin@local";
/// The group everybody is in.
pub const ACCOUNT_USERS: &str = "account users";
/// The group of workspace admins.
pub const ADMINS: &str = "admins";

/// What kind of principal a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PrincipalKind {
    /// A person; its name is a mail address.
    User,
    /// A program; its name is its application id, which is also its OAuth client id.
    ServicePrincipal,
    /// A set of principals.
    Group,
}

impl PrincipalKind {
    /// The name in the database and in the admin API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::ServicePrincipal => "SERVICE_PRINCIPAL",
            Self::Group => "GROUP",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::User, Self::ServicePrincipal, Self::Group]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// A user, service principal or group.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Principal {
    /// The SCIM id.
    pub id: i64,
    /// What kind it is.
    pub kind: PrincipalKind,
    /// What grants and owners hold.
    pub name: String,
    /// The name for people.
    pub display_name: String,
    /// Whether it may call.
    pub active: bool,
}

/// The caller of a request, with every group it is in at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The caller.
    pub principal: Principal,
    /// The groups it is in, also through other groups; `account users` is always among them.
    pub groups: Vec<String>,
}

impl Session {
    /// The caller's name, as `current_user()` gives it.
    pub fn user(&self) -> &str {
        &self.principal.name
    }

    /// Whether `name` is the caller or one of its groups.
    pub fn is(&self, name: &str) -> bool {
        self.names().any(|held| held.eq_ignore_ascii_case(name))
    }

    /// Whether the caller is a workspace admin.
    pub fn is_workspace_admin(&self) -> bool {
        self.is(ADMINS)
    }

    /// The caller's name and those of its groups.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.principal.name.as_str()).chain(self.groups.iter().map(String::as_str))
    }
}
