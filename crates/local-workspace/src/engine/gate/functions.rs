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
    ("bround", "spark_bround"),
    ("round", "spark_round"),
    ("sign", "signum"),
    ("signum", "signum"),
    ("sin", "sin"),
    ("sqrt", "sqrt"),
    ("tan", "tan"),
    ("atan2", "atan2"),
    ("bin", "bin"),
    ("bit_count", "bit_count"),
    ("factorial", "factorial"),
    ("hypot", "hypot"),
    ("isnan", "isnan"),
    ("nanvl", "nanvl"),
    ("pmod", "spark_pmod"),
    ("rint", "rint"),
    ("shiftleft", "shiftleft"),
    ("shiftright", "shiftright"),
    ("try_add", "spark_try_add"),
    ("try_multiply", "spark_try_multiply"),
    ("try_subtract", "spark_try_subtract"),
    ("typeof", "typeof"),
    ("width_bucket", "width_bucket"),
    // Text.
    ("ascii", "ascii"),
    ("btrim", "btrim"),
    ("char_length", "length"),
    ("character_length", "length"),
    ("concat", "spark_concat"),
    ("concat_ws", "concat_ws"),
    ("contains", "contains"),
    ("endswith", "ends_with"),
    ("initcap", "spark_initcap"),
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
    ("reverse", "spark_reverse"),
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
    ("base64", "base64"),
    ("bit_length", "spark_bit_length"),
    ("char", "spark_chr"),
    ("chr", "spark_chr"),
    ("conv", "conv"),
    ("decode", "spark_decode"),
    ("elt", "elt"),
    ("encode", "spark_encode"),
    ("find_in_set", "spark_find_in_set"),
    ("format_number", "format_number"),
    ("format_string", "format_string"),
    ("get_json_object", "get_json_object"),
    ("is_valid_utf8", "is_valid_utf8"),
    ("levenshtein", "spark_levenshtein"),
    ("octet_length", "spark_octet_length"),
    ("parse_url", "parse_url"),
    ("printf", "format_string"),
    ("regexp_count", "spark_regexp_count"),
    ("regexp_extract", "spark_regexp_extract"),
    ("regexp_instr", "spark_regexp_instr"),
    ("regexp_replace", "spark_regexp_replace"),
    ("soundex", "soundex"),
    ("space", "space"),
    ("split", "spark_split"),
    ("split_part", "spark_split_part"),
    ("substring_index", "spark_substring_index"),
    ("unbase64", "unbase64"),
    ("unhex", "unhex"),
    ("url_decode", "url_decode"),
    ("url_encode", "url_encode"),
    // Digests.
    ("hash", "spark_hash"),
    ("crc32", "crc32"),
    ("hex", "hex"),
    ("md5", "md5"),
    ("sha", "sha1"),
    ("sha1", "sha1"),
    ("sha2", "sha2"),
    ("xxhash64", "xxhash64"),
    // Dates and times.
    ("add_months", "spark_add_months"),
    ("current_date", "current_date"),
    ("current_timestamp", "now"),
    ("date_add", "spark_date_add"),
    ("date_diff", "spark_datediff"),
    ("date_sub", "spark_date_sub"),
    ("datediff", "spark_datediff"),
    ("last_day", "spark_last_day"),
    ("next_day", "next_day"),
    ("now", "now"),
    ("date_trunc", "spark_date_trunc"),
    ("make_date", "spark_make_date"),
    ("date_format", "spark_date_format"),
    ("date_part", "date_part"),
    ("dayname", "dayname"),
    ("dayofweek", "dayofweek"),
    ("from_unixtime", "spark_from_unixtime"),
    ("monthname", "spark_monthname"),
    ("months_between", "months_between"),
    ("second", "spark_second"),
    ("timestamp_micros", "timestamp_micros"),
    ("timestamp_millis", "timestamp_millis"),
    ("timestamp_seconds", "timestamp_seconds"),
    ("trunc", "spark_trunc"),
    ("unix_date", "spark_unix_date"),
    ("unix_micros", "spark_unix_micros"),
    ("unix_millis", "spark_unix_millis"),
    ("unix_seconds", "spark_unix_seconds"),
    ("weekday", "spark_weekday"),
    // Arrays and maps.
    ("array_compact", "array_compact"),
    ("array_except", "array_except"),
    ("array_intersect", "array_intersect"),
    ("array_join", "spark_array_join"),
    ("array_position", "spark_array_position"),
    ("array_remove", "array_remove_all"),
    ("array_repeat", "array_repeat"),
    ("array_size", "size"),
    ("array_union", "array_union"),
    ("arrays_overlap", "array_has_any"),
    ("element_at", "spark_element_at"),
    ("flatten", "flatten"),
    ("get", "spark_get"),
    ("map_entries", "map_entries"),
    ("map_from_arrays", "map_from_arrays"),
    ("map_keys", "map_keys"),
    ("map_values", "map_values"),
    ("sequence", "spark_sequence"),
    ("slice", "slice"),
    ("sort_array", "spark_sort_array"),
    ("str_to_map", "str_to_map"),
    ("try_element_at", "try_element_at"),
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
        || super::calls::CALLS.contains(&name)
        || super::generators::is_generator(name)
        || super::lambdas::takes(name)
        || MISSING.contains(&name)
        || VARIANT.contains(&name)
}

/// Functions of Databricks that this engine does not have.
pub(super) const MISSING: &[&str] = &[
    "ai_query",
    "approx_percentile",
    "array_insert",
    "assert_true",
    "cosh",
    "cot",
    "current_version",
    "date_from_unix_date",
    "from_csv",
    "from_json",
    "from_utc_timestamp",
    "grouping",
    "grouping_id",
    "histogram_numeric",
    "input_file_name",
    "ilike",
    "java_method",
    "json_array_length",
    "json_object_keys",
    "json_tuple",
    "kurtosis",
    "make_interval",
    "make_timestamp",
    "map_concat",
    "map_from_entries",
    "mask",
    "mode",
    "monotonically_increasing_id",
    "named_parameters",
    "overlay",
    "percentile_approx",
    "percentile_cont",
    "percentile_disc",
    "raise_error",
    "rand",
    "randn",
    "random",
    "read_files",
    "regr_slope",
    "schema_of_json",
    "secret",
    "sentences",
    "shuffle",
    "sinh",
    "skewness",
    "tanh",
    "to_binary",
    "to_char",
    "to_csv",
    "to_json",
    "to_number",
    "to_utc_timestamp",
    "try_avg",
    "try_sum",
    "try_to_number",
    "try_to_timestamp",
    "try_to_date",
    "uniform",
    "uuid",
    "window",
    "xpath",
    "timestamp",
    "date",
    "string",
    "int",
    "bigint",
    "double",
    "float",
    "boolean",
    "decimal",
    "year_of_week",
    "extract",
    "date_from_unix",
    "bitmap_count",
    "h3_toh3string",
    "st_point",
    "version",
];

/// Functions that make values of type VARIANT, or take them.
pub(super) const VARIANT: &[&str] = &[
    "is_variant_null",
    "parse_json",
    "schema_of_variant",
    "schema_of_variant_agg",
    "to_variant_object",
    "try_parse_json",
    "try_variant_get",
    "variant_explode",
    "variant_explode_outer",
    "variant_get",
];

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
    if list.duplicate_treatment.is_some() && args.len() > 1 && lower != "count" {
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
