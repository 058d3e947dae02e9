//! Scopes: which relations a qualifier can mean.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Walker;
use super::chain::Part;
use crate::lex::{Kw, TokKind};
use crate::{Ident, QName};

pub(super) type ScopeId = usize;

/// From this many relations on, a scope keeps an index.
const INDEXED: usize = 16;

/// What one query level sees.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    parent: Option<ScopeId>,
    bindings: Vec<Binding<'a>>,
    /// Where the text names columns of its relations.
    columns: Vec<Columns>,
    /// Whether it is that of a pipe after a stage that named columns.
    piped: bool,
    /// Bindings by their folded last part, once there are many.
    index: BTreeMap<String, Vec<usize>>,
}

/// Tokens that tell the names of columns.
#[derive(Clone, Copy, Debug)]
pub(super) enum Columns {
    /// Names between commas.
    List(usize, usize),
    /// The list of a query.
    Query(usize, usize),
    /// The alias of an earlier stage of a pipe. Columns of tables that came through the stage keep
    /// their qualifiers, so that only the tables' columns could tell which one is meant.
    Piped(usize),
}

/// A relation of a `FROM` list as qualifiers see it.
#[derive(Clone, Debug)]
pub(super) enum Binding<'a> {
    /// Answers to this name only.
    Alias(Cow<'a, str>),
    /// Answers to its name, to schema and name, and to all three.
    Table { full: QName, to: Option<QName> },
}

/// A relation that is known before the text is walked.
#[derive(Clone, Debug)]
pub(crate) enum Seed {
    /// An alias.
    Alias(String),
    /// A table by its full name.
    Table(QName),
}

/// What a qualifier means.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// An alias, or nothing that has a name in the catalog.
    Local,
    /// The first `parts` parts are the end of a table's name.
    Table {
        parts: usize,
        full: QName,
        to: Option<QName>,
    },
    /// Tables that the mapping treats differently answer alike.
    Ambiguous,
}

impl Binding<'_> {
    fn leaf(&self) -> &str {
        match self {
            Self::Alias(name) => name,
            Self::Table { full, .. } => full.leaf(),
        }
    }

    /// Tells whether the parts, one to three, name this relation.
    fn answers(&self, parts: &[Part<'_>]) -> bool {
        match self {
            Self::Alias(name) => matches!(parts, [only] if same(&only.value, name)),
            Self::Table { full, .. } => {
                let names = full.parts().iter().rev();
                parts.len() <= full.len()
                    && parts
                        .iter()
                        .rev()
                        .zip(names)
                        .all(|(a, b)| same(&a.value, b.as_str()))
            }
        }
    }
}

/// Compares names without case.
pub(super) fn same(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        Ident::new(a) == Ident::new(b)
    }
}

impl<'a> Walker<'a> {
    /// Opens a scope inside another.
    pub(super) fn scope(&mut self, parent: Option<ScopeId>) -> ScopeId {
        self.scopes.push(Scope {
            parent,
            ..Scope::default()
        });
        self.scopes.len() - 1
    }

    pub(super) fn bind(&mut self, scope: ScopeId, binding: Binding<'a>) {
        let Some(scope) = self.scopes.get_mut(scope) else {
            return;
        };
        let number = scope.bindings.len();
        if number == INDEXED {
            for (number, binding) in scope.bindings.iter().enumerate() {
                scope
                    .index
                    .entry(binding.leaf().to_lowercase())
                    .or_default()
                    .push(number);
            }
        }
        if number >= INDEXED {
            scope
                .index
                .entry(binding.leaf().to_lowercase())
                .or_default()
                .push(number);
        }
        scope.bindings.push(binding);
    }

    pub(super) fn bind_seed(&mut self, scope: ScopeId, seed: &Seed) {
        let binding = match seed {
            Seed::Alias(name) => Binding::Alias(Cow::Owned(name.clone())),
            Seed::Table(full) => Binding::Table {
                to: self.mapping.map_name(full),
                full: full.clone(),
            },
        };
        self.bind(scope, binding);
    }

    /// The scope around a scope.
    pub(super) fn parent(&self, scope: ScopeId) -> Option<ScopeId> {
        self.scopes.get(scope).and_then(|scope| scope.parent)
    }

    /// Takes over the bindings of another scope.
    pub(super) fn adopt(&mut self, scope: ScopeId, from: ScopeId) {
        let bindings = self.scopes.get(from).map(|from| from.bindings.clone());
        for binding in bindings.unwrap_or_default() {
            self.bind(scope, binding);
        }
    }

