//! Calls: every function must be listed here, with the function of the engine that answers it.

use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectName,
};

use crate::error::{WsError, WsResult};

/// Functions that the engine answers as Databricks does: the Databricks name, the engine's name.
pub(super) const FUNCTIONS: &[(&str, &str)] = &[
    // Aggregates.
    ("any_value", "first_value"),
    ("approx_count_distinct", "approx_distinct"),
    ("array_agg", "collect_list"),
    ("avg", "avg"),
    ("bit_and", "bit_and"),
    ("bit_or", "bit_or"),
    ("bit_xor", "bit_xor"),
    ("bool_and", "bool_and"),
    ("bool_or", "bool_or"),
    ("collect_list", "collect_list"),
    ("collect_set", "collect_set"),
    ("corr", "corr"),
    ("count", "count"),
    ("covar_pop", "covar_pop"),
    ("covar_samp", "covar_samp"),
    ("every", "bool_and"),
    ("first", "first_value"),
    ("first_value", "first_value"),
    ("last", "last_value"),
    ("last_value", "last_value"),
    ("max", "max"),
    ("mean", "avg"),
    ("median", "median"),
    ("min", "min"),
    ("some", "bool_or"),
    ("stddev", "stddev"),
    ("stddev_pop", "stddev_pop"),
    ("stddev_samp", "stddev"),
    ("sum", "sum"),
    ("var_pop", "var_pop"),
    ("var_samp", "var_samp"),
    ("variance", "var_samp"),
    // Windows.
    ("cume_dist", "cume_dist"),
    ("dense_rank", "dense_rank"),
    ("lag", "lag"),
    ("lead", "lead"),
    ("nth_value", "nth_value"),
    ("ntile", "ntile"),
    ("percent_rank", "percent_rank"),
    ("rank", "rank"),
    ("row_number", "row_number"),
    // Conditions.
    ("coalesce", "coalesce"),
    ("greatest", "greatest"),
    ("least", "least"),
    ("if", "if"),
    ("iff", "if"),
    ("ifnull", "nvl"),
    ("nullif", "nullif"),
    ("nvl", "nvl"),
    ("nvl2", "nvl2"),
    // Numbers.
    ("abs", "abs"),
    ("acos", "acos"),
    ("asin", "asin"),
    ("atan", "atan"),
    ("cbrt", "cbrt"),
    ("ceil", "ceil"),
    ("ceiling", "ceil"),
    ("cos", "cos"),
    ("degrees", "degrees"),
    ("exp", "exp"),
    ("floor", "floor"),
    ("ln", "ln"),
    ("log10", "log10"),
    ("log2", "log2"),
    ("pi", "pi"),
    ("pow", "power"),
    ("power", "power"),
    ("radians", "radians"),
    ("round", "round"),
    ("sign", "signum"),
    ("signum", "signum"),
    ("sin", "sin"),
    ("sqrt", "sqrt"),
    ("tan", "tan"),
    // Text.
    ("ascii", "ascii"),
    ("btrim", "btrim"),
    ("char_length", "length"),
    ("character_length", "length"),
    ("concat", "concat"),
    ("concat_ws", "concat_ws"),
    ("contains", "contains"),
    ("endswith", "ends_with"),
    ("initcap", "initcap"),
    ("instr", "strpos"),
    ("lcase", "lower"),
    ("left", "left"),
    ("len", "length"),
    ("length", "length"),
    ("lower", "lower"),
    ("lpad", "lpad"),
    ("ltrim", "ltrim"),
    ("regexp_like", "regexp_like"),
    ("repeat", "repeat"),
    ("replace", "replace"),
    ("reverse", "reverse"),
    ("right", "right"),
    ("rpad", "rpad"),
    ("rtrim", "rtrim"),
    ("startswith", "starts_with"),
    ("substr", "substring"),
    ("substring", "substring"),
    ("translate", "translate"),
    ("trim", "btrim"),
    ("ucase", "upper"),
    ("upper", "upper"),
    // Digests.
    ("crc32", "crc32"),
    ("hex", "hex"),
    ("md5", "md5"),
    ("sha", "sha1"),
    ("sha1", "sha1"),
    ("sha2", "sha2"),
    ("xxhash64", "xxhash64"),
    // Dates and times.
    ("add_months", "add_months"),
    ("current_date", "current_date"),
    ("current_timestamp", "now"),
    ("date_add", "date_add"),
    ("date_diff", "date_diff"),
    ("date_sub", "date_sub"),
    ("datediff", "date_diff"),
    ("last_day", "last_day"),
    ("next_day", "next_day"),
    ("now", "now"),
    ("date_trunc", "date_trunc"),
    ("make_date", "make_date"),
    // Arrays.
    ("array", "array"),
    ("array_contains", "array_contains"),
    ("array_distinct", "array_distinct"),
    ("array_max", "array_max"),
    ("array_min", "array_min"),
    ("cardinality", "size"),
    ("size", "size"),
];

