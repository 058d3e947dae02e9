//! What a clone did, in the terms of CLONE's documented result row.

/// What a clone did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The version of the source that was cloned.
    pub source_version: u64,
    /// The version that the clone committed; `None` if there was nothing to do.
    pub target_version: Option<u64>,
    /// The six numbers that CLONE returns.
    pub metrics: Metrics,
    /// Commits of others in the target that this clone undid, newest first.
    pub overwritten: Vec<String>,
    /// Files that an interrupted run had left finished, and that were not copied again.
    pub reused_files: i64,
    /// What the reader should know: for example that no checkpoint could be written.
    pub notes: Vec<String>,
}

/// The six columns, all BIGINT, of the row that CLONE returns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Bytes of data in the cloned version.
    pub source_table_size: i64,
    /// Data files in the cloned version.
    pub source_num_of_files: i64,
    /// Files that the target had and the clone removed from it.
    pub num_removed_files: i64,
    /// Data files that were copied.
    pub num_copied_files: i64,
    /// Bytes of the removed files.
    pub removed_files_size: i64,
    /// Bytes of the copied files.
    pub copied_files_size: i64,
}

impl Metrics {
    /// The numbers under their documented column names, in their documented order.
    #[must_use]
    pub fn columns(&self) -> [(&'static str, i64); 6] {
        [
            ("source_table_size", self.source_table_size),
            ("source_num_of_files", self.source_num_of_files),
            ("num_removed_files", self.num_removed_files),
            ("num_copied_files", self.num_copied_files),
            ("removed_files_size", self.removed_files_size),
            ("copied_files_size", self.copied_files_size),
        ]
    }
}
