//! What names in a query stand for, and whether they may be used.
//!
//! Names in the caller's own text need the caller's rights; names in the text of a view or a
//! function need those of its owner. What a table hides, it hides from everybody: its policies
//! come with it.

use super::arrow_rows::batch;
use super::errors::is_missing;
use super::names::complete;
use crate::catalog::{Catalog, ColumnMask, FunctionRow, Kind, Page, TableRow};
use crate::engine::{
    Current, FunctionBody, FunctionParameter, Mask, Relation, Resolver, RowFilter, Rows,
    SqlFunction, TablePolicies,
};
use crate::error::{WsError, WsResult};
use crate::govern::{Privilege, require};
use crate::identity::{ACCOUNT_USERS, Directory, Principal, PrincipalKind, Session};
use crate::sql::info_schema::view;
use async_trait::async_trait;
use std::sync::Arc;

/// The names of one text: the caller's statement, a view, a function.
#[derive(Clone)]
pub(super) struct Names {
    catalog: Arc<Catalog>,
    directory: Directory,
    /// Who asks, as `current_user()` says in every text.
    caller: Session,
    /// Whose rights the names of this text need.
    rights: Session,
    current_catalog: String,
    current_schema: String,
}

impl Names {
    /// The names of the caller's own text.
    pub(super) fn of_caller(run: &super::Run<'_>) -> Self {
        let session = run.session;
        Self {
            catalog: Arc::clone(run.catalog),
            directory: run.directory.clone(),
            caller: session.session.clone(),
            rights: session.session.clone(),
            current_catalog: session.catalog.clone(),
            current_schema: session.schema.clone(),
        }
    }

    /// The names of a text that `owner` wrote while `catalog` and `schema` were current.
    fn within(&self, owner: &str, catalog: &str, schema: &str) -> Arc<dyn Resolver> {
        Arc::new(Self {
            rights: self.rights_of(owner),
            current_catalog: catalog.to_owned(),
            current_schema: schema.to_owned(),
            ..self.clone()
        })
    }

    /// Somebody's rights, to read what is theirs; a group owns too, and cannot call.
    fn rights_of(&self, owner: &str) -> Session {
        self.directory.session(owner).unwrap_or_else(|_| Session {
            principal: Principal {
                id: 0,
                kind: PrincipalKind::Group,
                name: owner.to_owned(),
                display_name: owner.to_owned(),
                active: true,
            },
            groups: vec![ACCOUNT_USERS.to_owned()],
        })
    }

    fn information_schema(&self, catalog: &str, name: &str) -> WsResult<Relation> {
        let schema = format!("{catalog}.information_schema");
        require(
            &self.catalog,
            &self.rights,
            Privilege::UseSchema,
            Kind::Schema,
            &schema,
        )?;
        let Some(view) = view(name) else {
            return Err(Kind::Table.does_not_exist(&format!("{schema}.{name}")));
        };
        let inventory = |name: &str| self.catalog.inventory(&self.rights, name);
        let catalogs = if catalog == "system" {
            let all = self
                .catalog
                .list_catalogs(&self.rights, &Page::all())?
                .items;
            // A catalog that is seen by BROWSE alone has nothing that could be read here.
            all.iter()
                .map(|catalog| inventory(&catalog.meta.name))
                .collect::<WsResult<Vec<_>>>()?
        } else {
            vec![inventory(catalog)?]
        };
        let (schema, batch) = batch(view.columns, &view.rows(&catalogs))?;
        Ok(Relation::Rows(Rows {
            schema,
            batches: vec![batch],
        }))
    }