/// Parts of a date: the Databricks function, the field that DataFusion extracts.
pub(super) const DATE_PARTS: &[(&str, &str)] = &[
    ("year", "year"),
    ("quarter", "quarter"),
    ("month", "month"),
    ("weekofyear", "week"),
    ("day", "day"),
    ("dayofmonth", "day"),
    ("dayofyear", "doy"),
    ("hour", "hour"),
    ("minute", "minute"),
];

/// The engine's name of a function that is listed.
pub(super) fn target(name: &str) -> Option<&'static str> {
    FUNCTIONS
        .iter()
        .find(|(listed, _)| *listed == name)
        .map(|(_, target)| *target)
}

/// Whether the gate knows a one-part name as a function of the language.
pub(super) fn is_builtin(name: &str) -> bool {
    target(name).is_some()
        || DATE_PARTS.iter().any(|(listed, _)| *listed == name)
        || SPECIAL.contains(&name)
}

/// Functions that are rewritten to something other than one call.
pub(super) const SPECIAL: &[&str] = &[
    "count_if",
    "current_catalog",
    "current_database",
    "current_metastore",
    "current_schema",
    "current_user",
    "is_account_group_member",
    "is_member",
    "isnotnull",
    "isnull",
    "locate",
    "named_struct",
    "session_user",
    "to_date",
    "try_divide",
    "user",
];

/// The parts of a call that matter, once everything else was refused.
pub(super) struct Call {
    /// The name in lower case.
    pub(super) name: String,
    /// The arguments, all of them expressions; none for `count(*)`.
    pub(super) args: Option<Vec<Expr>>,
}

/// Takes a call of the language apart.
///
/// # Errors
/// When the call has a clause that is not supported.
pub(super) fn call(function: &Function) -> WsResult<Call> {
    let Function {
        name,
        uses_odbc_syntax,
        parameters,
        args,
        filter: _,
        null_treatment: _,
        over: _,
        within_group,
    } = function;
    let shown = name.to_string();
    let refuse = |what: &str| {
        Err(WsError::unsupported(format_args!(
            "{what} of function `{shown}`"
        )))
    };
    if *uses_odbc_syntax {
        return refuse("the ODBC syntax");
    }
    if !matches!(parameters, FunctionArguments::None) {
        return refuse("two argument lists");
    }
    if !within_group.is_empty() {
        return refuse("WITHIN GROUP");
    }
    let lower = shown.to_lowercase();
    let list = match args {
        FunctionArguments::None => {
            return Ok(Call {
                name: lower,
                args: Some(Vec::new()),
            });
        }
        FunctionArguments::Subquery(_) => return refuse("a subquery as the argument"),
        FunctionArguments::List(list) => list,
    };
    if !list.clauses.is_empty() {
        return refuse("a clause among the arguments");
    }
    let mut args = Vec::new();
    for arg in &list.args {
        match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => args.push(expr.clone()),
            FunctionArg::Unnamed(FunctionArgExpr::Wildcard) if lower == "count" => {
                return Ok(Call {
                    name: lower,
                    args: None,
                });
            }
            FunctionArg::Unnamed(_) => return refuse("`*` as an argument"),
            FunctionArg::Named { .. } | FunctionArg::ExprNamed { .. } => {
                return refuse("a named argument");
            }
        }
    }
    if list.duplicate_treatment.is_some() && args.len() > 1 {
        return refuse("DISTINCT over several expressions");
    }
    Ok(Call {
        name: lower,
        args: Some(args),
    })
}

/// A name of one part.
pub(super) fn one_part(name: &str) -> ObjectName {
    ObjectName::from(vec![Ident::with_quote('"', name)])
}
