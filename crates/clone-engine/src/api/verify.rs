//! Whether a clone holds what its source held: rows and checksums of tables, files of volumes.

use std::collections::BTreeMap;

use clone_core::model::{Class, Column, Detail, Inventory, Kind, ObjectKey};
use clone_core::ports::{PortErrorKind, PortResult, Silent};
use futures::stream::{self, StreamExt as _};
use serde::Serialize;
use sql_rewrite::{Ident, QName};

use super::CloneXs;
use super::catalogs::Pins;
use crate::error::EngineResult;
use crate::uc::{Link, Rows, port_error, volume_root, volume_tree};

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyRequest {
    /// The catalog that was cloned.
    pub source: Ident,
    /// Its clone.
    pub dest: Ident,
    /// Whether checksums are compared too, which reads all data.
    pub checksums: bool,
    /// Objects that are compared at the same time.
    pub workers: usize,
}

/// The outcome of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// The catalog that was cloned.
    pub source: String,
    /// Its clone.
    pub dest: String,
    /// Each table and volume of the source, by name.
    pub objects: Vec<Compared>,
}

/// One object and its clone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The name without the catalog.
    pub name: String,
    /// Table or volume.
    pub kind: Kind,
    /// The version of the source that was cloned, where there are versions.
    pub version: Option<u64>,
    /// Rows of the source's table, or files of its volume.
    pub count: Option<u64>,
    /// What was found.
    pub verdict: Verdict,
}

/// What a comparison found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Counts and checksums are equal.
    Same,
    /// Counts are equal; checksums were not compared.
    SameCount {
        /// Why not.
        because: String,
    },
    /// They differ.
    Differs {
        /// In what.
        how: String,
    },
    /// The clone has no such object.
    Missing,
    /// It could not be compared.
    NotCompared {
        /// Why.
        because: String,
    },
}

impl VerifyReport {
    /// How many objects have a verdict of this sort.
    pub fn count(&self, of: impl Fn(&Verdict) -> bool) -> usize {
        self.objects
            .iter()
            .filter(|object| of(&object.verdict))
            .count()
    }

    /// Whether every object was compared and found equal.
    pub fn is_same(&self) -> bool {
        self.objects
            .iter()
            .all(|object| matches!(object.verdict, Verdict::Same | Verdict::SameCount { .. }))
    }
}

impl CloneXs {
    /// Compares a catalog with its clone. A table is compared at the version that was cloned.
    ///
    /// # Errors
    /// When a catalog does not exist or cannot be read.
    pub async fn verify(&self, request: &VerifyRequest) -> EngineResult<VerifyReport> {
        let silent = Silent;
        let (source, dest) = tokio::try_join!(
            self.inventory(&request.source, Pins::Skip, &silent),
            self.inventory(&request.dest, Pins::Skip, &silent),
        )?;
        let link = &self.session.link;
        let objects = source
            .objects
            .values()
            .filter(|o| matches!(o.kind, Kind::Table | Kind::Volume));
        let compared = stream::iter(objects.map(|object| (object.key(), object.kind)))
            .map(|(key, kind)| compare(link, request, &source, &dest, key, kind))
            .buffered(request.workers.max(1))
            .collect()
            .await;
        Ok(VerifyReport {
            source: request.source.as_str().to_owned(),
            dest: request.dest.as_str().to_owned(),
            objects: compared,
        })
    }
}

async fn compare(
    link: &Link,
    request: &VerifyRequest,
    source: &Inventory,
    dest: &Inventory,
    key: ObjectKey,
    kind: Kind,
) -> Compared {
    let below: Vec<Ident> = key.name.parts().iter().skip(1).cloned().collect();
    let twin = QName::new(
        [request.dest.clone()]
            .into_iter()
            .chain(below.iter().cloned()),
    );
    let mut compared = Compared {
        name: QName::new(below).to_string(),
        kind,
        version: None,
        count: None,
        verdict: Verdict::Missing,
    };
    let Some(clone) = dest.objects.get(&ObjectKey::new(key.class, twin.clone())) else {
        return compared;
    };
    let result = if key.class == Class::Volume {
        volumes(link, &key.name, &twin).await
    } else {
        compared.version = clone
            .properties
            .get("clone_xs.source_version")
            .and_then(|text| text.parse().ok());
        let columns = match source.objects.get(&key).map(|object| &object.detail) {
            Some(Detail::Table(table)) => table.columns.as_slice(),
            _ => &[],
        };
        let columns = if request.checksums {
            Some(columns)
        } else {
            None
        };
        tables(link, &key.name, compared.version, &twin, columns).await
    };
    match result {
        Ok((count, verdict)) => {
            compared.count = Some(count);
            compared.verdict = verdict;
        }
        Err(error) => {
            compared.verdict = Verdict::NotCompared {
                because: error.message,
            };
        }
    }
    compared
}

