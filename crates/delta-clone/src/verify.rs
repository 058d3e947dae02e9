//! Proving that a clone is equal to its source: snapshot against snapshot, file by file.

use std::sync::Arc;

use tokio::sync::mpsc::{self, Sender};
use url::Url;

use crate::clone::{CloneRecord, Cloner, facts, last_clone, now, past_damage};
use crate::copy::blocking;
use crate::error::CloneError;
use crate::log::{FileEntry, Listing, Table};
use crate::meta::Shape;
use crate::plan::{Carrier, KeyTable, Standing};
use crate::spec::{At, Depth};
use crate::store::{Place, Root};
use futures::{FutureExt, StreamExt, stream};

/// How many differences a report spells out.
const SPELLED_OUT: usize = 100;

/// How many files are looked at at a time.
const PARALLEL: usize = 16;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyReport {
    /// The version of the source that was compared.
    pub source_version: u64,
    /// The version of the target that was compared.
    pub target_version: u64,
    /// Data files that were compared.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// How many differences there are.
    pub num_differences: u64,
    /// The first of them.
    pub differences: Vec<Difference>,
}

impl VerifyReport {
    /// Whether the clone is equal to its source.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.num_differences == 0
    }

    fn add(&mut self, difference: Difference) {
        self.num_differences += 1;
        if self.differences.len() < SPELLED_OUT {
            self.differences.push(difference);
        }
    }
}

/// One way in which a clone is not its source.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The target's log does not name a file of the source.
    MissingFile {
        /// The file, as the target should name it.
        file: String,
    },
    /// The target's log names a file that the source has not.
    ExtraFile {
        /// The file.
        file: String,
    },
    /// Both name the file, with other deletion vector, statistics, tags or partition values.
    OtherAction {
        /// The file.
        file: String,
    },
    /// The target's log names a file that does not exist.
    NoSuchFile {
        /// The file.
        file: String,
    },
    /// A file of the target is not as long as the log says.
    WrongSize {
        /// The file.
        file: String,
        /// The size in the log.
        expected: u64,
        /// The size of the file.
        found: u64,
    },
    /// The schemas differ.
    Schema,
    /// The partition columns differ.
    PartitionColumns,
    /// A property differs.
    Property {
        /// The key.
        key: String,
        /// The value that the target should have.
        expected: Option<String>,
        /// The value that it has.
        found: Option<String>,
    },
    /// The target's protocol lacks something that the source's has.
    Protocol,
}

impl Cloner {
    /// Compares a clone with the version of its source that it was made from.
    ///
    /// Both logs are replayed; every file of the target is looked at. Row ids, the id of the table
    /// and its history are its own and are not compared.
    ///
    /// # Errors
    /// See [`CloneError`]; differences are no error.
    pub async fn verify(
        &self,
        source: &Url,
        source_version: u64,
        target: &Url,
    ) -> Result<VerifyReport, CloneError> {
        let source = self.stores.root(source)?;
        let target = self.stores.root(target)?;
        let roots = [&source, &target];
        past_damage(&roots, || self.verify_once(roots, source_version).boxed()).await
    }

    async fn verify_once(
        &self,
        [source_root, target_root]: [&Root; 2],
        source_version: u64,
    ) -> Result<VerifyReport, CloneError> {
        let source = self.open(source_root, At::Version(source_version)).await?;
        let listing = Arc::new(Listing::of(target_root).await?);
        let target = self
            .open_listed(target_root, Arc::clone(&listing), At::Latest)
            .await?;
        let last = last_clone(target_root, &listing).await?;
        let shallow = last.as_ref().is_some_and(|last| last.is_shallow());
        let carrier = Carrier {
            source: source_root.clone(),
            target: target_root.clone(),
            stores: self.stores.clone(),
            depth: if shallow { Depth::Shallow } else { Depth::Deep },
        };
        let record = last.and_then(|last| last.record);
        let (looks, mut places) = mpsc::channel(1024);
        let comparison = blocking("compare", move || {
            compare(&source, &target, &carrier, record.as_ref(), &looks)
        });
        let looking = async {
            let incoming = stream::poll_fn(move |context| places.poll_recv(context));
            let found = incoming.map(look).buffer_unordered(PARALLEL);
            let differences: Vec<_> = found
                .filter_map(|found| async { found.transpose() })
                .collect::<Vec<Result<Difference, CloneError>>>()
                .await;
            differences
        };
        let (report, looked) = tokio::join!(comparison, looking);
        let mut report = report??;
        for difference in looked {
            report.add(difference?);
        }
        Ok(report)
    }
}