    fn policies(&self, table: &TableRow) -> WsResult<TablePolicies> {
        let row_filter = match &table.row_filter {
            Some(filter) => Some(RowFilter {
                function: self.policy(&filter.function_name)?,
                columns: filter.input_column_names.clone(),
            }),
            None => None,
        };
        let masked = table
            .columns
            .iter()
            .filter_map(|column| Some((column, column.mask.as_ref()?)));
        let mask = |(column, mask): (&crate::catalog::Column, &ColumnMask)| {
            Ok(Mask {
                column: column.name.clone(),
                function: self.policy(&mask.function_name)?,
                using: mask.using_column_names.clone(),
            })
        };
        Ok(TablePolicies {
            row_filter,
            masks: masked.map(mask).collect::<WsResult<_>>()?,
        })
    }

    /// A function that protects a table: who reads the table need not be allowed to call it.
    ///
    /// When it is gone the table cannot be read, rather than read without protection.
    fn policy(&self, name: &str) -> WsResult<SqlFunction> {
        let found = self.catalog.read(&self.rights, |access| {
            let chain = access.find(Kind::Function, name)?;
            access.function_row(&chain)
        })?;
        self.sql_function(found)
    }

    fn sql_function(&self, found: FunctionRow) -> WsResult<SqlFunction> {
        let definition = found.definition;
        let name = found.meta.full_name;
        if definition.routine_body != "SQL" {
            let language = definition
                .external_language
                .as_deref()
                .unwrap_or("another language");
            return Err(WsError::unsupported(format_args!(
                "calling the function `{name}`, which is written in {language}"
            )));
        }
        let catalog = definition.current_catalog.unwrap_or(found.catalog_name);
        let schema = definition.current_schema.unwrap_or(found.schema_name);
        let text = definition.routine_definition;
        let body = if definition.data_type == "TABLE_TYPE" {
            let columns = definition
                .return_params
                .into_iter()
                .map(|param| param.name)
                .collect();
            FunctionBody::Table { text, columns }
        } else {
            FunctionBody::Scalar {
                text,
                returns: definition.full_data_type,
            }
        };
        Ok(SqlFunction {
            parameters: definition
                .input_params
                .into_iter()
                .map(|param| FunctionParameter {
                    name: param.name,
                    type_text: param.type_text,
                    default: param.parameter_default,
                })
                .collect(),
            body,
            within: self.within(&found.meta.owner, &catalog, &schema),
            name,
        })
    }
}

#[async_trait]
impl Resolver for Names {
    fn current(&self) -> Current {
        Current {
            user: self.caller.user().to_owned(),
            groups: self.caller.groups.clone(),
            catalog: self.current_catalog.clone(),
            schema: self.current_schema.clone(),
            metastore: self.catalog.metastore().global_id(),
        }
    }

    async fn relation(&self, name: &[String; 3]) -> WsResult<Relation> {
        let full = complete(name, &self.current_catalog, &self.current_schema)?;
        if full.schema == "information_schema" {
            return self.information_schema(&full.catalog, &full.name);
        }
        let name = full.to_string();
        require(
            &self.catalog,
            &self.rights,
            Privilege::Select,
            Kind::Table,
            &name,
        )?;
        let table = self.catalog.get_table(&self.rights, &name)?;
        if let Some(view) = &table.view {
            return Ok(Relation::View {
                text: view.definition.clone(),
                columns: table
                    .columns
                    .iter()
                    .map(|column| column.name.clone())
                    .collect(),
                within: self.within(&table.meta.owner, &view.catalog, &view.schema),
            });
        }
        let policies = self.policies(&table)?;
        Ok(Relation::Table {
            location: super::tables::location(&table)?,
            policies,
        })
    }

    async fn function(&self, name: &[String; 3]) -> WsResult<Option<SqlFunction>> {
        let full = complete(name, &self.current_catalog, &self.current_schema)?.to_string();
        match require(
            &self.catalog,
            &self.rights,
            Privilege::Execute,
            Kind::Function,
            &full,
        ) {
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(error),
            Ok(()) => {}
        }
        let found = self.catalog.get_function(&self.rights, &full)?;
        self.sql_function(found).map(Some)
    }
}
