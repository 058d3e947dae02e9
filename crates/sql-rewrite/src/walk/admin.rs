//! Statements that name one object and have no query: `DROP`, `OPTIMIZE`, `GRANT`, `USE`, …

use super::Walker;
use super::names::Rank;
use super::scope::ScopeId;
use crate::Ident;
use crate::lex::{Kw, TokKind};
use crate::reference::{Access, RefKind};
use crate::refusal::{Fault, Reason};

impl<'a> Walker<'a> {
    /// Walks through a statement by its head.
    pub(super) fn admin(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        match self.kw(lo) {
            Kw::Drop if self.kw(lo + 1) == Kw::Policy => {
                let on = (lo..hi).find(|at| self.kw(*at) == Kw::On).unwrap_or(hi);
                self.noun_and_name(on + 1, Access::Write)?
            }
            Kw::Set | Kw::Unset => return self.tag(lo),
            Kw::Refresh if self.kw(lo + 1) == Kw::Foreign => {
                self.noun_and_name(lo + 2, Access::Write)?
            }
            Kw::Drop | Kw::Undrop | Kw::Truncate | Kw::Refresh | Kw::Repair | Kw::Uncache => {
                self.noun_and_name(lo + 1, Access::Write)?
            }
            Kw::Desc | Kw::Describe
                if self.starts_query(lo + 1) && self.kw(lo + 1) != Kw::Table =>
            {
                return self.query(lo + 1, hi, scope).map(drop);
            }
            Kw::Desc | Kw::Describe
                if self.is_word(lo + 1, "query") && self.starts_query(lo + 2) =>
            {
                return self.query(lo + 2, hi, scope).map(drop);
            }
            Kw::Desc | Kw::Describe | Kw::Analyze => self.noun_and_name(lo + 1, Access::Read)?,
            // CONVERT TO DELTA t
            Kw::Convert if self.kw(lo + 1) == Kw::To && self.kw(lo + 2) == Kw::Delta => {
                self.noun_and_name(lo + 3, Access::Write)?
            }
            Kw::Generate => {
                let table = (lo..hi).find(|at| self.words(*at, &[Kw::For, Kw::Table]));
                self.noun_and_name(table.map_or(hi, |at| at + 1), Access::Read)?
            }
            Kw::Cache if self.starts_query(lo + 1) && self.kw(lo + 1) != Kw::Table => {
                return self.query(lo + 1, hi, scope).map(drop);
            }
            Kw::Msck | Kw::Fsck => self.noun_and_name(lo + 2, Access::Write)?,
            Kw::Vacuum | Kw::Restore => self.noun_and_name(lo + 1, Access::Write)?,
            Kw::Optimize | Kw::Reorg => return self.maintain(lo, hi, scope),
            Kw::Cache => return self.cache(lo, hi, scope),
            Kw::Comment => {
                let at = self.expect_kw(lo + 1, Kw::On, "ON")?;
                return self.comment(at);
            }
            Kw::Grant | Kw::Revoke | Kw::Deny => return self.grant(lo, hi),
            Kw::Show => return self.show(lo, hi),
            _ => return Err(self.unknown(lo)),
        };
        Ok(())
    }

    /// `OPTIMIZE t WHERE x`, `REORG TABLE t WHERE x`.
    fn maintain(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let inner = self.child_scope(scope);
        let at = lo + 1 + usize::from(self.kw(lo + 1) == Kw::Table);
        let (named, end) = self.written(at, RefKind::Relation)?;
        self.bind_table(inner, named);
        self.expression(end, hi, inner)
    }

    /// `SET TAG ON TABLE t k = v`.
    fn tag(&mut self, lo: usize) -> Result<(), Fault> {
        let at = self.expect_kw(lo + 2, Kw::On, "ON")?;
        self.comment(at)
    }

    /// `[TABLE | VIEW | …] [IF EXISTS] name`.
    fn noun_and_name(&mut self, lo: usize, access: Access) -> Result<usize, Fault> {
        let mut at = lo;
        let (mut rank, mut kind) = (Rank::Object, RefKind::Relation);
        loop {
            match self.kw(at) {
                Kw::Schema | Kw::Database => (rank, kind) = (Rank::Schema, RefKind::Schema),
                Kw::Catalog => (rank, kind) = (Rank::Catalog, RefKind::Catalog),
                Kw::Function | Kw::Procedure => kind = RefKind::Function,
                Kw::Volume => kind = RefKind::Volume,
                Kw::Table
                | Kw::View
                | Kw::Materialized
                | Kw::Streaming
                | Kw::Temporary
                | Kw::Extended
                | Kw::Formatted
                | Kw::Detail
                | Kw::History
                | Kw::External
                | Kw::If
                | Kw::Exists
                | Kw::Full
                | Kw::Not => {}
                _ => break,
            }
            if !self.is_name(at + 1) {
                break;
            }
            at += 1;
        }
        let chain = self.chain(at)?;
        self.object(&chain, rank, kind, access)?;
        Ok(chain.end)
    }

    /// `CACHE [LAZY] TABLE t [AS query]`.
    fn cache(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut at = lo + 1;
        while at < hi && self.kw(at) != Kw::Table {
            at += 1;
        }
        let chain = self.chain(at + 1)?;
        let mut end = chain.end;
        while end < hi && !self.starts_query(end) {
            end = self.past(end);
        }
        if end < hi {
            // The cached query gets a name of the session.
            return self.query(end, hi, scope).map(drop);
        }
        self.object(&chain, Rank::Object, RefKind::Relation, Access::Read)?;
        Ok(())
    }

