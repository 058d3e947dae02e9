//! Grants: read, changed, and what they amount to with those of the parents.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;

use super::{Access, Privilege};
use crate::catalog::{Catalog, Chain, Kind, Securable};
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::identity::{Session, require_principal};

/// One privilege of one principal on one securable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who holds it.
    pub principal: String,
    /// What is held.
    pub privilege: Privilege,
    /// Who granted it.
    pub grantor: String,
    /// When, in epoch milliseconds.
    pub granted_at: i64,
}

/// A grant that counts on a securable, and where it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveGrant {
    /// The grant.
    pub grant: Grant,
    /// The parent it was made on; `None` when on the securable itself.
    pub inherited_from: Option<(Kind, String)>,
}

/// What to add and remove for one principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantChange {
    /// Whose privileges change.
    pub principal: String,
    /// What is granted.
    pub add: Vec<Privilege>,
    /// What is revoked; `ALL_PRIVILEGES` revokes everything the principal holds here.
    pub remove: Vec<Privilege>,
}

impl Catalog {
    /// The grants on a securable itself, ordered by principal and privilege.
    ///
    /// Who manages the securable sees all; others see their own and their groups'.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn grants(
        &self,
        session: &Session,
        kind: Kind,
        full_name: &str,
        principal: Option<&str>,
    ) -> WsResult<Vec<Grant>> {
        self.read(session, |access| {
            let chain = access.find_visible(kind, full_name)?;
            let all = access.manages(&chain)?;
            let mut grants = access.direct_grants(chain.object())?;
            grants.retain(|grant| {
                (all || session.is(&grant.principal))
                    && principal.is_none_or(|name| name.eq_ignore_ascii_case(&grant.principal))
            });
            Ok(grants)
        })
    }

    /// The grants that count on a securable: its own and those of its parents.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn effective_grants(
        &self,
        session: &Session,
        kind: Kind,
        full_name: &str,
        principal: Option<&str>,
    ) -> WsResult<Vec<EffectiveGrant>> {
        self.read(session, |access| {
            let chain = access.find_visible(kind, full_name)?;
            let all = access.manages(&chain)?;
            let mut found = access.inherited_grants(&chain)?;
            found.retain(|effective| {
                let name = &effective.grant.principal;
                (all || session.is(name))
                    && principal.is_none_or(|wanted| wanted.eq_ignore_ascii_case(name))
            });
            Ok(found)
        })
    }

    /// Grants and revokes on one securable, all or nothing.
    ///
    /// # Errors
    /// When the caller does not manage it, a principal does not exist, a privilege does not apply,
    /// or one is both added and removed.
    pub fn change_grants(
        &self,
        session: &Session,
        kind: Kind,
        full_name: &str,
        changes: &[GrantChange],
    ) -> WsResult<Vec<Grant>> {
        self.write(session, |access| {
            let chain = access.find(kind, full_name)?;
            access.require_manage(&chain)?;
            for change in changes {
                access.change_grant(chain.object(), change)?;
            }
            access.direct_grants(chain.object())
        })
    }
}

impl Access<'_> {
    /// The grants on the securable itself.
    pub(crate) fn direct_grants(&self, securable: &Securable) -> WsResult<Vec<Grant>> {
        let mut statement = self.tx.prepare_cached(
            "SELECT principal, privilege, grantor, granted_at FROM privilege_grant
             WHERE securable_id = ?1 ORDER BY principal, privilege",
        )?;
        let mut rows = statement.query([&securable.id])?;
        let mut grants = Vec::new();
        while let Some(row) = rows.next()? {
            let privilege: String = row.get(1)?;
            grants.push(Grant {
                principal: row.get(0)?,
                privilege: Privilege::parse(&privilege)?,
                grantor: row.get(2)?,
                granted_at: row.get(3)?,
            });
        }
        Ok(grants)
    }

    /// Own grants first, then those of the parents that apply to this kind, nearest parent first.
    pub(crate) fn inherited_grants(&self, chain: &Chain) -> WsResult<Vec<EffectiveGrant>> {
        let object = chain.object();
        let mut seen = BTreeMap::<String, BTreeSet<Privilege>>::new();
        let mut found = Vec::new();
        for link in chain.links().rev() {
            if link.kind == Kind::Metastore && object.kind != Kind::Metastore {
                continue;
            }
            for grant in self.direct_grants(link)? {
                let counts = grant.privilege.applies_to(object.kind);
                if counts
                    && seen
                        .entry(grant.principal.clone())
                        .or_default()
                        .insert(grant.privilege)
                {
                    let inherited_from =
                        (link.id != object.id).then(|| (link.kind, link.full_name.clone()));
                    found.push(EffectiveGrant {
                        grant,
                        inherited_from,
                    });
                }
            }
        }
        Ok(found)
    }

    fn change_grant(&self, object: &Securable, change: &GrantChange) -> WsResult<()> {
        if change
            .add
            .iter()
            .any(|privilege| change.remove.contains(privilege))
        {
            return Err(WsError::invalid(format!(
                "Duplicate privileges to add and delete for principal {}.",
                change.principal
            )));
        }
        for privilege in change.add.iter().chain(&change.remove) {
            if !privilege.applies_to(object.kind) {
                return Err(WsError::invalid(format!(
                    "Privilege {} is not applicable to this entity [{}:{}/{}]. If this seems unexpected, please check the privilege version of the metastore in use.",
                    privilege.sql(),
                    object.full_name,
                    object.kind.as_str(),
                    object.kind_label(),
                )));
            }
        }
        if change.remove.contains(&Privilege::AllPrivileges) {
            self.tx.execute(
                "DELETE FROM privilege_grant WHERE securable_id = ?1 AND principal = ?2 COLLATE NOCASE",
                params![object.id, change.principal],
            )?;
        }
        for privilege in &change.remove {
            self.tx.execute(
                "DELETE FROM privilege_grant
                 WHERE securable_id = ?1 AND principal = ?2 COLLATE NOCASE AND privilege = ?3",
                params![object.id, change.principal, privilege.as_str()],
            )?;
        }
        if change.add.is_empty() {
            return Ok(());
        }
        let principal = require_principal(self.tx, &change.principal)?;
        for privilege in &change.add {
            self.tx.execute(
                "INSERT OR IGNORE INTO privilege_grant (securable_id, principal, privilege, grantor, granted_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![object.id, principal.name, privilege.as_str(), self.session.user(), now_ms()],
            )?;
        }
        Ok(())
    }
}
