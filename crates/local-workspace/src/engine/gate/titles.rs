//! The name that Databricks gives a column for which the query has none.

use super::lambdas::is_parameter;
use datafusion::sql::sqlparser::ast::{
    AccessExpr, BinaryOperator, CastKind, DuplicateTreatment, Expr, FunctionArg, FunctionArgExpr,
    FunctionArguments, Subscript, TypedString, UnaryOperator, Value,
};

/// What stands for a parameter of a lambda.
const PARAMETER: &str = "namedlambdavariable()";

/// Functions that Databricks names in upper case.
const UPPER: &[&str] = &[
    "acos", "asin", "atan", "atan2", "cbrt", "ceil", "cos", "cosh", "degrees", "exp", "floor",
    "hypot", "log10", "log2", "power", "radians", "signum", "sin", "sinh", "sqrt", "tan", "tanh",
];

/// The name of an expression.
pub(super) fn title(expr: &Expr) -> String {
    match expr {
        Expr::Identifier(ident) if is_parameter(&ident.value) => PARAMETER.to_owned(),
        Expr::Identifier(ident) => ident.value.clone(),
        Expr::Lambda(lambda) => {
            let params = lambda.params.iter().map(|_| PARAMETER);
            let params: Vec<_> = params.collect();
            format!(
                "lambdafunction({}, {})",
                title(&lambda.body),
                params.join(", ")
            )
        }
        Expr::Struct { values, fields } if fields.is_empty() => {
            let values: Vec<_> = values.iter().map(title).collect();
            format!("struct({})", values.join(", "))
        }
        Expr::Named { expr, name } => format!("{} AS {}", title(expr), name.value),
        Expr::CompoundIdentifier(parts) => parts
            .last()
            .map(|part| part.value.clone())
            .unwrap_or_default(),
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => text.clone(),
            Value::Number(text, _) | Value::Placeholder(text) => text.clone(),
            other => other.to_string(),
        },
        Expr::TypedString(TypedString {
            data_type, value, ..
        }) => {
            let text = value.value.clone().into_string().unwrap_or_default();
            let name = data_type.to_string().to_uppercase();
            match name.as_str() {
                "DATE" | "TIMESTAMP" | "TIMESTAMP_NTZ" => format!("{name} '{text}'"),
                _ => text,
            }
        }
        Expr::Nested(inner) => title(inner),
        Expr::BinaryOp { left, op, right } => {
            let (left, right) = (title(left), title(right));
            match op {
                BinaryOperator::StringConcat => format!("concat({left}, {right})"),
                BinaryOperator::NotEq => format!("(NOT ({left} = {right}))"),
                BinaryOperator::MyIntegerDivide => format!("({left} div {right})"),
                op => format!("({left} {op} {right})"),
            }
        }
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr,
        } => match expr.as_ref() {
            // A constant with a sign is one constant.
            Expr::Value(_) => format!("-{}", title(expr)),
            other => format!("(- {})", title(other)),
        },
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => format!("(NOT {})", title(expr)),
        Expr::UnaryOp {
            op: UnaryOperator::Plus,
            expr,
        } => format!("(+ {})", title(expr)),
        Expr::IsNull(inner) => format!("({} IS NULL)", title(inner)),
        Expr::IsNotNull(inner) => format!("({} IS NOT NULL)", title(inner)),
        Expr::InList {
            expr,
            list,
            negated,
        } => {
            let list: Vec<_> = list.iter().map(title).collect();
            negate(
                *negated,
                format!("({} IN ({}))", title(expr), list.join(", ")),
            )
        }
        Expr::Between {
            expr,
            negated,
            low,
            high,
        } => negate(
            *negated,
            format!("between({}, {}, {})", title(expr), title(low), title(high)),
        ),
        Expr::Like {
            negated,
            expr,
            pattern,
            ..
        } => {
            let text = format!("{} LIKE {}", title(expr), title(pattern));
            negate(*negated, text)
        }
        Expr::ILike {
            negated,
            expr,
            pattern,
            ..
        } => negate(
            *negated,
            format!("ilike({}, {})", title(expr), title(pattern)),
        ),
        Expr::RLike {
            negated,
            expr,
            pattern,
            ..
        } => negate(
            *negated,
            format!("RLIKE({}, {})", title(expr), title(pattern)),
        ),
        Expr::Case {
            operand,
            conditions,
            else_result,
            ..
        } => {
            let mut text = "CASE".to_owned();
            for when in conditions {
                let condition = match operand {
                    Some(operand) => format!("({} = {})", title(operand), title(&when.condition)),
                    None => title(&when.condition),
                };
                text.push_str(&format!(" WHEN {condition} THEN {}", title(&when.result)));
            }
            if let Some(last) = else_result {
                text.push_str(&format!(" ELSE {}", title(last)));
            }
            text + " END"
        }
        Expr::Cast {
            kind,
            expr,
            data_type,
            ..
        } => {
            let verb = if *kind == CastKind::TryCast {
                "TRY_CAST"
            } else {
                "CAST"
            };
            format!(
                "{verb}({} AS {})",
                title(expr),
                data_type.to_string().to_uppercase()
            )
        }
        Expr::Extract { field, expr, .. } => format!("extract({field} FROM {})", title(expr)),
        Expr::Subquery(_) => "scalarsubquery()".to_owned(),
        Expr::Exists { .. } => "exists()".to_owned(),
        Expr::Substring {
            expr,
            substring_from,
            substring_for,
            ..
        } => {
            let parts = [Some(expr), substring_from.as_ref(), substring_for.as_ref()];
            let parts: Vec<_> = parts
                .into_iter()
                .flatten()
                .map(|part| title(part))
                .collect();
            format!("substring({})", parts.join(", "))
        }
        Expr::Ceil { expr, .. } => format!("CEIL({})", title(expr)),
        Expr::Floor { expr, .. } => format!("FLOOR({})", title(expr)),
        Expr::Trim {
            expr,
            trim_what: None,
            ..
        } => format!("trim({})", title(expr)),
        Expr::Position { expr, r#in } => format!("locate({}, {}, 1)", title(expr), title(r#in)),
        Expr::CompoundFieldAccess { root, access_chain } => {
            let mut text = title(root);
            for access in access_chain {
                match access {
                    AccessExpr::Dot(name) if text.starts_with(PARAMETER) => {
                        text = format!("{text}.{}", title(name));
                    }
                    AccessExpr::Dot(name) => text = title(name),
                    AccessExpr::Subscript(Subscript::Index { index }) => {
                        text = format!("{text}[{}]", title(index));
                    }
                    other => text.push_str(&other.to_string()),
                }
            }
            text
        }
        Expr::Function(function) if function.over.is_none() && function.filter.is_none() => {
            let FunctionArguments::List(list) = &function.args else {
                return function.to_string();
            };
            let name = function.name.to_string().to_lowercase();
            let name = if UPPER.contains(&name.as_str()) {
                name.to_uppercase()
            } else {
                name
            };
            let args = list.args.iter().map(|arg| match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => title(expr),
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) if name == "count" => {
                    "1".to_owned()
                }
                other => other.to_string(),
            });
            let args = args.collect::<Vec<_>>().join(", ");
            match (list.duplicate_treatment, name.as_str(), args.as_str()) {
                // The lambda that is left out gives what it takes.
                (_, "aggregate" | "reduce", _) if list.args.len() == 3 => {
                    format!("{name}({args}, lambdafunction({PARAMETER}, {PARAMETER}))")
                }
                (Some(DuplicateTreatment::Distinct), ..) => format!("{name}(DISTINCT {args})"),
                _ => format!("{name}({args})"),
            }
        }
        Expr::IsTrue(inner) => format!("({} IS TRUE)", title(inner)),
        Expr::IsFalse(inner) => format!("({} IS FALSE)", title(inner)),
        other => other.to_string(),
    }
}

fn negate(negated: bool, text: String) -> String {
    if negated {
        format!("(NOT {text})")
    } else {
        text
    }
}
