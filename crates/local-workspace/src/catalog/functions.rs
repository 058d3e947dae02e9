//! Functions.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::lifecycle::Birth;
use super::page::{Page, PageOf};
use super::{Catalog, Chain, FunctionRow, Kind};
use crate::error::WsResult;
use crate::govern::{Access, Privilege};
use crate::identity::Session;

/// One parameter of a function, or one column of the table it returns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionParam {
    /// The name.
    pub name: String,
    /// The type in SQL.
    pub type_text: String,
    /// The name of the type in REST.
    pub type_name: String,
    /// The field as Spark's JSON.
    pub type_json: Option<String>,
    /// Precision of a decimal.
    pub type_precision: Option<i64>,
    /// Scale of a decimal.
    pub type_scale: Option<i64>,
    /// The default, as SQL text.
    pub parameter_default: Option<String>,
    /// The comment.
    pub comment: Option<String>,
}

/// What a function takes, does and returns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionDefinition {
    /// The parameters in their order.
    pub input_params: Vec<FunctionParam>,
    /// The name of the returned type in REST; `TABLE_TYPE` for a table function.
    pub data_type: String,
    /// The returned type in SQL.
    pub full_data_type: String,
    /// The columns that a table function returns.
    pub return_params: Vec<FunctionParam>,
    /// `SQL` or `EXTERNAL`.
    pub routine_body: String,
    /// The body.
    pub routine_definition: String,
    /// The language of an `EXTERNAL` body.
    pub external_language: Option<String>,
    /// Whether equal arguments give equal results.
    pub is_deterministic: bool,
    /// `CONTAINS_SQL`, `READS_SQL_DATA` or `NO_SQL`.
    pub sql_data_access: String,
    /// Whether NULL arguments give NULL without a call.
    pub is_null_call: bool,
    /// `DEFINER`.
    pub security_type: String,
    /// Full names of the tables that the body reads.
    pub tables: Vec<String>,
    /// Full names of the functions that the body calls.
    pub functions: Vec<String>,
    /// The current catalog when the function was made.
    pub current_catalog: Option<String>,
    /// The current schema when the function was made.
    pub current_schema: Option<String>,
    /// The properties text of REST.
    pub properties: Option<String>,
}

/// A function to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFunction {
    /// The catalog.
    pub catalog: String,
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// The comment.
    pub comment: Option<String>,
    /// What it takes, does and returns.
    pub definition: FunctionDefinition,
}

impl Catalog {
    /// Creates a function.
    ///
    /// # Errors
    /// When the caller lacks `CREATE FUNCTION`, when the name is taken or not valid.
    pub fn create_function(&self, session: &Session, new: &NewFunction) -> WsResult<FunctionRow> {
        self.write(session, |access| {
            let schema = access.find(Kind::Schema, &format!("{}.{}", new.catalog, new.schema))?;
            let chain = access.create(
                &schema,
                Kind::Function,
                &new.name,
                new.comment.as_deref(),
                Privilege::CreateFunction,
                Birth::Active,
            )?;
            access.write_function(&chain, &new.definition)?;
            access.function_row(&chain)
        })
    }

    /// Gives an existing function another definition, keeping its id, owner, grants and tags.
    ///
    /// # Errors
    /// When it does not exist or the caller does not manage it.
    pub fn replace_function(&self, session: &Session, new: &NewFunction) -> WsResult<FunctionRow> {
        self.write(session, |access| {
            let name = format!("{}.{}.{}", new.catalog, new.schema, new.name);
            let chain = access.find(Kind::Function, &name)?;
            access.require_manage(&chain)?;
            let id = &chain.object().id;
            let comment = new.comment.as_deref().filter(|comment| !comment.is_empty());
            access.tx.execute(
                "UPDATE securable SET comment = ?2 WHERE id = ?1",
                params![id, comment],
            )?;
            access.write_function(&chain, &new.definition)?;
            access.touch(id)?;
            let chain = access.find(Kind::Function, &name)?;
            access.function_row(&chain)
        })
    }

    /// One function.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn get_function(&self, session: &Session, full_name: &str) -> WsResult<FunctionRow> {
        self.read(session, |access| {
            let chain = access.find_visible(Kind::Function, full_name)?;
            access.function_row(&chain)
        })
    }

    /// The functions of a schema that the caller sees.
    ///
    /// # Errors
    /// When the schema does not exist or the caller may not use it.
    pub fn list_functions(
        &self,
        session: &Session,
        catalog: &str,
        schema: &str,
        page: &Page,
    ) -> WsResult<PageOf<FunctionRow>> {
        self.read(session, |access| {
            let schema = access.find_visible(Kind::Schema, &format!("{catalog}.{schema}"))?;
            access
                .children(&schema, Kind::Function, page)?
                .try_map(|chain| access.function_row(&chain))
        })
    }
}

impl Access<'_> {
    fn write_function(&self, chain: &Chain, definition: &FunctionDefinition) -> WsResult<()> {
        self.tx.execute(
            "INSERT OR REPLACE INTO function_detail (id, definition) VALUES (?1, ?2)",
            params![chain.object().id, serde_json::to_string(definition)?],
        )?;
        Ok(())
    }

    pub(crate) fn function_row(&self, chain: &Chain) -> WsResult<FunctionRow> {
        let meta = chain.object().clone();
        let text: String = self
            .tx
            .prepare_cached("SELECT definition FROM function_detail WHERE id = ?1")?
            .query_row([&meta.id], |row| row.get(0))?;
        Ok(FunctionRow {
            catalog_name: chain.name_at(1),
            schema_name: chain.name_at(2),
            definition: serde_json::from_str(&text)?,
            meta,
        })
    }
}
