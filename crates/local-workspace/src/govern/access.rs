//! The answers to "may this caller do that here".
//!
//! A securable's owner holds every privilege on it. A grant on a parent counts for what is below.
//! Who manages a parent (owns it, or holds `MANAGE` on it) manages what is below: it may see,
//! alter, drop and grant, but reads data only by a grant or as owner. To use anything below a
//! catalog and a schema takes `USE CATALOG` and `USE SCHEMA` on them.

use rusqlite::{Transaction, params};

use super::Privilege;
use crate::catalog::{Catalog, Chain, Kind, Securable};
use crate::error::{WsError, WsResult};
use crate::identity::Session;

/// Whether `session` holds `privilege` on the securable and may use its parents.
///
/// # Errors
/// When the securable does not exist.
pub fn can(
    catalog: &Catalog,
    session: &Session,
    privilege: Privilege,
    kind: Kind,
    full_name: &str,
) -> WsResult<bool> {
    match require(catalog, session, privilege, kind, full_name) {
        Ok(()) => Ok(true),
        Err(error) if error.code == "PERMISSION_DENIED" => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses unless `session` holds `privilege` on the securable and may use its parents.
///
/// # Errors
/// `PERMISSION_DENIED` that names the missing privilege, or that the securable does not exist.
pub fn require(
    catalog: &Catalog,
    session: &Session,
    privilege: Privilege,
    kind: Kind,
    full_name: &str,
) -> WsResult<()> {
    catalog.read(session, |access| {
        let chain = access.find(kind, full_name)?;
        access.require(privilege, &chain)
    })
}

/// How much of an object a caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    None,
    Browse,
    Full,
}

/// The rights of one caller within one transaction.
pub(crate) struct Access<'a> {
    pub(crate) tx: &'a Transaction<'a>,
    pub(crate) session: &'a Session,
    pub(crate) catalog: &'a Catalog,
}