struct Look {
    file: String,
    place: Place,
    size: u64,
}

async fn look(look: Look) -> Result<Option<Difference>, CloneError> {
    Ok(match look.place.size().await? {
        None => Some(Difference::NoSuchFile { file: look.file }),
        Some(found) if found != look.size => Some(Difference::WrongSize {
            file: look.file,
            expected: look.size,
            found,
        }),
        Some(_) => None,
    })
}

fn compare(
    source: &Table,
    target: &Table,
    carrier: &Carrier,
    record: Option<&CloneRecord>,
    looks: &Sender<Look>,
) -> Result<VerifyReport, CloneError> {
    let mut report = VerifyReport {
        source_version: source.version(),
        target_version: target.version(),
        files: 0,
        bytes: 0,
        num_differences: 0,
        differences: Vec::new(),
    };
    compare_metadata(source, target, record, &mut report)?;
    let mut keys = KeyTable::default();
    target.for_each_file(|entry| {
        report.files += 1;
        report.bytes += entry.bytes();
        if !keys.enter(&entry, false) {
            report.add(Difference::ExtraFile {
                file: entry.path.clone(),
            });
        }
        send(looks, look_of(&entry, carrier)?)
    })?;
    source.for_each_file(|entry| {
        let entry = carrier.carry(entry)?.entry;
        match keys.mark(&entry) {
            Standing::Same => {}
            Standing::Absent => report.add(Difference::MissingFile { file: entry.path }),
            Standing::OtherAction | Standing::OtherFile { .. } => {
                report.add(Difference::OtherAction { file: entry.path });
            }
        }
        Ok(())
    })?;
    if keys.any_to_remove() {
        target.for_each_file(|entry| {
            if keys.removal(&entry) == Some(crate::plan::Removal::File) {
                report.add(Difference::ExtraFile { file: entry.path });
            }
            Ok(())
        })?;
    }
    Ok(report)
}

fn look_of(entry: &FileEntry, carrier: &Carrier) -> Result<Look, CloneError> {
    let place = carrier.target.place(&entry.path, &carrier.stores)?;
    Ok(Look {
        file: entry.path.clone(),
        place,
        size: entry.bytes(),
    })
}

fn send(looks: &Sender<Look>, look: Look) -> Result<(), CloneError> {
    looks
        .blocking_send(look)
        .map_err(|_| CloneError::TaskLost { task: "verify" })
}

/// The rules that made the clone say what it should be; what they would change is a difference.
fn compare_metadata(
    source: &Table,
    target: &Table,
    record: Option<&CloneRecord>,
    report: &mut VerifyReport,
) -> Result<(), CloneError> {
    let facts = facts(target)?;
    let overrides = record
        .map(|record| record.properties.clone())
        .unwrap_or_default();
    let expected = Shape::decide(
        source.metadata(),
        source.protocol(),
        Some(&facts),
        &overrides,
        now(),
    )?;
    let (expected_metadata, found) = (expected.metadata, facts.metadata);
    if expected_metadata.schema_string != found.schema_string {
        report.add(Difference::Schema);
    }
    if expected_metadata.partition_columns != found.partition_columns {
        report.add(Difference::PartitionColumns);
    }
    if expected.protocol_changed {
        report.add(Difference::Protocol);
    }
    let (wanted, has) = (expected_metadata.configuration, found.configuration);
    let keys: std::collections::BTreeSet<&String> = wanted.keys().chain(has.keys()).collect();
    for key in keys {
        if wanted.get(key) != has.get(key) {
            report.add(Difference::Property {
                key: key.clone(),
                expected: wanted.get(key).cloned(),
                found: has.get(key).cloned(),
            });
        }
    }
    Ok(())
}
