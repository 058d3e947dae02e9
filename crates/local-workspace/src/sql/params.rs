//! Values of the parameter markers of a statement.

use super::error::SqlError;
use super::names::string_literal;
use super::parse::parse_type;
use crate::runner::SqlParam;

/// The parameters of a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters<'a>(pub(crate) &'a [SqlParam]);

impl Parameters<'_> {
    /// For a text that is no statement of a caller.
    pub(crate) const NONE: Parameters<'static> = Parameters(&[]);

    fn get(&self, name: &str) -> Result<&SqlParam, SqlError> {
        let found = self
            .0
            .iter()
            .find(|parameter| parameter.name.eq_ignore_ascii_case(name));
        found.ok_or_else(|| {
            // A marker without a name is called by its place.
            let name = name.replace('?', "_");
            let text = format!(
                "Found the unbound parameter: {name}. Please, fix `args` and provide a mapping of the parameter."
            );
            SqlError::new("UNBOUND_SQL_PARAMETER", "42P02", text)
        })
    }

    /// The value of `name` as text, where the grammar wants a string or a number.
    pub(crate) fn text(&self, name: &str) -> Result<String, SqlError> {
        self.get(name)?.value.clone().ok_or_else(|| {
            let text = format!("The parameter `{name}` is NULL where a value is needed.");
            SqlError::new("INVALID_PARAMETER_VALUE", "22023", text)
        })
    }

    /// The value of `name` as an expression.
    pub(crate) fn literal(&self, name: &str) -> Result<String, SqlError> {
        let parameter = self.get(name)?;
        // The type is parsed and printed again, so that it cannot carry other SQL.
        let data_type = parse_type(&parameter.type_text)?;
        Ok(match &parameter.value {
            Some(value) if data_type.to_string() == "string" => string_literal(value),
            Some(value) => format!("CAST({} AS {data_type})", string_literal(value)),
            None => format!("CAST(NULL AS {data_type})"),
        })
    }
}
