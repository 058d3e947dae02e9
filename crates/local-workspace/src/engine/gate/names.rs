//! Letter case: Databricks ignores it in names and keeps it in results.

use std::collections::BTreeMap;

use datafusion::sql::sqlparser::ast::Ident;

/// The spelling of names as their authors wrote them.
///
/// Inside DataFusion every name is lower case; the names of a result are spelled again as they
/// were written, the alias of the query before the column of the table.
#[derive(Debug, Clone, Default)]
pub(crate) struct CaseMap {
    aliases: BTreeMap<String, String>,
    columns: BTreeMap<String, String>,
}

impl CaseMap {
    /// Notes a name that the query gives.
    pub(super) fn alias(&mut self, written: &str) {
        self.aliases
            .entry(written.to_lowercase())
            .or_insert_with(|| written.to_owned());
    }

    /// Notes the name of a column of a table.
    pub(crate) fn column(&mut self, written: &str) {
        self.columns
            .entry(written.to_lowercase())
            .or_insert_with(|| written.to_owned());
    }

    /// Takes over the names of a view's query, which count as columns here.
    pub(super) fn columns_of(&mut self, inner: &Self) {
        for (lower, written) in inner.aliases.iter().chain(&inner.columns) {
            self.columns
                .entry(lower.clone())
                .or_insert_with(|| written.clone());
        }
    }

    /// The lower-case names of columns of tables.
    pub(super) fn column_names(&self) -> Vec<String> {
        self.columns.keys().cloned().collect()
    }

    /// The spelling for a lower-case name of a result.
    pub(crate) fn written(&self, lower: &str) -> String {
        let found = self.aliases.get(lower).or_else(|| self.columns.get(lower));
        found.cloned().unwrap_or_else(|| lower.to_owned())
    }
}

/// The name as DataFusion gets it: lower case, and quoted so that it stays as it is.
pub(super) fn normalise(ident: &mut Ident) {
    ident.value = ident.value.to_lowercase();
    ident.quote_style = Some('"');
}
