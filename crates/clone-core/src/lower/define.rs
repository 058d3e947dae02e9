//! Views and functions as text.

use std::collections::BTreeMap;

use sql_rewrite::Namespace;

use super::quote;
use crate::model::{Column, FunctionDetail, Param, Returns};
use crate::plan::{Action, Expect};

/// The statement that makes a view or function, run where its short names resolve.
pub(super) fn definition(
    statement: String,
    namespace: Option<&Namespace>,
    replace: bool,
) -> Action {
    let expect = if replace {
        Expect::Done
    } else {
        Expect::Created
    };
    Action::Sql {
        statement,
        namespace: namespace.cloned(),
        expect,
    }
}

/// A view.
pub(super) fn view(
    head: &str,
    text: &str,
    columns: &[Column],
    comment: Option<&String>,
    properties: &BTreeMap<String, String>,
) -> String {
    let mut statement = head.to_owned();
    if !columns.is_empty() {
        let columns: Vec<_> = columns
            .iter()
            .map(|column| {
                let comment = comment_clause(column.comment.as_ref());
                format!("{}{comment}", quote::ident(&column.name))
            })
            .collect();
        statement.push_str(&format!(" ({})", columns.join(", ")));
    }
    statement.push_str(&comment_clause(comment));
    if !properties.is_empty() {
        statement.push_str(&format!(" TBLPROPERTIES {}", quote::pairs(properties)));
    }
    statement.push_str(" AS ");
    statement.push_str(text.trim().trim_end_matches(';').trim_end());
    statement
}

/// A SQL function.
pub(super) fn function(head: &str, function: &FunctionDetail, comment: Option<&String>) -> String {
    let mut statement = format!("{head}({})", params(&function.params));
    match &function.returns {
        Returns::Scalar { type_text } => statement.push_str(&format!(" RETURNS {type_text}")),
        Returns::Table { columns } => {
            statement.push_str(&format!(" RETURNS TABLE ({})", params(columns)));
        }
    }
    statement.push_str(&format!(" LANGUAGE {}", function.language));
    match function.deterministic {
        Some(true) => statement.push_str(" DETERMINISTIC"),
        Some(false) => statement.push_str(" NOT DETERMINISTIC"),
        None => {}
    }
    statement.push_str(&comment_clause(comment));
    if let Some(access) = &function.data_access {
        statement.push_str(&format!(" {}", access.replace('_', " ")));
    }
    statement.push_str(" RETURN ");
    statement.push_str(function.body.trim().trim_end_matches(';').trim_end());
    statement
}

fn params(params: &[Param]) -> String {
    let texts: Vec<_> = params
        .iter()
        .map(|param| {
            let default = param
                .default
                .as_ref()
                .map_or_else(String::new, |text| format!(" DEFAULT {text}"));
            let comment = comment_clause(param.comment.as_ref());
            format!(
                "{} {}{default}{comment}",
                quote::ident(&param.name),
                param.type_text
            )
        })
        .collect();
    texts.join(", ")
}

/// ` COMMENT '...'`, or nothing.
pub(super) fn comment_clause(comment: Option<&String>) -> String {
    comment.map_or_else(String::new, |text| {
        format!(" COMMENT {}", quote::literal(text))
    })
}
