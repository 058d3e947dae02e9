//! Clauses: every part of a query that is not an expression must be listed here.
//!
//! Each structure is taken apart completely, so that a part that a later parser adds does not
//! compile before somebody has decided what to do with it.

use datafusion::sql::sqlparser::ast::{
    Distinct, GroupByExpr, JoinOperator, LimitClause, ObjectName, OrderBy, OrderByExpr,
    OrderByKind, Query, Select, SelectFlavor, SelectItem, SetExpr, SetOperator, SetQuantifier,
    TableFactor, TableWithJoins, WildcardAdditionalOptions,
};

use super::functions::VARIANT;
use super::generators::is_generator;
use super::pivots;
use crate::error::{WsError, WsResult};

fn refuse_if(present: bool, what: &str) -> WsResult<()> {
    if present {
        Err(WsError::unsupported(what))
    } else {
        Ok(())
    }
}

/// Checks the clauses of a query; its body's selects and tables are checked on their own.
pub(super) fn query(query: &Query) -> WsResult<()> {
    let Query {
        with,
        body,
        order_by,
        limit_clause,
        fetch,
        locks,
        for_clause,
        settings,
        format_clause,
        pipe_operators,
    } = query;
    refuse_if(fetch.is_some(), "FETCH")?;
    refuse_if(!locks.is_empty(), "FOR UPDATE")?;
    refuse_if(for_clause.is_some(), "FOR XML, JSON or BROWSE")?;
    refuse_if(settings.is_some(), "SETTINGS")?;
    refuse_if(format_clause.is_some(), "FORMAT")?;
    refuse_if(!pipe_operators.is_empty(), "pipe syntax `|>`")?;
    for cte in with.iter().flat_map(|with| &with.cte_tables) {
        refuse_if(cte.from.is_some(), "FROM in a common table expression")?;
        refuse_if(cte.materialized.is_some(), "MATERIALIZED")?;
    }
    if let Some(OrderBy { kind, interpolate }) = order_by {
        refuse_if(interpolate.is_some(), "INTERPOLATE")?;
        match kind {
            OrderByKind::All(_) => {}
            OrderByKind::Expressions(list) => list.iter().try_for_each(sort)?,
        }
    }
    match limit_clause {
        None => {}
        Some(LimitClause::LimitOffset {
            limit: _,
            offset: _,
            limit_by,
        }) => {
            refuse_if(!limit_by.is_empty(), "LIMIT BY")?;
        }
        Some(LimitClause::OffsetCommaLimit { .. }) => {
            return Err(WsError::unsupported("LIMIT with a comma"));
        }
    }
    set_expr(body)
}

fn set_expr(body: &SetExpr) -> WsResult<()> {
    match body {
        SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) => Ok(()),
        SetExpr::SetOperation {
            left,
            op,
            set_quantifier,
            right,
        } => {
            match op {
                SetOperator::Union
                | SetOperator::Except
                | SetOperator::Intersect
                | SetOperator::Minus => {}
            }
            match set_quantifier {
                SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None => {}
                SetQuantifier::ByName
                | SetQuantifier::AllByName
                | SetQuantifier::DistinctByName => {
                    return Err(WsError::unsupported("BY NAME"));
                }
            }
            set_expr(left)?;
            set_expr(right)
        }
        SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
            Err(WsError::unsupported("a change of data inside a query"))
        }
        SetExpr::Table(_) => Err(WsError::unsupported("`TABLE name` as a query")),
    }
}

/// Checks the clauses of a select.
pub(super) fn select(select: &Select) -> WsResult<()> {
    let Select {
        select_token: _,
        // Databricks ignores hints that it does not know, and no hint changes a result.
        optimizer_hints: _,
        distinct,
        select_modifiers,
        top,
        top_before_distinct: _,
        projection,
        exclude,
        into,
        from,
        // Each becomes an item of FROM.
        lateral_views: _,
        prewhere,
        selection: _,
        connect_by,
        group_by,
        cluster_by,
        distribute_by,
        sort_by,
        having: _,
        named_window: _,
        qualify: _,
        window_before_qualify: _,
        value_table_mode,
        flavor,
    } = select;
    refuse_if(matches!(distinct, Some(Distinct::On(_))), "DISTINCT ON")?;
    refuse_if(select_modifiers.is_some(), "a modifier of SELECT")?;
    refuse_if(top.is_some(), "TOP")?;
    refuse_if(exclude.is_some(), "EXCLUDE")?;
    refuse_if(into.is_some(), "SELECT INTO")?;
    refuse_if(prewhere.is_some(), "PREWHERE")?;
    refuse_if(!connect_by.is_empty(), "CONNECT BY")?;
    refuse_if(!cluster_by.is_empty(), "CLUSTER BY in a query")?;
    refuse_if(!distribute_by.is_empty(), "DISTRIBUTE BY")?;
    refuse_if(!sort_by.is_empty(), "SORT BY")?;
    refuse_if(value_table_mode.is_some(), "SELECT AS STRUCT or VALUE")?;
    refuse_if(
        !matches!(flavor, SelectFlavor::Standard),
        "a query that begins with FROM",
    )?;
    match group_by {
        GroupByExpr::All(modifiers) => refuse_if(!modifiers.is_empty(), "GROUP BY ALL WITH")?,
        GroupByExpr::Expressions(_, modifiers) => {
            refuse_if(!modifiers.is_empty(), "GROUP BY ... WITH")?;
        }
    }
    projection.iter().try_for_each(item)?;
    from.iter().try_for_each(joins)
}

