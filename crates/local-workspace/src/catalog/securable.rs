//! What all objects have in common, and finding one by its name.

use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, params};

use super::names::split;
use crate::error::{WsError, WsResult};
use crate::govern::Access;

/// The kind of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The metastore, parent of the catalogs.
    Metastore,
    /// A catalog.
    Catalog,
    /// A schema.
    Schema,
    /// A table or view.
    Table,
    /// A volume.
    Volume,
    /// A function.
    Function,
    /// A registered model.
    Model,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Metastore,
        Self::Catalog,
        Self::Schema,
        Self::Table,
        Self::Volume,
        Self::Function,
        Self::Model,
    ];

    /// The name in REST, such as `TABLE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Metastore => "METASTORE",
            Self::Catalog => "CATALOG",
            Self::Schema => "SCHEMA",
            Self::Table => "TABLE",
            Self::Volume => "VOLUME",
            Self::Function => "FUNCTION",
            Self::Model => "MODEL",
        }
    }

    /// The word in error texts, such as `Table`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Metastore => "Metastore",
            Self::Catalog => "Catalog",
            Self::Schema => "Schema",
            Self::Table => "Table",
            Self::Volume => "Volume",
            Self::Function => "Function",
            Self::Model => "Model",
        }
    }

    /// Reads a REST name, in any case.
    ///
    /// # Errors
    /// When there is no such kind here.
    pub fn parse(text: &str) -> WsResult<Self> {
        let upper = text.to_ascii_uppercase();
        let upper = if upper == "REGISTERED_MODEL" {
            "MODEL"
        } else {
            &upper
        };
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == upper)
            .ok_or_else(|| WsError::invalid(format!("Securable type '{text}' is not supported.")))
    }

    /// How many parts a full name has.
    pub(crate) fn depth(self) -> usize {
        match self {
            Self::Metastore => 0,
            Self::Catalog => 1,
            Self::Schema => 2,
            _ => 3,
        }
    }

    pub(crate) fn does_not_exist(self, full_name: &str) -> WsError {
        let (code, state, label) = match self {
            Self::Metastore => ("METASTORE_DOES_NOT_EXIST", "42704", "Metastore"),
            Self::Catalog => ("CATALOG_DOES_NOT_EXIST", "42704", "Catalog"),
            Self::Schema => ("SCHEMA_DOES_NOT_EXIST", "42704", "Schema"),
            Self::Table => ("TABLE_DOES_NOT_EXIST", "42P01", "Table"),
            Self::Volume => ("VOLUME_DOES_NOT_EXIST", "42704", "Volume"),
            Self::Function => ("ROUTINE_DOES_NOT_EXIST", "42883", "Routine or Model"),
            Self::Model => ("RESOURCE_DOES_NOT_EXIST", "42704", "Registered model"),
        };
        WsError::new(code, 404, format!("{label} '{full_name}' does not exist.")).with_state(state)
    }

    pub(crate) fn already_exists(self, full_name: &str) -> WsError {
        let (code, state) = match self {
            Self::Metastore => ("METASTORE_ALREADY_EXISTS", "42710"),
            Self::Catalog => ("CATALOG_ALREADY_EXISTS", "42710"),
            Self::Schema => ("SCHEMA_ALREADY_EXISTS", "42P06"),
            Self::Table => ("TABLE_ALREADY_EXISTS", "42P07"),
            Self::Volume => ("VOLUME_ALREADY_EXISTS", "42710"),
            Self::Function => ("ROUTINE_ALREADY_EXISTS", "42723"),
            Self::Model => ("RESOURCE_ALREADY_EXISTS", "42710"),
        };
        let label = self.label();
        WsError::new(code, 400, format!("{label} '{full_name}' already exists")).with_state(state)
    }
}

/// What every object has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Securable {
    /// The id; it outlives renames.
    pub id: String,
    /// The kind.
    pub kind: Kind,
    /// The id of what contains it.
    pub parent_id: Option<String>,
    /// The name, in lower case.
    pub name: String,
    /// The name with those of its parents.
    pub full_name: String,
    /// The owner.
    pub owner: String,
    /// The comment.
    pub comment: Option<String>,
    /// When it was made, in epoch milliseconds.
    pub created_at: i64,
    /// Who made it.
    pub created_by: String,
    /// When its metadata last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
    /// Whether the workspace made it for itself: the catalog `system`, every `information_schema`.
    pub system: bool,
    /// Whether the caller sees it by `BROWSE` alone.
    pub browse_only: bool,
}

impl Securable {
    pub(crate) fn kind_label(&self) -> String {
        let suffix = if self.system { "SYSTEM" } else { "STANDARD" };
        format!("{}_{suffix}", self.kind.as_str())
    }
}

/// An object with its parents, from the metastore down.
#[derive(Debug, Clone)]
pub struct Chain {
    parents: Vec<Arc<Securable>>,
    object: Arc<Securable>,
}

impl Chain {
    /// The object itself.
    pub fn object(&self) -> &Securable {
        &self.object
    }

    /// The metastore first, the object last.
    pub(crate) fn links(&self) -> impl DoubleEndedIterator<Item = &Securable> {
        self.parents
            .iter()
            .map(AsRef::as_ref)
            .chain(std::iter::once(self.object()))
    }

