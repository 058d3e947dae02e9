//! `CREATE FUNCTION`.

use super::Run;
use super::containers::keep_existing;
use crate::catalog::{FunctionDefinition, FunctionParam, NewFunction};
use crate::error::{WsError, WsResult};
use crate::runner::SqlResult;
use crate::sql::ast::{CreateFunction, Existing, FunctionBody, Returns};
use crate::sql::types::{DataType, Field};

impl Run<'_> {
    /// `CREATE FUNCTION`. The body is checked by running it, when it is called.
    pub(super) async fn create_function(&self, create: &CreateFunction) -> WsResult<SqlResult> {
        let full = self.full(&create.name)?;
        let mut definition = FunctionDefinition {
            input_params: create
                .parameters
                .iter()
                .map(|parameter| FunctionParam {
                    parameter_default: parameter.default.as_ref().map(|text| text.0.clone()),
                    ..param(&Field {
                        name: parameter.name.clone(),
                        data_type: parameter.data_type.clone(),
                        nullable: true,
                        comment: parameter.comment.clone(),
                    })
                })
                .collect(),
            is_deterministic: create.deterministic.unwrap_or(true),
            sql_data_access: create.data_access.unwrap_or("CONTAINS_SQL").to_owned(),
            is_null_call: false,
            security_type: "DEFINER".to_owned(),
            current_catalog: Some(self.session.catalog.clone()),
            current_schema: Some(self.session.schema.clone()),
            ..FunctionDefinition::default()
        };
        match &create.body {
            FunctionBody::Sql(body) => {
                "SQL".clone_into(&mut definition.routine_body);
                definition.routine_definition.clone_from(&body.0);
            }
            FunctionBody::Python(body) => {
                "EXTERNAL".clone_into(&mut definition.routine_body);
                definition.external_language = Some("PYTHON".to_owned());
                definition.routine_definition.clone_from(body);
            }
        }
        self.set_returns(create, &mut definition).await?;
        let new = NewFunction {
            catalog: full.catalog,
            schema: full.schema,
            name: full.name,
            comment: create.comment.clone(),
            definition,
        };
        let made = self.catalog().create_function(self.caller(), &new);
        match made {
            Err(error)
                if create.existing == Existing::Replace
                    && error.code == "ROUTINE_ALREADY_EXISTS" =>
            {
                self.catalog().replace_function(self.caller(), &new)?;
                Ok(SqlResult::default())
            }
            made => keep_existing(made, create.existing, "ROUTINE_ALREADY_EXISTS"),
        }
    }

    async fn set_returns(
        &self,
        create: &CreateFunction,
        definition: &mut FunctionDefinition,
    ) -> WsResult<()> {
        match &create.returns {
            Some(Returns::Scalar(data_type)) => {
                data_type.type_name().clone_into(&mut definition.data_type);
                definition.full_data_type = data_type.to_string();
            }
            Some(Returns::Table(columns)) if !columns.is_empty() => {
                "TABLE_TYPE".clone_into(&mut definition.data_type);
                definition.full_data_type = row_type(columns);
                definition.return_params = columns.iter().map(param).collect();
            }
            _ => {
                return Err(WsError::unsupported(
                    "CREATE FUNCTION without the returned type: name it in RETURNS",
                ));
            }
        }
        Ok(())
    }
}

fn param(field: &Field) -> FunctionParam {
    let (precision, scale) = match field.data_type {
        DataType::Decimal(precision, scale) => (Some(i64::from(precision)), Some(i64::from(scale))),
        _ => (None, None),
    };
    FunctionParam {
        name: field.name.clone(),
        type_text: field.data_type.to_string(),
        type_name: field.data_type.type_name().to_owned(),
        type_json: Some(field.delta().to_string()),
        type_precision: precision,
        type_scale: scale,
        parameter_default: None,
        comment: field.comment.clone(),
    }
}

/// The type of a returned row: `(a INT, b STRING)`.
fn row_type(columns: &[Field]) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|column| {
            let name = crate::sql::names::quoted_if_needed(&column.name);
            format!("{name} {}", column.data_type.to_string().to_uppercase())
        })
        .collect();
    format!("({})", columns.join(", "))
}
