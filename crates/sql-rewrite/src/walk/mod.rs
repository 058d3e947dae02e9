//! The walk through the tokens of one text: a skeleton parser with scopes.
//!
//! It understands where names of objects are introduced (heads of statements, `FROM` lists, calls),
//! and which names a qualifier can mean (CTEs, aliases, tables). Everything else is passed over as
//! tokens: unknown syntax inside an expression is no error, a surprise in the structure is one.

mod admin;
mod builtin;
mod chain;
mod constant;
mod create;
mod dml;
mod expr;
mod from;
mod header;
mod leftover;
mod names;
mod pipe;
mod query;
mod relation;
mod scope;
mod script;
mod statement;
mod strings;
mod suffix;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::lex::{Kw, Tok, TokKind, Tokens};
use crate::reference::{Access, RefKind, Warning, WarningKind};
use crate::refusal::{Fault, Reason};
use crate::retarget::{Findings, Input, SqlKind, VolumePaths};
use crate::{Mapping, Namespace, QName};
use scope::{Scope, ScopeId};

/// How deep queries may nest; a frame of each level fits a small stack many times.
const MAX_LEVELS: usize = 128;

pub(crate) use scope::Seed;

/// The state of a walk.
pub(crate) struct Walker<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    mapping: &'a Mapping,
    volumes: VolumePaths,
    /// Where short names resolve in the input.
    source: Namespace,
    /// Where they resolve once the output runs.
    target: Namespace,
    scopes: Vec<Scope<'a>>,
    /// How many declarations of a local name are in force, by its folded text.
    locals: BTreeMap<String, usize>,
    /// The local names in the order of their declaration.
    declared: Vec<String>,
    /// Parameters of the lambdas around the current token.
    lambdas: Vec<expr::LambdaParam<'a>>,
    /// Expressions of `ON` that wait for their `FROM` list to be complete.
    deferred: Vec<Range<usize>>,
    /// Which tokens were read as parts of names, or stand where no reference can.
    seen: Vec<bool>,
    /// The catalogs that the mapping treats, each once.
    mapped_catalogs: OnceCell<Vec<&'a str>>,
    level: usize,
    /// Whether the current statement runs only under a condition.
    conditional: bool,
    findings: Findings,
}

/// What a walk has to know besides its text.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) mapping: &'a Mapping,
    pub(crate) volumes: VolumePaths,
    /// Where short names resolve in the input.
    pub(crate) source: Namespace,
    /// Where they resolve once the output runs.
    pub(crate) target: Namespace,
}

impl<'a> Surroundings<'a> {
    pub(crate) fn new(input: &Input<'a>, volumes: VolumePaths) -> Self {
        let source = input.namespace.clone();
        let schema = QName::new([source.catalog.clone(), source.schema.clone()]);
        let mapped = input.mapping.map_name(&schema);
        let target = match mapped.as_ref().map(QName::parts) {
            Some([catalog, schema]) => Namespace {
                catalog: catalog.clone(),
                schema: schema.clone(),
            },
            _ => source.clone(),
        };
        Self {
            mapping: input.mapping,
            volumes,
            source,
            target,
        }
    }
}

impl<'a> Walker<'a> {
    pub(crate) fn new(text: &'a str, tokens: &'a Tokens, around: &Surroundings<'a>) -> Self {
        Self {
            text,
            tokens,
            mapping: around.mapping,
            volumes: around.volumes,
            source: around.source.clone(),
            target: around.target.clone(),
            scopes: Vec::new(),
            locals: BTreeMap::new(),
            declared: Vec::new(),
            lambdas: Vec::new(),
            deferred: Vec::new(),
            seen: vec![false; tokens.len()],
            mapped_catalogs: OnceCell::new(),
            level: 0,
            conditional: false,
            findings: Findings::default(),
        }
    }

    pub(crate) fn into_findings(self) -> Findings {
        self.findings
    }

    /// Walks through the whole text.
    pub(crate) fn whole(&mut self, kind: SqlKind) -> Result<(), Fault> {
        let hi = self.tokens.len();
        let root = self.scope(None);
        self.strings();
        match kind {
            SqlKind::Statement => self.statements(0, hi, root),
            SqlKind::Query => {
                let hi = self.without_semicolons(hi);
                self.query(0, hi, root).map(drop)
            }
            _ if self.starts_query(0) && self.at(0).kind != TokKind::Open => {
                let hi = self.without_semicolons(hi);
                self.query(0, hi, root).map(drop)
            }
            _ => self.expression(0, hi, root),
        }
    }

    /// Walks through the source of a metric view: a name or a query. Returns the name.
    pub(crate) fn source(&mut self) -> Result<Option<QName>, Fault> {
        let hi = self.without_semicolons(self.tokens.len());
        let scope = self.scope(None);
        self.strings();
        if self.starts_query(0) {
            return self.query(0, hi, scope).map(|_| None);
        }
        let chain = self.chain(0)?;
        if chain.end != hi {
            // A table function, a stream: what a FROM list may hold.
            return self.table_in_brackets(0, hi, scope).map(|()| None);
        }
        let (kind, access) = (RefKind::Relation, Access::Read);
        let named = self.object(&chain, names::Rank::Object, kind, access)?;
        Ok(named.map(|(full, _)| full))
    }

