//! Calls that are rewritten to something other than a call of another name.

use datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken;
use datafusion::sql::sqlparser::ast::{
    AccessExpr, BinaryOperator, CaseWhen, CastKind, DataType, DuplicateTreatment, ExactNumberInfo,
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, Ident,
    NullTreatment, OrderByExpr, OrderByOptions, TimezoneInfo, Value, ValueWithSpan,
};

use super::expression::{cast, function, string};
use super::functions::one_part;
use super::lambdas::written;
use crate::error::{WsError, WsResult};

/// The functions that are rewritten here.
pub(super) const CALLS: &[&str] = &[
    "any",
    "array_append",
    "array_prepend",
    "array_sort",
    "arrays_zip",
    "count",
    "e",
    "equal_null",
    "first",
    "first_value",
    "last",
    "last_value",
    "any_value",
    "locate",
    "log",
    "map",
    "map_contains_key",
    "max_by",
    "median",
    "min_by",
    "mod",
    "nullifzero",
    "percentile",
    "position",
    "replace",
    "row_number",
    "rank",
    "dense_rank",
    "ntile",
    "struct",
    "to_date",
    "to_timestamp",
    "unix_timestamp",
    "zeroifnull",
    "listagg",
    "string_agg",
    "dateadd",
    "timestampadd",
    "timestampdiff",
    "datediff",
    "date_diff",
    "date_add",
    "current_timezone",
];

fn number(text: &str) -> Expr {
    Expr::Value(Value::Number(text.to_owned(), false).into())
}

fn is_number(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Value(ValueWithSpan {
            value: Value::Number(..),
            ..
        })
    )
}

fn int(expr: &Expr) -> WsResult<Expr> {
    cast(&CastKind::Cast, expr, &DataType::Int(None))
}

fn double(expr: &Expr) -> WsResult<Expr> {
    cast(
        &CastKind::Cast,
        expr,
        &DataType::Double(ExactNumberInfo::None),
    )
}

fn set_arguments(call: &mut Function, args: Vec<Expr>) {
    if let FunctionArguments::List(list) = &mut call.args {
        list.args = args
            .into_iter()
            .map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)))
            .collect();
    }
}

fn not_null(expr: &Expr) -> Expr {
    Expr::IsNotNull(Box::new(Expr::Nested(Box::new(expr.clone()))))
}

