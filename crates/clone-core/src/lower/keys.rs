//! Primary and foreign keys.

use sql_rewrite::QName;

use super::quote;
use crate::model::{Constraint, ConstraintRule};
use crate::plan::{Action, Expect};

/// Adds a key.
pub(super) fn add(name: &QName, constraint: &Constraint, may_exist: bool) -> Action {
    let mut rule = match &constraint.rule {
        ConstraintRule::PrimaryKey { timeseries } => {
            let columns: Vec<_> = constraint
                .columns
                .iter()
                .map(|column| {
                    let mark = if timeseries.contains(column) {
                        " TIMESERIES"
                    } else {
                        ""
                    };
                    format!("{}{mark}", quote::ident(column))
                })
                .collect();
            format!("PRIMARY KEY ({})", columns.join(", "))
        }
        ConstraintRule::ForeignKey {
            parent,
            parent_columns,
        } => {
            let columns = quote::list(&constraint.columns);
            let parent_columns = quote::list(parent_columns);
            format!(
                "FOREIGN KEY ({columns}) REFERENCES {} ({parent_columns})",
                parent.to_sql()
            )
        }
    };
    if constraint.rely {
        rule.push_str(" RELY");
    }
    Action::Sql {
        statement: format!(
            "ALTER TABLE {} ADD CONSTRAINT {} {rule}",
            name.to_sql(),
            quote::ident(&constraint.name)
        ),
        namespace: None,
        expect: if may_exist {
            Expect::Present
        } else {
            Expect::Created
        },
    }
}
