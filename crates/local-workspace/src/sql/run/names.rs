//! From names as written to full names.

use super::Run;
use crate::catalog::fold;
use crate::error::{WsError, WsResult};
use crate::sql::ast::{self, Target};
use crate::sql::names::ObjectName;

/// The full name of something in a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FullName {
    /// The catalog.
    pub(crate) catalog: String,
    /// The schema.
    pub(crate) schema: String,
    /// Its own name.
    pub(crate) name: String,
}

impl std::fmt::Display for FullName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.catalog, self.schema, self.name)
    }
}

/// Completes `parts` of the name of something in a schema.
///
/// # Errors
/// `hive_metastore`, a part with a period, another number of parts.
pub(crate) fn complete(parts: &[String], catalog: &str, schema: &str) -> WsResult<FullName> {
    let (catalog, schema, name) = match parts {
        [name] => (catalog.to_owned(), schema.to_owned(), name.clone()),
        [schema, name] => (catalog.to_owned(), schema.clone(), name.clone()),
        [catalog, schema, name] => (catalog.clone(), schema.clone(), name.clone()),
        _ => return Err(WsError::unsupported("a name of more than three parts")),
    };
    check_catalog(&catalog)?;
    for part in [&catalog, &schema, &name] {
        check_part(part)?;
    }
    Ok(FullName {
        catalog: fold(&catalog),
        schema: fold(&schema),
        name: fold(&name),
    })
}

/// Refuses the catalog that is not one of Unity Catalog.
fn check_catalog(catalog: &str) -> WsResult<()> {
    if ["hive_metastore", "spark_catalog"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(catalog))
    {
        return Err(WsError::sql(
            "UC_HIVE_METASTORE_DISABLED_EXCEPTION",
            "0A000",
            format_args!(
                "`{catalog}` is not a catalog of Unity Catalog; the local workspace has no Hive metastore."
            ),
        ));
    }
    Ok(())
}

/// A period inside a part would be taken for one between parts.
fn check_part(part: &str) -> WsResult<()> {
    if part.contains('.') || part.is_empty() {
        return Err(WsError::sql(
            "INVALID_IDENTIFIER",
            "42602",
            format_args!(
                "name \"{part}\" is not a valid name. Valid names cannot contain spaces, periods, forward slashes, or control characters."
            ),
        ));
    }
    Ok(())
}

impl Run<'_> {
    /// The full name of a table, view, function or volume.
    pub(super) fn full(&self, name: &ObjectName) -> WsResult<FullName> {
        complete(&name.0, &self.session.catalog, &self.session.schema)
    }

    /// The full name of a schema: catalog and schema.
    pub(super) fn schema(&self, name: &ObjectName) -> WsResult<(String, String)> {
        let (catalog, schema) = match name.0.as_slice() {
            [schema] => (self.session.catalog.as_str(), schema.as_str()),
            [catalog, schema] => (catalog.as_str(), schema.as_str()),
            _ => {
                return Err(WsError::sql(
                    "REQUIRES_SINGLE_PART_NAMESPACE",
                    "42K05",
                    format_args!("{name} is not the name of a schema."),
                ));
            }
        };
        check_catalog(catalog)?;
        check_part(catalog)?;
        check_part(schema)?;
        Ok((fold(catalog), fold(schema)))
    }

    /// The schema of a `SHOW`, or the current one.
    pub(super) fn schema_or_current(
        &self,
        name: Option<&ObjectName>,
    ) -> WsResult<(String, String)> {
        match name {
            Some(name) => self.schema(name),
            None => Ok((self.session.catalog.clone(), self.session.schema.clone())),
        }
    }

    /// The name of a catalog.
    pub(super) fn catalog_name(&self, name: &str) -> WsResult<String> {
        check_catalog(name)?;
        check_part(name)?;
        Ok(fold(name))
    }

    /// Kind and full name of a target other than a column, as the catalog service knows them.
    pub(super) fn securable(&self, target: &Target) -> WsResult<(crate::catalog::Kind, String)> {
        use crate::catalog::Kind;
        Ok(match target.kind {
            ast::Kind::Metastore => (Kind::Metastore, String::new()),
            ast::Kind::Catalog => {
                let name = target
                    .name
                    .0
                    .first()
                    .map(String::as_str)
                    .unwrap_or_default();
                (Kind::Catalog, self.catalog_name(name)?)
            }
            ast::Kind::Schema => {
                let (catalog, schema) = self.schema(&target.name)?;
                (Kind::Schema, format!("{catalog}.{schema}"))
            }
            ast::Kind::Table | ast::Kind::View => {
                (Kind::Table, self.full(&target.name)?.to_string())
            }
            ast::Kind::Volume => (Kind::Volume, self.full(&target.name)?.to_string()),
            ast::Kind::Function => (Kind::Function, self.full(&target.name)?.to_string()),
            ast::Kind::Model => (Kind::Model, self.full(&target.name)?.to_string()),
            ast::Kind::Column
            | ast::Kind::ExternalLocation
            | ast::Kind::StorageCredential
            | ast::Kind::Credential
            | ast::Kind::Connection
            | ast::Kind::Share
            | ast::Kind::Recipient
            | ast::Kind::Provider => {
                return Err(WsError::unsupported(format_args!(
                    "objects of kind {}",
                    target.kind
                )));
            }
        })
    }

    /// Table and column of a column's name.
    pub(super) fn column(&self, name: &ObjectName) -> WsResult<(FullName, String)> {
        let mut parts = name.0.clone();
        let column = parts.pop().unwrap_or_default();
        Ok((self.full(&ObjectName(parts))?, column))
    }
}
