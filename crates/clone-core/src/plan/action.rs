//! One call to the outside, fully spelled out.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sql_rewrite::{Dst, Namespace, QName, Src};

/// What `apply` performs and `--dry-run` prints: nothing is added in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A SQL statement.
    Sql {
        /// Its text.
        statement: String,
        /// The current catalog and schema that it runs with, where its text has short names.
        namespace: Option<Namespace>,
        /// What to make of the answer.
        expect: Expect,
    },
    /// A REST call.
    Rest {
        /// The verb.
        method: Method,
        /// The path from `/api/` on, percent-encoded.
        path: String,
        /// The JSON body.
        body: Value,
        /// What to make of the answer.
        expect: Expect,
    },
    /// A copy of all files below one volume to another.
    CopyFiles {
        /// The volume to read.
        from: Src<QName>,
        /// The volume to write.
        to: Dst<QName>,
    },
}

/// A verb of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Creates.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Deletes.
    Delete,
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// Success; doing it twice has the effect of doing it once.
    Done,
    /// Something new; that it exists already is a failure unless this very run made it.
    Created,
    /// It exists afterwards; that it existed before is fine.
    Present,
    /// The one row of figures that CLONE returns.
    CloneMetrics,
}
