//! Resolution of names, and the edits that give them their new parts.

use super::Walker;
use super::builtin::is_builtin;
use super::chain::{Chain, Part};
use super::relation::Named;
use super::scope::{Binding, Meaning, ScopeId, same};
use crate::edit::Edit;
use crate::reference::{Access, RefKind, Reference, Verdict, WarningKind};
use crate::refusal::{Fault, Reason};
use crate::{Ident, QName};

/// How many parts a full name has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    Catalog = 1,
    Schema = 2,
    Object = 3,
}

/// Schemas of two-part names that are file formats: the second part is a path.
const FORMATS: &[&str] = &[
    "delta",
    "parquet",
    "csv",
    "json",
    "text",
    "orc",
    "avro",
    "binaryfile",
    "iceberg",
    "xml",
    "hudi",
    "excel",
];

impl<'a> Walker<'a> {
    /// Takes a name as the name of an object, schema or catalog, and renames it.
    ///
    /// Returns the full name and what it becomes; none when it names nothing of the catalog.
    pub(super) fn object(
        &mut self,
        chain: &Chain<'a>,
        rank: Rank,
        kind: RefKind,
        access: Access,
    ) -> Result<Option<(QName, Option<QName>)>, Fault> {
        if chain.opaque {
            if chain.parts.iter().any(|part| self.mentions(&part.value)) {
                return Err(Fault::new(chain.span.start, Reason::Computed));
            }
            self.opaque(chain, access);
            return Ok(None);
        }
        if chain.star || chain.parts.len() > rank as usize || chain.parts.is_empty() {
            let found = self
                .text
                .get(chain.span.clone())
                .unwrap_or_default()
                .to_owned();
            let what = "a name of at most three parts";
            return Err(Fault::new(
                chain.span.start,
                Reason::Expected { what, found },
            ));
        }
        if is_outside(&chain.parts, kind) {
            self.refer(
                chain,
                chain.parts.len(),
                kind,
                access,
                None,
                Verdict::OutOfScope,
            );
            return Ok(None);
        }
        let full = self.complete(&chain.parts, rank);
        let to = self.mapping.map_name(&full);
        self.rename(chain, &full, to.as_ref(), rank)?;
        let verdict = verdict(&full, to.as_ref());
        let kind = if chain.constant {
            RefKind::Constant
        } else {
            kind
        };
        self.refer(
            chain,
            chain.parts.len(),
            kind,
            access,
            Some(full.clone()),
            verdict,
        );
        Ok(Some((full, to)))
    }

    /// Takes a name as that of a function. A single part is a built-in, or found in the current
    /// schema; only an entry for that very function renames it.
    pub(super) fn function(&mut self, chain: &Chain<'a>, access: Access) -> Result<Named, Fault> {
        let built_in = match chain.parts.as_slice() {
            [only] if !chain.opaque => !only.quoted && is_builtin(&only.value),
            _ => return self.object(chain, Rank::Object, RefKind::Function, access),
        };
        if built_in {
            return Ok(None);
        }
        let full = self.complete(&chain.parts, Rank::Object);
        let entry = self.mapping.objects.get(&full).cloned();
        if entry.is_some() {
            self.rename(chain, &full, entry.as_ref(), Rank::Object)?;
        }
        let named = (full.clone(), entry.clone());
        let to = entry.or_else(|| self.mapping.map_name(&full));
        let verdict = verdict(&full, to.as_ref());
        self.refer(chain, 1, RefKind::Function, access, Some(full), verdict);
        Ok(Some(named))
    }

    /// Takes a name as a column: renames its qualifier if that is a table.
    pub(super) fn column(&mut self, chain: &Chain<'a>, scope: ScopeId) -> Result<(), Fault> {
        let count = chain.parts.len();
        if chain.opaque || (count < 2 && !chain.star) {
            return Ok(());
        }
        // All parts of `a.b.c.*` can be the table; of `a.b.c`, the last is the column.
        let longest = if chain.star { count } else { count - 1 };
        match self.meaning(scope, &chain.parts, longest) {
            Meaning::Local => Ok(()),
            Meaning::Ambiguous => {
                let name = self
                    .text
                    .get(chain.span.clone())
                    .unwrap_or_default()
                    .to_owned();
                Err(Fault::new(chain.span.start, Reason::Ambiguous { name }))
            }
            Meaning::Table { parts, full, to } => {
                if let Some(to) = &to {
                    self.replace_parts(chain, parts, to, 0)?;
                }
                let verdict = verdict(&full, to.as_ref());
                let kind = RefKind::ColumnQualifier;
                self.refer(chain, parts, kind, Access::Read, Some(full), verdict);
                Ok(())
            }
        }
    }