async fn tables(
    link: &Link,
    source: &QName,
    version: Option<u64>,
    dest: &QName,
    columns: Option<&[Column]>,
) -> PortResult<(u64, Verdict)> {
    let at = version.map_or_else(String::new, |version| format!(" VERSION AS OF {version}"));
    let (from, to) = (format!("{}{at}", source.to_sql()), dest.to_sql());
    let mut why_not = "not asked for".to_owned();
    if let Some(columns) = columns.filter(|columns| !columns.is_empty()) {
        let what = format!("count(*) AS n, {} AS sum", checksum(columns));
        match pair(link, &what, &from, &to).await {
            Ok((a, b)) => return Ok(verdict_of(&a, &b)),
            Err(error) if can_do_without(error.kind) => why_not = error.message,
            Err(error) => return Err(error),
        }
    }
    let (a, b) = pair(link, "count(*) AS n", &from, &to).await?;
    let (count, verdict) = verdict_of(&a, &b);
    Ok(match verdict {
        Verdict::Same => (count, Verdict::SameCount { because: why_not }),
        other => (count, other),
    })
}

async fn pair(link: &Link, what: &str, from: &str, to: &str) -> PortResult<(Rows, Rows)> {
    let of = |table: &str| format!("SELECT {what} FROM {table}");
    let (from, to) = (of(from), of(to));
    tokio::try_join!(link.query(&from), link.query(&to))
}

/// Whether the warehouse may lack the functions of a checksum, or a type cannot be hashed.
fn can_do_without(kind: PortErrorKind) -> bool {
    matches!(
        kind,
        PortErrorKind::Unsupported | PortErrorKind::Invalid | PortErrorKind::NotFound
    )
}

/// A checksum that does not depend on the order of rows and that equal rows do not cancel.
fn checksum(columns: &[Column]) -> String {
    let value = |column: &Column| {
        let name = Ident::new(column.name.as_str()).quoted();
        let kind = column.type_text.to_ascii_lowercase();
        // Maps and variants have no hash of their own.
        if kind.contains("map<") || kind.contains("variant") {
            format!("to_json({name})")
        } else {
            name
        }
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    format!(
        "sum(CAST(xxhash64({}) AS DECIMAL(38, 0)))",
        values.join(", ")
    )
}

fn verdict_of(source: &Rows, dest: &Rows) -> (u64, Verdict) {
    let rows = |answer: &Rows| answer.text(0, 0).parse::<u64>().unwrap_or(0);
    let (a, b) = (rows(source), rows(dest));
    let verdict = if a != b {
        Verdict::Differs {
            how: format!("{a} rows in the source, {b} in the clone"),
        }
    } else if source.value(0, 1) == dest.value(0, 1) {
        Verdict::Same
    } else {
        Verdict::Differs {
            how: "the checksums differ".to_owned(),
        }
    };
    (a, verdict)
}

async fn volumes(link: &Link, source: &QName, dest: &QName) -> PortResult<(u64, Verdict)> {
    let files = link.client.files();
    let (from, to) = (volume_root(source)?, volume_root(dest)?);
    let (a, b) = tokio::try_join!(volume_tree(&files, &from), volume_tree(&files, &to))
        .map_err(port_error)?;
    let count = u64::try_from(a.files.len()).unwrap_or(u64::MAX);
    Ok((
        count,
        match difference(&a.files, &b.files) {
            Some(how) => Verdict::Differs { how },
            None => Verdict::Same,
        },
    ))
}

fn difference(a: &BTreeMap<String, u64>, b: &BTreeMap<String, u64>) -> Option<String> {
    let differs = |path: &&String| a.get(*path) != b.get(*path);
    let mut paths = a.keys().chain(b.keys()).filter(differs);
    let first = paths.next()?;
    Some(match (a.get(first), b.get(first)) {
        (Some(size), Some(other)) => {
            format!("`{first}` has {size} bytes in the source, {other} in the clone")
        }
        (Some(_), None) => format!("`{first}` is missing in the clone"),
        _ => format!("`{first}` is only in the clone"),
    })
}
