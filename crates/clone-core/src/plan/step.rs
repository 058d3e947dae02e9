//! One unit of a plan.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sql_rewrite::{Dst, Namespace, QName, Src};

use super::Depth;
use crate::model::{Column, Constraint, FunctionDetail, Grant, Kind, ObjectKey, Pin, Storage};

/// The number of a step in its plan, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(pub u32);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Something to do to one object of the target, after other steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its number; steps are listed in an order in which they can run one by one.
    pub id: StepId,
    /// What the object is.
    pub kind: Kind,
    /// The object of the target that it makes or changes.
    pub object: Dst<ObjectKey>,
    /// The object of the source that it clones.
    pub from: Src<ObjectKey>,
    /// What is done.
    pub op: Op,
    /// Steps that must have succeeded before.
    pub after: Vec<StepId>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Op {
    /// Makes the catalog.
    CreateCatalog {
        /// Where its managed data lies.
        storage_root: Option<String>,
        /// Its comment.
        comment: Option<String>,
        /// Its properties, the marker of the clone included.
        properties: BTreeMap<String, String>,
    },
    /// Makes a schema.
    CreateSchema {
        /// Its comment.
        comment: Option<String>,
        /// Its properties, the marker of the clone included.
        properties: BTreeMap<String, String>,
    },
    /// Clones a table's data and structure.
    CloneTable {
        /// The table to clone.
        source: Src<QName>,
        /// How.
        depth: Depth,
        /// At which version.
        pin: Pin,
        /// Where, for an external clone.
        location: Option<String>,
        /// Whether a clone that we made before is brought up to date.
        replace: bool,
        /// Properties set on the clone: the marker.
        properties: BTreeMap<String, String>,
    },
    /// Makes a view.
    CreateView {
        /// Its query, retargeted.
        text: String,
        /// Where its short names resolve; none when it has none.
        namespace: Option<Namespace>,
        /// Its columns: name and comment.
        columns: Vec<Column>,
        /// Its comment.
        comment: Option<String>,
        /// Its properties, the marker of the clone included.
        properties: BTreeMap<String, String>,
        /// Whether a view that we made before is replaced.
        replace: bool,
    },
    /// Makes a function.
    CreateFunction {
        /// Its definition, retargeted.
        function: Box<FunctionDetail>,
        /// Where the short names of its texts resolve; none when they have none.
        namespace: Option<Namespace>,
        /// Its comment.
        comment: Option<String>,
        /// Whether a function that we made before is replaced.
        replace: bool,
    },
    /// Makes a volume.
    CreateVolume {
        /// Who stores its files.
        storage: Storage,
        /// Its comment.
        comment: Option<String>,
    },
    /// Copies the files of a volume that the target lacks or has in another size.
    CopyVolumeFiles {
        /// The volume to copy from.
        source: Src<QName>,
    },
    /// Sets properties of a catalog or schema that exists already; others stay as they are.
    SetProperties {
        /// All properties that the object has afterwards, those that it had included, because
        /// REST replaces them as a whole.
        properties: BTreeMap<String, String>,
    },
    /// Adds a primary or foreign key.
    AddConstraint {
        /// The key; names of other tables are retargeted.
        constraint: Constraint,
        /// Whether the key may be there already: replacing a table may or may not keep its keys.
        may_exist: bool,
    },
    /// Says what the object is: comment and tags, its columns' tags included.
    ///
    /// Several statements are lowered to one `BEGIN ...; END` where the request allows scripts:
    /// a compound statement is one call, and as it is not atomic (per Databricks SQL scripting
    /// docs, 2026-08) only statements that may be repeated go into one.
    Annotate {
        /// The comment, if it is set.
        comment: Option<String>,
        /// Key to value.
        tags: BTreeMap<String, String>,
        /// Column to key to value.
        column_tags: BTreeMap<String, BTreeMap<String, String>>,
    },
    /// Grants privileges.
    Grant {
        /// Who gets what.
        grants: Vec<Grant>,
    },
    /// Hands the object over; always the last step of an object.
    SetOwner {
        /// The new owner.
        owner: String,
    },
}