    /// `COMMENT ON TABLE t IS '…'`.
    fn comment(&mut self, at: usize) -> Result<(), Fault> {
        if self.kw(at) != Kw::Column {
            return self.noun_and_name(at, Access::Write).map(drop);
        }
        let mut chain = self.chain(at + 1)?;
        // The last part is the column.
        chain.parts.pop();
        self.object(&chain, Rank::Object, RefKind::Relation, Access::Write)?;
        Ok(())
    }

    /// `GRANT SELECT ON TABLE t TO p`.
    fn grant(&mut self, lo: usize, hi: usize) -> Result<(), Fault> {
        let mut at = lo + 1;
        while at < hi && self.kw(at) != Kw::On {
            at = self.past(at);
        }
        let at = self.expect_kw(at, Kw::On, "ON")?;
        let known = matches!(
            self.kw(at),
            Kw::Table
                | Kw::View
                | Kw::Schema
                | Kw::Database
                | Kw::Catalog
                | Kw::Function
                | Kw::Procedure
                | Kw::Volume
                | Kw::Materialized
                | Kw::Streaming
        );
        // Other kinds of securables (METASTORE, EXTERNAL LOCATION, …) are in no catalog.
        let next = self.at(at + 1);
        if !known && self.is_name(at) && next.is_name() && !matches!(next.kw, Kw::To | Kw::From) {
            return Ok(());
        }
        if self.is_word(at, "metastore") {
            return Ok(());
        }
        self.noun_and_name(at, Access::Write).map(drop)
    }

    /// `SHOW TABLES IN s`, `SHOW COLUMNS IN t`, `SHOW CREATE TABLE t`.
    fn show(&mut self, lo: usize, hi: usize) -> Result<(), Fault> {
        if self.kw(lo + 1) == Kw::Create {
            return self.noun_and_name(lo + 2, Access::Read).map(drop);
        }
        let what = self.slice(self.at(lo + 1)).to_ascii_lowercase();
        let (rank, kind) = match what.as_str() {
            "schemas" | "databases" => (Rank::Catalog, RefKind::Catalog),
            "tables" | "views" | "functions" | "volumes" | "procedures" | "user" | "all" => {
                (Rank::Schema, RefKind::Schema)
            }
            "columns" | "partitions" | "tblproperties" => (Rank::Object, RefKind::Relation),
            "catalogs" | "grants" | "current" => return self.show_grants(lo, hi, &what),
            _ => return Err(self.unknown(lo)),
        };
        let mut at = lo + 2;
        if matches!(what.as_str(), "partitions" | "tblproperties") {
            let chain = self.chain(at)?;
            return self.object(&chain, rank, kind, Access::Read).map(drop);
        }
        let mut named = false;
        while at < hi {
            if matches!(self.kw(at), Kw::In | Kw::From) && self.is_name(at + 1) {
                // SHOW COLUMNS IN t IN s splits a name.
                if std::mem::replace(&mut named, true) {
                    return self.expected(at, "one name");
                }
                let chain = self.chain(at + 1)?;
                self.object(&chain, rank, kind, Access::Read)?;
                at = chain.end;
            } else {
                at = self.past(at);
            }
        }
        Ok(())
    }

    fn show_grants(&mut self, lo: usize, hi: usize, what: &str) -> Result<(), Fault> {
        match (lo..hi).find(|at| self.kw(*at) == Kw::On) {
            Some(on) if what == "grants" => self.noun_and_name(on + 1, Access::Read).map(drop),
            _ => Ok(()),
        }
    }

    /// `USE CATALOG c`, `USE [SCHEMA] [c.]s`: names resolve there from here on.
    pub(super) fn use_namespace(&mut self, lo: usize, hi: usize) -> Result<(), Fault> {
        let noun = self.kw(lo + 1);
        let named = matches!(noun, Kw::Catalog | Kw::Schema | Kw::Database)
            && lo + 2 < hi
            && self.kind(lo + 2) != TokKind::Dot;
        let at = lo + 1 + usize::from(named);
        let unknown = Fault::new(self.at(at).start as usize, Reason::UnknownNamespace);
        if self.conditional {
            return Err(unknown);
        }
        let (rank, kind) = if noun == Kw::Catalog && named {
            (Rank::Catalog, RefKind::Catalog)
        } else {
            (Rank::Schema, RefKind::Schema)
        };
        if self.at(at).is_string() {
            return Err(unknown);
        }
        let chain = self.chain(at)?;
        if chain.end != hi {
            return self.expected(chain.end, "the end of the statement");
        }
        let Some((full, to)) = self.object(&chain, rank, kind, Access::Read)? else {
            return Err(unknown);
        };
        let to = to.unwrap_or_else(|| full.clone());
        for (namespace, name) in [(&mut self.source, full), (&mut self.target, to)] {
            match name.parts() {
                [catalog] => {
                    namespace.catalog = catalog.clone();
                    namespace.schema = Ident::new("default");
                }
                [catalog, schema] => {
                    namespace.catalog = catalog.clone();
                    namespace.schema = schema.clone();
                }
                _ => return Err(unknown),
            }
        }
        Ok(())
    }
}