/// The expression for a call whose arguments were rewritten before; none for another function.
///
/// # Errors
/// When the function is known and these arguments are not supported.
pub(super) fn rewrite(call: &mut Function, name: &str, args: &[Expr]) -> WsResult<Option<Expr>> {
    Ok(Some(match (name, args) {
        ("to_date", [text, pattern]) => {
            function("spark_to_date", vec![text.clone(), pattern.clone()])
        }
        ("to_timestamp", [one]) => cast(&CastKind::Cast, one, &timestamp())?,
        ("to_timestamp", [text, pattern]) => {
            function("spark_to_timestamp", vec![text.clone(), pattern.clone()])
        }
        ("unix_timestamp", [one]) => function("spark_unix_seconds", vec![one.clone()]),
        ("unix_timestamp", [text, pattern]) => {
            function("spark_unix_timestamp", vec![text.clone(), pattern.clone()])
        }
        ("mod", [left, right]) => Expr::Nested(Box::new(Expr::BinaryOp {
            left: Box::new(Expr::Nested(Box::new(left.clone()))),
            op: BinaryOperator::Modulo,
            right: Box::new(Expr::Nested(Box::new(right.clone()))),
        })),
        ("log", [one]) => function("ln", vec![one.clone()]),
        ("log", [base, one]) => function("spark_log", vec![base.clone(), one.clone()]),
        ("e", []) => double(&string("2.718281828459045"))?,
        ("equal_null", [left, right]) => {
            Expr::IsNotDistinctFrom(Box::new(left.clone()), Box::new(right.clone()))
        }
        ("nullifzero", [one]) => function("nullif", vec![one.clone(), int(&number("0"))?]),
        ("zeroifnull", [one]) => function("coalesce", vec![one.clone(), int(&number("0"))?]),
        ("position" | "locate", args @ ([_, _] | [_, _, _])) => {
            function("spark_locate", args.to_vec())
        }
        ("replace", [text, what]) => function(
            "spark_replace",
            vec![text.clone(), what.clone(), string("")],
        ),
        ("replace", [_, _, _]) => function("spark_replace", args.to_vec()),
        ("array_append", [_, _]) => function("array_append", args.to_vec()),
        ("array_prepend", [array, item]) => {
            function("array_prepend", vec![item.clone(), array.clone()])
        }
        ("array_sort", [array]) => function(
            "array_sort",
            vec![array.clone(), string("ASC"), string("NULLS LAST")],
        ),
        ("arrays_zip", [_, ..]) => {
            let parts = args.iter().enumerate();
            let parts = parts.flat_map(|(place, arg)| [string(own_name(arg, place)), arg.clone()]);
            function("spark_arrays_zip", parts.collect())
        }
        ("map_contains_key", [map, key]) => function(
            "array_has",
            vec![function("map_keys", vec![map.clone()]), key.clone()],
        ),
        ("map", args) if args.len() % 2 == 0 && !args.is_empty() => {
            let keys = args.iter().step_by(2).cloned().collect();
            let values = args.iter().skip(1).step_by(2).cloned().collect();
            function(
                "map",
                vec![function("array", keys), function("array", values)],
            )
        }
        ("round" | "bround", [value, Expr::Cast { expr: places, .. }]) if is_number(places) => {
            function(
                if name == "round" {
                    "spark_round"
                } else {
                    "spark_bround"
                },
                vec![value.clone(), *places.clone()],
            )
        }
        ("concat", []) => string(""),
        ("rint", [one]) => function("rint", vec![double(one)?]),
        ("struct", args) => row(args)?,
        ("row_number" | "rank" | "dense_rank" | "ntile", _) => {
            call.name = one_part(name);
            int(&Expr::Function(call.clone()))?
        }
        ("median", [one]) => {
            set_arguments(call, vec![double(one)?, number("0.5")]);
            call.name = one_part("percentile_cont");
            return Ok(Some(Expr::Function(call.clone())));
        }
        (
            "percentile",
            [
                one,
                Expr::Value(ValueWithSpan {
                    value: Value::Number(share, _),
                    ..
                }),
            ],
        ) => {
            set_arguments(call, vec![double(one)?, number(share)]);
            call.name = one_part("percentile_cont");
            return Ok(Some(Expr::Function(call.clone())));
        }
        ("max_by" | "min_by", [value, by]) => best(call, name == "max_by", value, by)?,
        ("first" | "first_value" | "last" | "last_value" | "any_value", [one, ignore]) => {
            let ignores = match ignore {
                Expr::Value(ValueWithSpan {
                    value: Value::Boolean(ignores),
                    ..
                }) => *ignores,
                _ => {
                    return Err(WsError::unsupported(format_args!(
                        "`{name}` with `{ignore}`"
                    )));
                }
            };
            let target = if name.starts_with("last") {
                "last_value"
            } else {
                "first_value"
            };
            set_arguments(call, vec![one.clone()]);
            call.name = one_part(target);
            if ignores {
                call.null_treatment = Some(NullTreatment::IgnoreNulls);
            }
            return Ok(Some(Expr::Function(call.clone())));
        }
        ("any", [_]) => {
            call.name = one_part("bool_or");
            return Ok(Some(Expr::Function(call.clone())));
        }
        ("listagg" | "string_agg", [one]) => {
            set_arguments(call, vec![one.clone(), string("")]);
            call.name = one_part("string_agg");
            return Ok(Some(Expr::Function(call.clone())));
        }
        ("listagg" | "string_agg", [_, _]) => {
            call.name = one_part("string_agg");
            return Ok(Some(Expr::Function(call.clone())));
        }
        ("count", [_, _, ..]) if counts_rows(call) => {
            let one = whole_rows(args);
            set_arguments(call, vec![one]);
            return Ok(Some(Expr::Function(call.clone())));
        }
        (
            "dateadd" | "date_add" | "timestampadd" | "timestampdiff" | "datediff" | "date_diff",
            [_, _, _],
        ) => {
            return Err(WsError::unsupported(format_args!("`{name}` with a unit")));
        }
        ("timestampadd" | "timestampdiff", _) => {
            return Err(WsError::unsupported(format_args!("`{name}`")));
        }
        ("current_timezone", []) => string("UTC"),
        _ => return Ok(None),
    }))
}

