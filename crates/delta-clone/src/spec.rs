//! What to clone, from where, to where, and how.

use std::collections::BTreeMap;

use url::Url;

/// Whether the clone owns its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Depth {
    /// Every data file and deletion vector is copied: the clone stands alone.
    Deep,
    /// The clone's log names the source's files by absolute URL; VACUUM of the source breaks it.
    Shallow,
}

/// A point in the history of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum At {
    /// The newest version.
    #[default]
    Latest,
    /// This version.
    Version(u64),
    /// The newest version written at or before this time, in epoch milliseconds.
    Timestamp(i64),
}

/// What may be in the target directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Nothing, or what an interrupted clone left there.
    #[default]
    Create,
    /// Nothing, or a table, which then becomes equal to the source with one more commit.
    Replace {
        /// Whether a table that is not a clone of this source, or was changed since it was
        /// cloned, may be replaced. Its older versions stay readable.
        overwrite: bool,
    },
}

/// How files of a deep clone come to the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CopyMethod {
    /// The cheapest real copy: a reflink, writes past the page cache, a copy in the kernel or in the
    /// store, or a stream.
    #[default]
    Auto,
    /// Hard links on one local file system. Both tables share bytes: whoever edits a data file in
    /// place changes both, and the clone is no backup. VACUUM of one does not harm the other.
    Link,
}

/// Whether state of applications rides along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carry {
    /// It is written to the target.
    Keep,
    /// It stays behind.
    Leave,
}

/// One clone of one table.
///
/// Built with [`CloneSpec::deep`] or [`CloneSpec::shallow`] and changed field by field.
///
/// ```
/// use delta_clone::{At, CloneSpec, Mode};
/// use url::Url;
///
/// # fn main() -> Result<(), url::ParseError> {
/// let source = Url::parse("file:///data/sales/")?;
/// let target = Url::parse("file:///backup/sales/")?;
/// let mut spec = CloneSpec::deep(source, target);
/// spec.at = At::Version(7);
/// spec.mode = Mode::Replace { overwrite: false };
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CloneSpec {
    /// The directory of the table to clone.
    pub source: Url,
    /// The directory of the clone.
    pub target: Url,
    /// Whether files are copied.
    pub depth: Depth,
    /// Which version of the source.
    pub at: At,
    /// What may be in the target.
    pub mode: Mode,
    /// The name of the source in the target's history (`operationParameters.source`).
    pub source_name: String,
    /// Table properties that win over those of the source.
    pub properties: BTreeMap<String, String>,
    /// How files are copied by a deep clone.
    pub copy: CopyMethod,
    /// Whether the transaction identifiers of applications (streaming, COPY INTO) are carried.
    /// A deep clone keeps them by default, a shallow clone leaves them.
    pub transactions: Carry,
    /// Whether domain metadata of users is carried; kept by default.
    pub user_domains: Carry,
    /// How many files are copied at a time.
    pub parallel: usize,
}

impl CloneSpec {
    /// A deep clone of the newest version into a new directory.
    #[must_use]
    pub fn deep(source: Url, target: Url) -> Self {
        Self::new(source, target, Depth::Deep)
    }

    /// A shallow clone of the newest version into a new directory.
    #[must_use]
    pub fn shallow(source: Url, target: Url) -> Self {
        Self::new(source, target, Depth::Shallow)
    }

    /// A clone of the given depth of the newest version into a new directory.
    #[must_use]
    pub fn new(source: Url, target: Url, depth: Depth) -> Self {
        let source_name = format!(
            "delta.`{}`",
            crate::store::shown(&source).trim_end_matches('/')
        );
        let transactions = match depth {
            Depth::Deep => Carry::Keep,
            Depth::Shallow => Carry::Leave,
        };
        Self {
            source,
            target,
            depth,
            at: At::Latest,
            mode: Mode::Create,
            source_name,
            properties: BTreeMap::new(),
            copy: CopyMethod::Auto,
            transactions,
            user_domains: Carry::Keep,
            parallel: 4,
        }
    }
}