    /// Walks through an expression of a text whose relations are known.
    pub(crate) fn expression_among(&mut self, seeds: &[Seed]) -> Result<(), Fault> {
        // The source has an alias of its own, which comes first.
        let tables = self.scope(None);
        let scope = self.child_scope(tables);
        self.strings();
        for seed in seeds {
            let place = if matches!(seed, Seed::Table(_)) {
                tables
            } else {
                scope
            };
            self.bind_seed(place, seed);
        }
        self.expression(0, self.tokens.len(), scope)
    }

    fn without_semicolons(&self, mut hi: usize) -> usize {
        while hi > 0 && self.at(hi - 1).kind == TokKind::Semi {
            hi -= 1;
        }
        hi
    }

    fn at(&self, index: usize) -> Tok {
        self.tokens.at(index)
    }

    fn kw(&self, index: usize) -> Kw {
        self.at(index).kw
    }

    fn kind(&self, index: usize) -> TokKind {
        self.at(index).kind
    }

    /// The token before, if there is one.
    fn before(&self, index: usize) -> Tok {
        self.tokens.at(index.checked_sub(1).unwrap_or(usize::MAX))
    }

    fn slice(&self, tok: Tok) -> &'a str {
        self.text.get(tok.span()).unwrap_or_default()
    }

    fn is_open(&self, index: usize) -> bool {
        let tok = self.at(index);
        tok.kind == TokKind::Open && self.text.as_bytes().get(tok.start as usize) == Some(&b'(')
    }

    /// The token after the group that opens here, or after the token if none does.
    fn past(&self, index: usize) -> usize {
        let tok = self.at(index);
        if tok.kind == TokKind::Open {
            tok.mate as usize + 1
        } else {
            index + 1
        }
    }

    /// Tells whether the words from here on are these.
    fn words(&self, index: usize, words: &[Kw]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(ahead, kw)| self.kw(index + ahead) == *kw)
    }

    /// Compares a word that needs no keyword of its own.
    fn is_word(&self, index: usize, text: &str) -> bool {
        let tok = self.at(index);
        tok.kind == TokKind::Word && self.slice(tok).eq_ignore_ascii_case(text)
    }

    fn expected<T>(&self, index: usize, what: &'static str) -> Result<T, Fault> {
        let tok = self.at(index);
        let found: String = self.slice(tok).chars().take(40).collect();
        Err(Fault::new(
            tok.start as usize,
            Reason::Expected { what, found },
        ))
    }

    fn expect_kw(&self, index: usize, kw: Kw, what: &'static str) -> Result<usize, Fault> {
        if self.kw(index) == kw {
            Ok(index + 1)
        } else {
            self.expected(index, what)
        }
    }

    fn expect_open(&self, index: usize) -> Result<(usize, usize), Fault> {
        if self.is_open(index) {
            let close = self.at(index).mate as usize;
            Ok((index + 1, close))
        } else {
            self.expected(index, "`(`")
        }
    }

    fn warn(&mut self, span: Range<usize>, kind: WarningKind) {
        self.findings.warnings.push(Warning { span, kind });
    }

    /// Runs `inner` one level deeper.
    fn deeper<T>(
        &mut self,
        index: usize,
        inner: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.level >= MAX_LEVELS {
            let at = self.at(index).start as usize;
            return Err(Fault::new(at, Reason::TooDeep { levels: MAX_LEVELS }));
        }
        self.level += 1;
        let done = inner(self);
        self.level -= 1;
        done
    }

    /// Declares a name that is no object until [`Self::forget`].
    fn declare(&mut self, name: &str) {
        let folded = name.to_lowercase();
        *self.locals.entry(folded.clone()).or_insert(0) += 1;
        self.declared.push(folded);
    }

    /// Forgets the local names declared since there were `mark` of them.
    fn forget(&mut self, mark: usize) {
        for name in self.declared.drain(mark..) {
            if let Some(count) = self.locals.get_mut(&name) {
                *count -= 1;
                if *count == 0 {
                    self.locals.remove(&name);
                }
            }
        }
    }

    fn is_local(&self, name: &str) -> bool {
        !self.locals.is_empty() && self.locals.contains_key(&name.to_lowercase())
    }

    /// The catalogs of all entries of the mapping. A mapping of single objects has thousands of
    /// entries in few catalogs.
    fn mapped_catalogs(&self) -> &[&'a str] {
        self.mapped_catalogs.get_or_init(|| {
            let mapping = self.mapping;
            let inner = mapping.schemas.keys().chain(mapping.objects.keys());
            let outer = inner.filter_map(|name| name.parts().first());
            let all = mapping.catalogs.keys().chain(outer);
            let mut found: Vec<&'a str> = Vec::new();
            for name in all.map(crate::Ident::as_str) {
                if found.last() != Some(&name) {
                    found.push(name);
                }
            }
            found
        })
    }

    fn child_scope(&mut self, parent: ScopeId) -> ScopeId {
        self.scope(Some(parent))
    }
}