fn timestamp() -> DataType {
    DataType::Timestamp(None, TimezoneInfo::None)
}

/// The value where another is greatest or least.
fn best(call: &Function, greatest: bool, value: &Expr, by: &Expr) -> WsResult<Expr> {
    if call.over.is_some() {
        return Err(WsError::unsupported("max_by and min_by over a window"));
    }
    let Expr::Function(mut first) = function("first_value", vec![value.clone()]) else {
        return Err(WsError::internal("a call that is none"));
    };
    if let FunctionArguments::List(list) = &mut first.args {
        list.clauses
            .push(FunctionArgumentClause::OrderBy(vec![OrderByExpr {
                expr: by.clone(),
                options: OrderByOptions {
                    asc: Some(!greatest),
                    nulls_first: Some(false),
                },
                with_fill: None,
            }]));
    }
    let known = not_null(by);
    first.filter = Some(Box::new(match &call.filter {
        None => known,
        Some(filter) => Expr::BinaryOp {
            left: Box::new(Expr::Nested(filter.clone())),
            op: BinaryOperator::And,
            right: Box::new(known),
        },
    }));
    Ok(Expr::Function(first))
}

/// A struct of all where none is NULL, else NULL: what `count` of several expressions counts.
fn whole_rows(args: &[Expr]) -> Expr {
    let all = args
        .iter()
        .map(not_null)
        .reduce(|left, right| Expr::BinaryOp {
            left: Box::new(left),
            op: BinaryOperator::And,
            right: Box::new(right),
        });
    let parts = args
        .iter()
        .enumerate()
        .flat_map(|(place, arg)| [string(format!("c{place}")), arg.clone()]);
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen {
            condition: all.unwrap_or_else(|| Expr::Value(Value::Boolean(true).into())),
            result: function("named_struct", parts.collect()),
        }],
        else_result: None,
    }
}

/// Whether several arguments are counted as one.
fn counts_rows(call: &Function) -> bool {
    matches!(&call.args, FunctionArguments::List(list)
        if list.duplicate_treatment != Some(DuplicateTreatment::All))
}

/// What `arrays_zip` calls the items of an argument: as the column or field, or by its place.
fn own_name(expr: &Expr, place: usize) -> String {
    match expr {
        Expr::Identifier(name) => written(&name.value).to_owned(),
        Expr::CompoundIdentifier(names) => match names.last() {
            Some(name) => name.value.clone(),
            None => place.to_string(),
        },
        Expr::CompoundFieldAccess { access_chain, .. } => match access_chain.last() {
            Some(AccessExpr::Dot(Expr::Value(ValueWithSpan {
                value: Value::SingleQuotedString(name),
                ..
            }))) => name.clone(),
            _ => place.to_string(),
        },
        _ => place.to_string(),
    }
}

/// `struct(...)`: a field is named by its alias, its column, or its place.
pub(super) fn row(values: &[Expr]) -> WsResult<Expr> {
    let mut parts = Vec::new();
    for (place, value) in values.iter().enumerate() {
        let named = |ident: &Ident| string(written(&ident.value));
        match value {
            Expr::Named { expr, name } => parts.extend([named(name), *expr.clone()]),
            Expr::Identifier(name) => parts.extend([named(name), value.clone()]),
            Expr::CompoundIdentifier(names) => {
                let last = names
                    .last()
                    .ok_or_else(|| WsError::internal("a name without parts"))?;
                parts.extend([named(last), value.clone()]);
            }
            other => parts.extend([string(format!("col{}", place + 1)), other.clone()]),
        }
    }
    Ok(function("named_struct", parts))
}