impl Access<'_> {
    /// Whether the caller owns this very securable.
    pub(crate) fn owns(&self, securable: &Securable) -> bool {
        self.session.is(&securable.owner)
    }

    /// Whether the caller may alter, drop and grant on the last link.
    pub(crate) fn manages(&self, chain: &Chain) -> WsResult<bool> {
        for link in chain.links() {
            if self.owns(link) || self.granted(&link.id, |p| p == Privilege::Manage)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the caller holds `privilege` on the last link; does not look at `USE` of parents.
    pub(crate) fn holds(&self, privilege: Privilege, chain: &Chain) -> WsResult<bool> {
        let object = chain.object();
        if self.owns(object) || open_to_all(privilege, object) {
            return Ok(true);
        }
        if !privilege.opens_data() && self.manages(chain)? {
            return Ok(true);
        }
        let all = |p| p == Privilege::AllPrivileges && privilege.in_all();
        for link in chain.links() {
            if self.granted(&link.id, |p| p == privilege || all(p))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Refuses unless the caller may use the parents of the last link.
    pub(crate) fn require_use_of_parents(&self, chain: &Chain) -> WsResult<()> {
        self.require_bound(chain)?;
        for parent in chain.parents() {
            let privilege = match parent.object().kind {
                Kind::Catalog => Privilege::UseCatalog,
                Kind::Schema => Privilege::UseSchema,
                _ => continue,
            };
            self.require_held(privilege, &parent)?;
        }
        Ok(())
    }

    /// Refuses unless the caller may use the parents and holds `privilege`.
    pub(crate) fn require(&self, privilege: Privilege, chain: &Chain) -> WsResult<()> {
        self.require_use_of_parents(chain)?;
        self.require_held(privilege, chain)
    }

    /// Refuses unless the caller manages the last link.
    pub(crate) fn require_manage(&self, chain: &Chain) -> WsResult<()> {
        self.require_use_of_parents(chain)?;
        if self.manages(chain)? {
            return Ok(());
        }
        let object = chain.object();
        Err(WsError::denied(format!(
            "User is not an owner of {} '{}'.",
            object.kind.label(),
            object.full_name
        )))
    }

    /// How much of the last link the caller sees.
    pub(crate) fn sight(&self, chain: &Chain) -> WsResult<Sight> {
        if !self.is_bound(chain)? {
            return Ok(Sight::None);
        }
        if self.sees_fully(chain)? {
            return Ok(Sight::Full);
        }
        Ok(if self.holds_browse(chain)? {
            Sight::Browse
        } else {
            Sight::None
        })
    }

    fn sees_fully(&self, chain: &Chain) -> WsResult<bool> {
        if let Some(parent) = chain.parent()
            && self.manages(&parent)?
        {
            return Ok(true);
        }
        for parent in chain.parents() {
            let usable = match parent.object().kind {
                Kind::Catalog => self.holds(Privilege::UseCatalog, &parent)?,
                Kind::Schema => self.holds(Privilege::UseSchema, &parent)?,
                _ => true,
            };
            if !usable {
                return Ok(false);
            }
        }
        if self.manages(chain)? {
            return Ok(true);
        }
        let kind = chain.object().kind;
        match kind {
            Kind::Metastore => Ok(true),
            Kind::Catalog => self.holds(Privilege::UseCatalog, chain),
            Kind::Schema => self.holds(Privilege::UseSchema, chain),
            _ => {
                for link in chain.links() {
                    let beyond_browse = |p: Privilege| p.applies_to(kind) && p != Privilege::Browse;
                    if self.granted(&link.id, beyond_browse)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// `BROWSE` shows metadata without any right to use the parents; `ALL PRIVILEGES` holds it.
    fn holds_browse(&self, chain: &Chain) -> WsResult<bool> {
        for link in chain.links() {
            let browse = |p| matches!(p, Privilege::Browse | Privilege::AllPrivileges);
            if link.kind != Kind::Metastore && self.granted(&link.id, browse)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The object of this kind and name, when the caller sees it; else what is missing is named.
    pub(crate) fn find_visible(&self, kind: Kind, full_name: &str) -> WsResult<Chain> {
        let chain = self.find(kind, full_name)?;
        match self.sight(&chain)? {
            Sight::Full => Ok(chain),
            Sight::Browse => Ok(chain.browsed()),
            Sight::None => {
                self.require_use_of_parents(&chain)?;
                Err(needs(chain.object()))
            }
        }
    }

    fn is_bound(&self, chain: &Chain) -> WsResult<bool> {
        let catalog = chain.links().find(|link| link.kind == Kind::Catalog);
        catalog.map_or(Ok(true), |catalog| self.bound_here(&catalog.id))
    }

    /// Refuses when the catalog is isolated from this workspace.
    fn require_bound(&self, chain: &Chain) -> WsResult<()> {
        if self.is_bound(chain)? {
            return Ok(());
        }
        Err(WsError::denied(format!(
            "Catalog '{}' is not accessible in current workspace",
            chain.name_at(1)
        )))
    }

    fn require_held(&self, privilege: Privilege, chain: &Chain) -> WsResult<()> {
        if self.holds(privilege, chain)? {
            Ok(())
        } else {
            Err(missing(privilege, chain.object()))
        }
    }

    fn granted(&self, id: &str, wanted: impl Fn(Privilege) -> bool) -> WsResult<bool> {
        let mut statement = self.tx.prepare_cached(
            "SELECT principal, privilege FROM privilege_grant WHERE securable_id = ?1",
        )?;
        let mut rows = statement.query(params![id])?;
        while let Some(row) = rows.next()? {
            let principal = row.get_ref(0)?.as_str().map_err(WsError::internal)?;
            let privilege = row.get_ref(1)?.as_str().map_err(WsError::internal)?;
            if wanted(Privilege::parse(privilege)?) && self.session.is(principal) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Everybody who may use a catalog may read its `information_schema`, which filters by itself;
/// everybody may use the `system` catalog.
fn open_to_all(privilege: Privilege, object: &Securable) -> bool {
    object.system
        && matches!(
            privilege,
            Privilege::UseCatalog | Privilege::UseSchema | Privilege::Select
        )
}

/// What it takes to see the object as a whole.
pub(crate) fn needs(object: &Securable) -> WsError {
    let privilege = match object.kind {
        Kind::Catalog | Kind::Metastore => Privilege::UseCatalog,
        Kind::Schema => Privilege::UseSchema,
        Kind::Table => Privilege::Select,
        Kind::Volume => Privilege::ReadVolume,
        Kind::Function | Kind::Model => Privilege::Execute,
    };
    missing(privilege, object)
}

fn missing(privilege: Privilege, object: &Securable) -> WsError {
    WsError::denied(format!(
        "User does not have {} on {} '{}'.",
        privilege.sql(),
        object.kind.label(),
        object.full_name
    ))
}