    /// The chains of the parents, the metastore's first.
    pub(crate) fn parents(&self) -> impl Iterator<Item = Self> {
        self.parents.iter().enumerate().map(|(depth, object)| Self {
            parents: self.parents.iter().take(depth).cloned().collect(),
            object: Arc::clone(object),
        })
    }

    /// The chain of what contains the object.
    pub(crate) fn parent(&self) -> Option<Self> {
        self.parents().last()
    }

    /// The chain of something in the object.
    pub(crate) fn child(&self, object: Securable) -> Self {
        let mut parents = self.parents.clone();
        parents.push(Arc::clone(&self.object));
        Self {
            parents,
            object: Arc::new(object),
        }
    }

    /// The same chain, with the object marked as seen by `BROWSE` alone.
    pub(crate) fn browsed(self) -> Self {
        let object = Securable {
            browse_only: true,
            ..Securable::clone(&self.object)
        };
        Self {
            parents: self.parents,
            object: Arc::new(object),
        }
    }

    /// The name of the parent at `depth`: 1 is the catalog, 2 the schema.
    pub(crate) fn name_at(&self, depth: usize) -> String {
        self.links()
            .nth(depth)
            .map(|link| link.name.clone())
            .unwrap_or_default()
    }
}

/// The columns that [`read`] wants, of `securable` as `s`.
pub(super) const COLUMNS: &str = "s.id, s.kind, s.parent_id, s.name, s.owner, s.comment, s.created_at, s.created_by, s.updated_at, s.updated_by";

/// A row of [`COLUMNS`], which lies in `parent`.
pub(super) fn read(row: &Row<'_>, parent: Option<&Chain>) -> rusqlite::Result<Securable> {
    let kind: String = row.get(1)?;
    let kind = Kind::parse(&kind).map_err(|_| rusqlite::Error::InvalidQuery)?;
    let name: String = row.get(3)?;
    let inside = parent.filter(|parent| parent.object().kind != Kind::Metastore);
    let full_name = inside.map_or_else(
        || name.clone(),
        |p| format!("{}.{name}", p.object().full_name),
    );
    let system = match kind {
        Kind::Catalog => name == "system",
        Kind::Schema => name == "information_schema",
        _ => false,
    };
    Ok(Securable {
        id: row.get(0)?,
        kind,
        parent_id: row.get(2)?,
        name,
        full_name,
        owner: row.get(4)?,
        comment: row.get(5)?,
        created_at: row.get(6)?,
        created_by: row.get(7)?,
        updated_at: row.get(8)?,
        updated_by: row.get(9)?,
        system,
        browse_only: false,
    })
}

impl Access<'_> {
    /// The metastore.
    pub(crate) fn metastore(&self) -> WsResult<Chain> {
        let sql = format!("SELECT {COLUMNS} FROM securable s WHERE s.kind = 'METASTORE'");
        let object = self
            .tx
            .prepare_cached(&sql)?
            .query_row([], |row| read(row, None))?;
        Ok(Chain {
            parents: Vec::new(),
            object: Arc::new(object),
        })
    }

    /// The object of this kind and name.
    ///
    /// Fails with the error of the first part that does not exist; checks no privilege.
    pub(crate) fn find(&self, kind: Kind, full_name: &str) -> WsResult<Chain> {
        let mut chain = self.metastore()?;
        let parts = split(kind, full_name)?;
        let last = parts.len();
        for (index, part) in parts.iter().enumerate() {
            let level = match index + 1 {
                depth if depth == last => kind,
                1 => Kind::Catalog,
                _ => Kind::Schema,
            };
            let found = self.child(&chain, level, part)?;
            chain = found.ok_or_else(|| {
                let upto: Vec<&str> = parts.iter().take(index + 1).map(String::as_str).collect();
                level.does_not_exist(&upto.join("."))
            })?;
        }
        Ok(chain)
    }

    /// The active object `name` in `parent`, if there is one.
    pub(crate) fn child(&self, parent: &Chain, kind: Kind, name: &str) -> WsResult<Option<Chain>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM securable s
             WHERE s.parent_id = ?1 AND s.kind = ?2 AND s.name = ?3 AND s.state = 'active'"
        );
        let found = self
            .tx
            .prepare_cached(&sql)?
            .query_row(params![parent.object().id, kind.as_str(), name], |row| {
                read(row, Some(parent))
            })
            .optional()?;
        Ok(found.map(|object| parent.child(object)))
    }

    /// The object with this id, if it is active.
    pub(crate) fn find_by_id(&self, id: &str) -> WsResult<Option<Chain>> {
        let sql =
            format!("SELECT {COLUMNS} FROM securable s WHERE s.id = ?1 AND s.state = 'active'");
        let mut ids = vec![id.to_owned()];
        let mut current = id.to_owned();
        while let Some(parent) = self
            .tx
            .prepare_cached("SELECT parent_id FROM securable WHERE id = ?1")?
            .query_row([&current], |row| row.get::<_, Option<String>>(0))
            .optional()?
            .flatten()
        {
            ids.push(parent.clone());
            current = parent;
        }
        let mut chain = self.metastore()?;
        for id in ids.iter().rev().skip(1) {
            let found = self
                .tx
                .prepare_cached(&sql)?
                .query_row([id], |row| read(row, Some(&chain)))
                .optional()?;
            let Some(object) = found else { return Ok(None) };
            chain = chain.child(object);
        }
        Ok((chain.object().id == id).then_some(chain))
    }
}
