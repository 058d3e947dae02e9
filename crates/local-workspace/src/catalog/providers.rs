//! Providers of the sharing protocol: their records. Nothing is read from them, and no share of
//! theirs can be mounted; so the bearer token of a profile is checked for and thrown away.

use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use super::names::{check_name, fold};
use super::page::cut;
use super::{Catalog, Kind, Page, PageOf};
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::{Session, require_principal};

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRow {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `TOKEN`.
    pub authentication_type: String,
    /// The version of the profile's format.
    pub profile_version: i64,
    /// The address of the sharing server.
    pub endpoint: String,
    /// The owner.
    pub owner: String,
    /// The comment.
    pub comment: Option<String>,
    /// When it was made, in epoch milliseconds.
    pub created_at: i64,
    /// Who made it.
    pub created_by: String,
    /// When it last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A provider to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProvider {
    /// The name.
    pub name: String,
    /// The comment.
    pub comment: Option<String>,
    /// The version of the profile's format.
    pub profile_version: i64,
    /// The address of the sharing server.
    pub endpoint: String,
}

/// A change of a provider. What is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderPatch {
    /// The new name.
    pub new_name: Option<String>,
    /// The new owner.
    pub owner: Option<String>,
    /// The new comment; an empty one removes it.
    pub comment: Option<String>,
}

impl Catalog {
    /// Creates a provider.
    ///
    /// # Errors
    /// When the caller lacks `CREATE PROVIDER` on the metastore, when the name is taken or invalid.
    pub fn create_provider(&self, session: &Session, new: &NewProvider) -> WsResult<ProviderRow> {
        self.write(session, |access| {
            access.require(Privilege::CreateProvider, &access.metastore()?)?;
            let name = check_name(Kind::Catalog, &new.name)?;
            access.require_free_provider(&name)?;
            access.tx.execute(
                "INSERT INTO provider (id, name, authentication_type, profile_version, endpoint, owner,
                   comment, created_at, created_by, updated_at, updated_by)
                 VALUES (?1, ?2, 'TOKEN', ?3, ?4, ?5, ?6, ?7, ?5, ?7, ?5)",
                params![
                    Uuid::now_v7().to_string(),
                    name,
                    new.profile_version,
                    new.endpoint,
                    session.user(),
                    new.comment,
                    now_ms()
                ],
            )?;
            access.provider(&name)
        })
    }

    /// One provider.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn get_provider(&self, session: &Session, name: &str) -> WsResult<ProviderRow> {
        self.read(session, |access| access.own_provider(name))
    }

    /// The providers that the caller owns; a metastore admin's are all.
    ///
    /// # Errors
    /// When the page token is not valid.
    pub fn list_providers(&self, session: &Session, page: &Page) -> WsResult<PageOf<ProviderRow>> {
        self.read(session, |access| {
            let all = access.manages(&access.metastore()?)?;
            let mut statement = access
                .tx
                .prepare_cached("SELECT * FROM provider ORDER BY name")?;
            let mut found = statement
                .query_map([], provider)?
                .collect::<Result<Vec<_>, _>>()?;
            found.retain(|row| all || session.is(&row.owner));
            cut(found, page, self.page_size)
        })
    }

    /// Changes a provider.
    ///
    /// # Errors
    /// When the caller does not own it, when the new name is taken or the owner does not exist.
    pub fn update_provider(
        &self,
        session: &Session,
        name: &str,
        patch: &ProviderPatch,
    ) -> WsResult<ProviderRow> {
        self.write(session, |access| {
            let mut row = access.own_provider(name)?;
            if let Some(new_name) = &patch.new_name {
                let new_name = check_name(Kind::Catalog, new_name)?;
                if new_name != row.name {
                    access.require_free_provider(&new_name)?;
                }
                row.name = new_name;
            }
            if let Some(owner) = &patch.owner {
                row.owner = require_principal(access.tx, owner)?.name;
            }
            if let Some(comment) = &patch.comment {
                row.comment = Some(comment.clone()).filter(|comment| !comment.is_empty());
            }
            access.tx.execute(
                "UPDATE provider SET name = ?2, owner = ?3, comment = ?4, updated_at = ?5,
                   updated_by = ?6 WHERE id = ?1",
                params![
                    row.id,
                    row.name,
                    row.owner,
                    row.comment,
                    now_ms(),
                    session.user()
                ],
            )?;
            access.provider(&row.name)
        })
    }

    /// Deletes a provider.
    ///
    /// # Errors
    /// When it does not exist or the caller does not own it.
    pub fn delete_provider(&self, session: &Session, name: &str) -> WsResult<()> {
        self.write(session, |access| {
            let row = access.own_provider(name)?;
            access
                .tx
                .execute("DELETE FROM provider WHERE id = ?1", [&row.id])?;
            Ok(())
        })
    }
}

impl Access<'_> {
    fn provider(&self, name: &str) -> WsResult<ProviderRow> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT * FROM provider WHERE name = ?1")?;
        let found = statement.query_row([fold(name)], provider).optional()?;
        found.ok_or_else(|| {
            let text = format!("Provider '{name}' does not exist.");
            WsError::new("PROVIDER_DOES_NOT_EXIST", 404, text)
        })
    }

    /// The provider, when the caller owns it or manages the metastore.
    fn own_provider(&self, name: &str) -> WsResult<ProviderRow> {
        let row = self.provider(name)?;
        if self.session.is(&row.owner) || self.manages(&self.metastore()?)? {
            return Ok(row);
        }
        Err(WsError::denied(format!(
            "User is not an owner of Provider '{}'.",
            row.name
        )))
    }

    fn require_free_provider(&self, name: &str) -> WsResult<()> {
        match self.provider(name) {
            Ok(_) => {
                let text = format!("Provider '{name}' already exists");
                Err(WsError::new("PROVIDER_ALREADY_EXISTS", 400, text))
            }
            Err(error) if error.status == 404 => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn provider(row: &Row<'_>) -> rusqlite::Result<ProviderRow> {
    Ok(ProviderRow {
        id: row.get("id")?,
        name: row.get("name")?,
        authentication_type: row.get("authentication_type")?,
        profile_version: row.get("profile_version")?,
        endpoint: row.get("endpoint")?,
        owner: row.get("owner")?,
        comment: row.get("comment")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
    })
}
