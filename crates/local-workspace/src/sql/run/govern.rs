//! `GRANT`, `REVOKE`, `SHOW GRANTS`, tags, `COMMENT ON`.

use super::Run;
use crate::catalog::{Kind, MetaPatch, TagTarget};
use crate::error::{WsError, WsResult};
use crate::govern::{GrantChange, Privilege};
use crate::runner::SqlResult;
use crate::sql::ast::{self, TagChange, Target};
use crate::sql::result::{Cell, rows};

impl Run<'_> {
    /// `GRANT` and `REVOKE`.
    pub(super) fn grant(&self, grant: &ast::GrantChange) -> WsResult<SqlResult> {
        let (kind, name) = self.securable(&grant.target)?;
        let privileges: WsResult<Vec<Privilege>> = grant
            .privileges
            .iter()
            .map(|name| Privilege::parse(name))
            .collect();
        let (add, remove) = if grant.revoke {
            (Vec::new(), privileges?)
        } else {
            (privileges?, Vec::new())
        };
        let change = GrantChange {
            principal: grant.principal.clone(),
            add,
            remove,
        };
        self.catalog()
            .change_grants(self.caller(), kind, &name, &[change])?;
        Ok(SqlResult::default())
    }

    /// `SHOW GRANTS`: what counts on the object, each with the object it was granted on.
    pub(super) fn show_grants(&self, target: &Target, of: Option<&str>) -> WsResult<SqlResult> {
        let (kind, name) = self.securable(target)?;
        let grants = self
            .catalog()
            .effective_grants(self.caller(), kind, &name, of)?;
        let metastore = || self.catalog().metastore().id.clone();
        Ok(rows(
            &[
                ("Principal", "STRING"),
                ("ActionType", "STRING"),
                ("ObjectType", "STRING"),
                ("ObjectKey", "STRING"),
            ],
            grants.into_iter().map(|found| {
                let (kind, key) = found.inherited_from.unwrap_or_else(|| (kind, name.clone()));
                let key = if kind == Kind::Metastore {
                    metastore()
                } else {
                    key
                };
                vec![
                    Cell::from(found.grant.principal),
                    Cell::from(found.grant.privilege.sql()),
                    Cell::from(kind.as_str()),
                    Cell::from(key),
                ]
            }),
        ))
    }

    /// `SET TAG ON`, `UNSET TAG ON`, `ALTER ... SET TAGS`, `ALTER ... UNSET TAGS`.
    pub(super) fn tag(&self, target: &Target, change: &TagChange) -> WsResult<SqlResult> {
        let target = if target.kind == ast::Kind::Column {
            let (table, column) = self.column(&target.name)?;
            TagTarget::column(&table.to_string(), &column)
        } else {
            let (kind, name) = self.securable(target)?;
            TagTarget::object(kind, &name)
        };
        self.change_tags(&target, change)
    }

    pub(super) fn change_tags(
        &self,
        target: &TagTarget,
        change: &TagChange,
    ) -> WsResult<SqlResult> {
        match change {
            TagChange::Set(tags) => {
                let tags = tags.iter().cloned().collect();
                self.catalog().set_tags(self.caller(), target, &tags)?;
            }
            TagChange::Unset(keys) => self.catalog().unset_tags(self.caller(), target, keys)?,
        }
        Ok(SqlResult::default())
    }

    /// `COMMENT ON`.
    pub(super) async fn comment(
        &self,
        target: &Target,
        comment: Option<&str>,
    ) -> WsResult<SqlResult> {
        if target.kind == ast::Kind::Column {
            let (table, column) = self.column(&target.name)?;
            return self
                .comment_column(&table, &[column], comment.unwrap_or_default())
                .await;
        }
        let (kind, name) = self.securable(target)?;
        if matches!(target.kind, ast::Kind::Model) {
            return Err(WsError::unsupported("COMMENT ON MODEL"));
        }
        let patch = MetaPatch {
            comment: Some(comment.unwrap_or_default().to_owned()),
            ..MetaPatch::default()
        };
        self.catalog().alter(self.caller(), kind, &name, &patch)?;
        Ok(SqlResult::default())
    }
}