    /// Finds what the parts before a column mean: the innermost scope first, in it the longest
    /// qualifier first. `longest` is how many parts the qualifier may have.
    pub(super) fn meaning(&self, scope: ScopeId, parts: &[Part<'_>], longest: usize) -> Meaning {
        let mut next = Some(scope);
        // A column of an inner level is found before a table further out; it is a struct then.
        let mut inner = Vec::new();
        while let Some(scope) = next.and_then(|id| self.scopes.get(id)) {
            for length in (1..=longest.min(3)).rev() {
                let Some(qualifier) = parts.get(..length) else {
                    continue;
                };
                match scope.find(qualifier) {
                    None => {}
                    Some(found) if inner.iter().any(|columns| self.has_column(*columns, parts)) => {
                        let piped = inner.iter().any(|columns| {
                            matches!(columns, Columns::Piped(_)) && self.has_column(*columns, parts)
                        });
                        return match found {
                            Meaning::Table { to: Some(_), .. } if piped => Meaning::Ambiguous,
                            _ => Meaning::Local,
                        };
                    }
                    Some(found) => return found,
                }
            }
            inner.extend_from_slice(&scope.columns);
            next = scope.parent;
        }
        Meaning::Local
    }

    /// Notes where the text names columns of a scope's relations.
    pub(super) fn knows(&mut self, scope: ScopeId, columns: Columns) {
        if let Some(scope) = self.scopes.get_mut(scope) {
            scope.columns.push(columns);
        }
    }

    /// The scope after a stage of a pipe. A long pipe has one for all of its stages: what an earlier
    /// one named is gone.
    pub(super) fn renewed(&mut self, scope: ScopeId) -> ScopeId {
        match self.scopes.get_mut(scope) {
            Some(found) if found.piped => {
                found.columns.clear();
                scope
            }
            _ => {
                let after = self.child_scope(scope);
                if let Some(found) = self.scopes.get_mut(after) {
                    found.piped = true;
                }
                after
            }
        }
    }

    /// Tells whether the first part is the name of such a column.
    fn has_column(&self, columns: Columns, parts: &[Part<'_>]) -> bool {
        let Some(first) = parts.first() else {
            return false;
        };
        let (mut at, hi) = match columns {
            Columns::List(lo, hi) => (lo, hi),
            Columns::Piped(at) => return same(&self.value(self.at(at)), &first.value),
            Columns::Query(lo, hi) => {
                let select = (lo..hi).find(|at| self.kw(*at) == Kw::Select);
                select.map_or((hi, hi), |select| (select + 1, hi))
            }
        };
        // The last token of each item names it, be it an alias or a column.
        while at < hi {
            let next = self.past(at);
            let tok = self.at(at);
            let ends = next >= hi
                || self.kind(next) == TokKind::Comma
                || self.kw(next) == Kw::From
                || matches!(columns, Columns::List(..));
            if ends && tok.is_name() && same(&self.value(tok), &first.value) {
                return true;
            }
            if self.kw(next) == Kw::From && self.before(next).kw != Kw::Distinct {
                return false;
            }
            at = next;
        }
        false
    }
}

impl Scope<'_> {
    fn find(&self, qualifier: &[Part<'_>]) -> Option<Meaning> {
        let leaf = &qualifier.last()?.value;
        if self.bindings.len() <= INDEXED {
            return choose(self.bindings.iter(), qualifier);
        }
        let numbers = self.index.get(&leaf.to_lowercase())?;
        choose(
            numbers
                .iter()
                .filter_map(|number| self.bindings.get(*number)),
            qualifier,
        )
    }
}

fn choose<'b, 'a: 'b>(
    bindings: impl Iterator<Item = &'b Binding<'a>>,
    qualifier: &[Part<'_>],
) -> Option<Meaning> {
    let mut found: Option<&Binding<'_>> = None;
    for binding in bindings.filter(|binding| binding.answers(qualifier)) {
        match (found, binding) {
            (None, _) => found = Some(binding),
            (Some(Binding::Alias(_)), Binding::Alias(_)) => {}
            (Some(Binding::Table { to: None, .. }), Binding::Alias(_))
            | (Some(Binding::Alias(_)), Binding::Table { to: None, .. }) => {}
            (
                Some(Binding::Table { full, to }),
                Binding::Table {
                    full: other,
                    to: other_to,
                },
            ) => {
                let ends = |full: &QName, to: &Option<QName>| {
                    let name = to.as_ref().unwrap_or(full).parts();
                    name.get(name.len().saturating_sub(qualifier.len())..)
                        .map(<[Ident]>::to_vec)
                };
                if ends(full, to) != ends(other, other_to) {
                    return Some(Meaning::Ambiguous);
                }
            }
            (Some(Binding::Alias(_)), Binding::Table { full, to: Some(to) })
            | (Some(Binding::Table { full, to: Some(to) }), Binding::Alias(_)) => {
                if full.leaf() != to.leaf() {
                    return Some(Meaning::Ambiguous);
                }
            }
        }
    }
    Some(match found? {
        Binding::Alias(_) => Meaning::Local,
        Binding::Table { full, to } => Meaning::Table {
            parts: qualifier.len(),
            full: full.clone(),
            to: to.clone(),
        },
    })
}