fn item(item: &SelectItem) -> WsResult<()> {
    match item {
        SelectItem::UnnamedExpr(_) | SelectItem::ExprWithAlias { .. } => Ok(()),
        SelectItem::ExprWithAliases { .. } => {
            Err(WsError::unsupported("several aliases of one expression"))
        }
        SelectItem::QualifiedWildcard(_, options) | SelectItem::Wildcard(options) => {
            let WildcardAdditionalOptions {
                wildcard_token: _,
                opt_ilike,
                opt_exclude,
                opt_except: _,
                opt_replace,
                opt_rename,
                opt_alias,
            } = options;
            refuse_if(opt_ilike.is_some(), "* ILIKE")?;
            refuse_if(opt_exclude.is_some(), "* EXCLUDE")?;
            refuse_if(opt_replace.is_some(), "* REPLACE")?;
            refuse_if(opt_rename.is_some(), "* RENAME")?;
            refuse_if(opt_alias.is_some(), "an alias of *")
        }
    }
}

fn joins(table: &TableWithJoins) -> WsResult<()> {
    pivots::of_joins(table)?;
    for join in &table.joins {
        refuse_if(join.global, "GLOBAL JOIN")?;
        match &join.join_operator {
            JoinOperator::Join(_)
            | JoinOperator::Inner(_)
            | JoinOperator::Left(_)
            | JoinOperator::LeftOuter(_)
            | JoinOperator::Right(_)
            | JoinOperator::RightOuter(_)
            | JoinOperator::FullOuter(_)
            | JoinOperator::CrossJoin(_)
            | JoinOperator::Semi(_)
            | JoinOperator::LeftSemi(_)
            | JoinOperator::Anti(_)
            | JoinOperator::LeftAnti(_) => {}
            other => return Err(WsError::unsupported(format_args!("the join `{other:?}`"))),
        }
    }
    Ok(())
}

/// What a table function is refused as.
fn function(name: &ObjectName) -> String {
    let shown = name.to_string().to_lowercase();
    match VARIANT.contains(&shown.as_str()) {
        true => format!("the type VARIANT, which `{shown}` is for"),
        false => format!("the table function `{name}`"),
    }
}

/// Checks an item of `FROM`.
pub(super) fn table(factor: &TableFactor) -> WsResult<()> {
    match factor {
        TableFactor::Table {
            name,
            alias: _,
            args,
            with_hints,
            version: _,
            with_ordinality,
            partitions,
            json_path,
            sample,
            index_hints,
        } => {
            // `range` was replaced before.
            refuse_if(args.is_some(), &function(name))?;
            refuse_if(!with_hints.is_empty(), "WITH hints")?;
            refuse_if(*with_ordinality, "WITH ORDINALITY")?;
            refuse_if(!partitions.is_empty(), "PARTITION in FROM")?;
            refuse_if(json_path.is_some(), "a JSON path in FROM")?;
            refuse_if(sample.is_some(), "TABLESAMPLE")?;
            refuse_if(!index_hints.is_empty(), "index hints")
        }
        TableFactor::Derived {
            lateral,
            subquery: _,
            alias: _,
            sample,
        } => {
            refuse_if(*lateral, "LATERAL")?;
            refuse_if(sample.is_some(), "TABLESAMPLE")
        }
        TableFactor::NestedJoin {
            table_with_joins,
            alias,
        } => {
            refuse_if(alias.is_some(), "an alias of a join")?;
            joins(table_with_joins)
        }
        TableFactor::Function {
            name,
            with_ordinality: false,
            ..
        } if is_generator(&name.to_string()) => Ok(()),
        TableFactor::Function { name, .. } => Err(WsError::unsupported(function(name))),
        TableFactor::TableFunction { expr, .. } => {
            Err(WsError::unsupported(format_args!("TABLE({expr})")))
        }
        TableFactor::UNNEST { .. } => Err(WsError::unsupported("UNNEST")),
        TableFactor::JsonTable { .. } | TableFactor::OpenJsonTable { .. } => {
            Err(WsError::unsupported("JSON_TABLE"))
        }
        TableFactor::Pivot { .. } | TableFactor::Unpivot { .. } => Ok(()),
        TableFactor::MatchRecognize { .. } => Err(WsError::unsupported("MATCH_RECOGNIZE")),
        TableFactor::XmlTable { .. } => Err(WsError::unsupported("XMLTABLE")),
        TableFactor::SemanticView { .. } => Err(WsError::unsupported("SEMANTIC_VIEW")),
    }
}

/// Checks an item of `ORDER BY`.
pub(super) fn sort(item: &OrderByExpr) -> WsResult<()> {
    refuse_if(item.with_fill.is_some(), "WITH FILL")
}
