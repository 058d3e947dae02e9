//! How names in clauses are written so that DataFusion finds them.

use datafusion::sql::sqlparser::ast::{
    Ident, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, SetExpr, TableAlias,
    TableAliasColumnDef, TableFactor, TableWithJoins, WildcardAdditionalOptions,
};

use crate::engine::gate::names::{CaseMap, normalise};
use crate::error::{WsError, WsResult};

/// The columns of VALUES are `col1`, `col2`, ... where the text gives them no names.
pub(super) fn name_values(factor: &mut TableFactor) {
    let TableFactor::Derived {
        subquery, alias, ..
    } = factor
    else {
        return;
    };
    let SetExpr::Values(values) = subquery.body.as_ref() else {
        return;
    };
    let alias = alias.get_or_insert_with(|| TableAlias {
        explicit: true,
        name: Ident::with_quote('"', "values"),
        columns: Vec::new(),
        at: None,
    });
    if alias.columns.is_empty() {
        let count = values.rows.first().map_or(0, |row| row.len());
        alias.columns = (1..=count)
            .map(|number| TableAliasColumnDef {
                name: Ident::with_quote('"', format!("col{number}")),
                data_type: None,
            })
            .collect();
    }
}

/// The names by which the relations of a FROM qualify columns.
pub(super) fn relations(from: &[TableWithJoins]) -> Vec<String> {
    let factors = from.iter().flat_map(|table| {
        std::iter::once(&table.relation).chain(table.joins.iter().map(|join| &join.relation))
    });
    factors.flat_map(of_factor).collect()
}

fn of_factor(factor: &TableFactor) -> Vec<String> {
    match factor {
        TableFactor::Table {
            alias: Some(alias), ..
        }
        | TableFactor::Derived {
            alias: Some(alias), ..
        }
        | TableFactor::Function {
            alias: Some(alias), ..
        } => vec![alias.name.value.to_lowercase()],
        TableFactor::Pivot {
            alias: Some(alias), ..
        }
        | TableFactor::Unpivot {
            alias: Some(alias), ..
        } => vec![alias.name.value.to_lowercase()],
        TableFactor::Pivot { table, .. } | TableFactor::Unpivot { table, .. } => of_factor(table),
        TableFactor::Table { name, .. } => {
            let leaf = parts(name).ok().and_then(|mut parts| parts.pop());
            leaf.iter().map(|name| name.to_lowercase()).collect()
        }
        TableFactor::NestedJoin {
            table_with_joins, ..
        } => relations(std::slice::from_ref(table_with_joins)),
        _ => Vec::new(),
    }
}

pub(super) fn constraint(operator: &mut JoinOperator) -> Option<&mut JoinConstraint> {
    match operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::Semi(constraint)
        | JoinOperator::LeftSemi(constraint)
        | JoinOperator::Anti(constraint)
        | JoinOperator::LeftAnti(constraint) => Some(constraint),
        _ => None,
    }
}

pub(super) fn normalise_except(options: &mut WildcardAdditionalOptions) {
    if let Some(except) = &mut options.opt_except {
        normalise(&mut except.first_element);
        except.additional_elements.iter_mut().for_each(normalise);
    }
}

pub(super) fn normalise_alias(alias: &mut TableAlias, case: &mut CaseMap) {
    normalise(&mut alias.name);
    for column in &mut alias.columns {
        case.column(&column.name.value);
        normalise(&mut column.name);
    }
}

pub(super) fn parts(name: &ObjectName) -> WsResult<Vec<String>> {
    let ident = |part: &ObjectNamePart| part.as_ident().map(|ident| ident.value.clone());
    name.0
        .iter()
        .map(ident)
        .collect::<Option<_>>()
        .ok_or_else(|| WsError::unsupported(format_args!("the name `{name}`")))
}
