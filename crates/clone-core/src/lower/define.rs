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
    // `NO_SQL` is said by the platform and taken by no statement.
    match function.data_access.as_deref() {
        Some("CONTAINS_SQL") => statement.push_str(" CONTAINS SQL"),
        Some("READS_SQL_DATA") => statement.push_str(" READS SQL DATA"),
        _ => {}
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn function_with(change: impl FnOnce(&mut FunctionDetail)) -> String {
        let mut detail = FunctionDetail {
            language: "SQL".to_owned(),
            params: Vec::new(),
            returns: Returns::Scalar {
                type_text: "INT".to_owned(),
            },
            body: "1;".to_owned(),
            namespace: Namespace {
                catalog: "c".into(),
                schema: "s".into(),
            },
            deterministic: None,
            data_access: None,
        };
        change(&mut detail);
        function("CREATE FUNCTION `f`", &detail, None)
    }

    fn param(name: &str, default: Option<&str>, comment: Option<&str>) -> Param {
        Param {
            name: name.to_owned(),
            type_text: "INT".to_owned(),
            default: default.map(str::to_owned),
            comment: comment.map(str::to_owned),
        }
    }

    #[rstest]
    #[case::bare(|_: &mut FunctionDetail| (), "() RETURNS INT LANGUAGE SQL RETURN 1")]
    #[case::params(
        |f: &mut FunctionDetail| f.params = vec![param("a`b", Some("1"), Some("it's")), param("c", None, None)],
        r"(`a``b` INT DEFAULT 1 COMMENT 'it\'s', `c` INT) RETURNS INT LANGUAGE SQL RETURN 1"
    )]
    #[case::table(
        |f: &mut FunctionDetail| f.returns = Returns::Table { columns: vec![param("id", None, Some("key"))] },
        "() RETURNS TABLE (`id` INT COMMENT 'key') LANGUAGE SQL RETURN 1"
    )]
    #[case::reads(
        |f: &mut FunctionDetail| {
            f.deterministic = Some(false);
            f.data_access = Some("READS_SQL_DATA".to_owned());
        },
        "() RETURNS INT LANGUAGE SQL NOT DETERMINISTIC READS SQL DATA RETURN 1"
    )]
    #[case::access_that_no_statement_takes(
        |f: &mut FunctionDetail| f.data_access = Some("NO_SQL".to_owned()),
        "() RETURNS INT LANGUAGE SQL RETURN 1"
    )]
    fn a_function_is_written_as_it_was_declared(
        #[case] change: impl FnOnce(&mut FunctionDetail),
        #[case] text: &str,
    ) {
        assert_eq!(function_with(change), format!("CREATE FUNCTION `f`{text}"));
    }

    #[test]
    fn a_view_names_its_columns_and_says_what_they_are() {
        let column = |name: &str, comment: Option<&str>| Column {
            name: name.to_owned(),
            type_text: "INT".to_owned(),
            nullable: true,
            comment: comment.map(str::to_owned),
            tags: BTreeMap::new(),
            mask: None,
        };
        let columns = [column("a b", None), column("c", Some("x'y"))];
        let properties = BTreeMap::from([("k".to_owned(), "v".to_owned())]);
        let comment = "seen".to_owned();
        assert_eq!(
            view(
                "CREATE VIEW `v`",
                "SELECT 1, 2 ;\n",
                &columns,
                Some(&comment),
                &properties
            ),
            r"CREATE VIEW `v` (`a b`, `c` COMMENT 'x\'y') COMMENT 'seen' TBLPROPERTIES ('k' = 'v') AS SELECT 1, 2"
        );
    }
}