    /// Binds a relation that was named without an alias.
    pub(super) fn bind_table(&mut self, scope: ScopeId, named: Option<(QName, Option<QName>)>) {
        if let Some((full, to)) = named {
            self.bind(scope, Binding::Table { full, to });
        }
    }

    /// The full name, with the current catalog and schema where they are not written.
    fn complete(&self, parts: &[Part<'_>], rank: Rank) -> QName {
        let current = [&self.source.catalog, &self.source.schema];
        let missing = (rank as usize).saturating_sub(parts.len());
        let written = parts.iter().map(|part| Ident::new(part.value.as_ref()));
        QName::new(current.into_iter().take(missing).cloned().chain(written))
    }

    /// Writes a name so that it means `to` in the namespace of the output.
    fn rename(
        &mut self,
        chain: &Chain<'a>,
        full: &QName,
        to: Option<&QName>,
        rank: Rank,
    ) -> Result<(), Fault> {
        if to.is_none() && self.source == self.target {
            return Ok(());
        }
        let to = to.unwrap_or(full);
        let written = chain.parts.len();
        let current = [&self.target.catalog, &self.target.schema];
        let implied = (rank as usize).saturating_sub(1);
        let agree = to
            .parts()
            .iter()
            .zip(current)
            .take(implied)
            .take_while(|(a, b)| a == b);
        let needed = match (rank, agree.count()) {
            (Rank::Object, 2) | (Rank::Schema, 1) | (Rank::Catalog, _) => 1,
            (Rank::Object, 1) | (Rank::Schema, _) => 2,
            (Rank::Object, _) => 3,
        };
        self.replace_parts(chain, written, to, needed.max(written) - written)
    }

    /// Gives the first `count` parts the values of the end of `to`, with `more` parts before them.
    fn replace_parts(
        &mut self,
        chain: &Chain<'a>,
        count: usize,
        to: &QName,
        more: usize,
    ) -> Result<(), Fault> {
        let start = to.len().saturating_sub(count);
        let prefix = to
            .parts()
            .get(start.saturating_sub(more)..start)
            .unwrap_or_default();
        let values = to.parts().get(start..).unwrap_or_default();
        for (number, (part, value)) in chain.parts.iter().zip(values).take(count).enumerate() {
            let changed = !same(&part.value, value.as_str());
            let before = if number == 0 { prefix } else { &[] };
            if !changed && before.is_empty() {
                continue;
            }
            let mut text = String::new();
            for part in before {
                text.push_str(&part.to_string());
                text.push('.');
            }
            if changed {
                text.push_str(&if part.quoted {
                    value.quoted()
                } else {
                    value.to_string()
                });
            }
            if let Some(quoting) = part.literal {
                text = quoting.escape(&text).ok_or_else(|| {
                    let (name, place) = (value.to_string(), "a raw string");
                    Fault::new(part.span.start, Reason::Unwritable { name, place })
                })?;
            }
            let end = if changed {
                part.span.end
            } else {
                part.span.start
            };
            self.findings.edits.push(Edit {
                span: part.span.start..end,
                text,
            });
        }
        Ok(())
    }

    /// Notes a reference whose name is only known while running.
    pub(super) fn opaque(&mut self, chain: &Chain<'a>, access: Access) {
        self.warn(chain.span.clone(), WarningKind::Dynamic);
        self.refer(chain, 0, RefKind::Constant, access, None, Verdict::Opaque);
    }

    fn refer(
        &mut self,
        chain: &Chain<'a>,
        count: usize,
        kind: RefKind,
        access: Access,
        resolved: Option<QName>,
        verdict: Verdict,
    ) {
        let parts = chain.parts.iter().take(count);
        let span = match (chain.parts.first(), parts.clone().next_back()) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => chain.span.clone(),
        };
        let parts = parts.map(|part| Ident::new(part.value.as_ref())).collect();
        self.findings.references.push(Reference {
            span,
            parts,
            kind,
            access,
            resolved,
            verdict,
        });
    }
}

/// What the mapping does with a name.
pub(super) fn verdict(full: &QName, to: Option<&QName>) -> Verdict {
    match to {
        None => Verdict::OutOfScope,
        Some(to) if to == full => Verdict::Retained,
        Some(to) => Verdict::Remapped { to: to.clone() },
    }
}

/// Names that lead out of every catalog: paths of files, built-ins and temporary objects.
fn is_outside(parts: &[Part<'_>], kind: RefKind) -> bool {
    let [schema, leaf] = parts else { return false };
    match kind {
        RefKind::Function => same(&schema.value, "builtin") || same(&schema.value, "session"),
        RefKind::Relation | RefKind::Stream => {
            same(&schema.value, "global_temp")
                || (leaf.quoted
                    && leaf.value.contains(['/', ':'])
                    && FORMATS.iter().any(|format| same(&schema.value, format)))
        }
        _ => false,
    }
}
