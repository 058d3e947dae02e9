//! Expressions: every kind must be listed here; known differences from Databricks are rewritten.

use datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken;
use datafusion::sql::sqlparser::ast::{
    AccessExpr, ArrayElemTypeDef, BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DataType,
    DateTimeField, ExactNumberInfo, Expr, ExtractSyntax, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentList, FunctionArguments, Ident, Subscript, TypedString, UnaryOperator, Value,
    ValueWithSpan,
};

use super::functions::{DATE_PARTS, VARIANT, call, one_part, target};
use super::names::normalise;
use super::{calls, generators, lambdas, ordinals};
use crate::engine::api::Current;
use crate::error::{WsError, WsResult};

/// A string constant.
pub(super) fn string(text: impl Into<String>) -> Expr {
    Expr::Value(Value::SingleQuotedString(text.into()).into())
}

/// A call of a function of the engine.
pub(super) fn function(name: &str, args: Vec<Expr>) -> Expr {
    let args = args
        .into_iter()
        .map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)));
    Expr::Function(Function {
        name: one_part(name),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args: args.collect(),
            clauses: Vec::new(),
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    })
}

fn refuse<T>(what: impl std::fmt::Display) -> WsResult<T> {
    Err(WsError::unsupported(what))
}

/// Checks one expression whose parts were checked before, and rewrites it in place.
pub(super) fn rewrite(expr: &mut Expr, current: &Current) -> WsResult<()> {
    match expr {
        Expr::Identifier(ident) => normalise(ident),
        Expr::CompoundIdentifier(parts) => parts.iter_mut().for_each(normalise),
        Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsDistinctFrom(..)
        | Expr::IsNotDistinctFrom(..)
        | Expr::InList { .. }
        | Expr::InSubquery { .. }
        | Expr::Between { .. }
        | Expr::Case { .. }
        | Expr::Exists { .. }
        | Expr::Subquery(_)
        | Expr::GroupingSets(_)
        | Expr::Cube(_)
        | Expr::Rollup(_)
        | Expr::Nested(_)
        | Expr::Interval(_)
        | Expr::Position { .. } => {}
        Expr::Like { any, .. } | Expr::ILike { any, .. } if !*any => {}
        Expr::Extract {
            syntax: ExtractSyntax::From,
            field,
            ..
        } => extract(field)?,
        Expr::Ceil {
            field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
            ..
        }
        | Expr::Floor {
            field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
            ..
        } => {}
        Expr::Trim {
            trim_characters: None,
            ..
        } => {}
        Expr::Substring {
            expr: text,
            substring_from: Some(from),
            substring_for,
            ..
        } => {
            let mut args = vec![*text.clone(), *from.clone()];
            args.extend(substring_for.as_deref().cloned());
            *expr = function("substring", args);
        }
        Expr::RLike {
            negated,
            expr: text,
            pattern,
            ..
        } => {
            let found = function("regexp_like", vec![*text.clone(), *pattern.clone()]);
            *expr = if *negated {
                Expr::UnaryOp {
                    op: UnaryOperator::Not,
                    expr: Box::new(found),
                }
            } else {
                found
            };
        }
        // A sign belongs to the constant: -2147483648 is an INT, and -1 is a constant.
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr: inner,
        } => {
            if let Some(negative) = negative(inner) {
                *expr = negative;
            }
        }
        Expr::UnaryOp {
            op: UnaryOperator::Plus | UnaryOperator::Not,
            ..
        } => {}
        Expr::UnaryOp {
            op: UnaryOperator::BitwiseNot,
            expr: inner,
        } => {
            *expr = function("bitwise_not", vec![*inner.clone()]);
        }
        Expr::CompoundFieldAccess { access_chain, .. } => {
            access_chain.iter_mut().try_for_each(access)?;
        }
        Expr::Struct { values, fields } if fields.is_empty() => *expr = calls::row(values)?,
        // Only as an argument of a function that takes it.
        Expr::Lambda(lambda) => lambdas::check(lambda)?,
        // Only as a part of a struct, which names it.
        Expr::Named { .. } => {}
        Expr::BinaryOp { left, op, right } => {
            if let Some(new) = binary(left, op, right)? {
                *expr = new;
            }
        }
        Expr::Cast {
            kind,
            expr: inner,
            data_type,
            array: false,
            format: None,
        } => {
            let new = cast(kind, inner, data_type)?;
            *expr = new;
        }
        Expr::TypedString(TypedString {
            data_type,
            value,
            uses_odbc_syntax: false,
        }) => {
            let inner = Expr::Value(value.clone());
            *expr = cast(&CastKind::Cast, &inner, data_type)?;
        }
        Expr::Value(value) => {
            if let Some(new) = constant(value)? {
                *expr = new;
            }
        }
        Expr::Function(function) => {
            if let Some(new) = rewrite_call(function, current)? {
                *expr = new;
            }
        }
        Expr::JsonAccess { .. } => {
            return refuse(format_args!(
                "the path `{expr}` into a VARIANT or a text of JSON"
            ));
        }
        other => return refuse(format_args!("the expression `{other}`")),
    }
    Ok(())
}

/// A constant with a minus sign.
fn negative(inner: &Expr) -> Option<Expr> {
    let Expr::Cast {
        kind: CastKind::Cast,
        expr,
        data_type: DataType::Int(None),
        ..
    } = inner
    else {
        return None;
    };
    let Expr::Value(ValueWithSpan {
        value: Value::Number(text, false),
        ..
    }) = expr.as_ref()
    else {
        return None;
    };
    let number = Expr::Value(Value::Number(format!("-{text}"), false).into());
    cast(&CastKind::Cast, &number, &DataType::Int(None)).ok()
}

fn access(access: &mut AccessExpr) -> WsResult<()> {
    match access {
        AccessExpr::Dot(Expr::Identifier(name)) => {
            *access = AccessExpr::Dot(string(name.value.clone()));
            Ok(())
        }
        AccessExpr::Subscript(Subscript::Index { .. }) => Ok(()),
        other => refuse(format_args!("the access `{other}`")),
    }
}

fn extract(field: &DateTimeField) -> WsResult<()> {
    match field {
        DateTimeField::Year
        | DateTimeField::Quarter
        | DateTimeField::Month
        | DateTimeField::Week(None)
        | DateTimeField::Day
        | DateTimeField::Hour
        | DateTimeField::Minute => Ok(()),
        other => refuse(format_args!("EXTRACT of `{other}`")),
    }
}

fn binary(left: &Expr, op: &BinaryOperator, right: &Expr) -> WsResult<Option<Expr>> {
    Ok(match op {
        BinaryOperator::Plus
        | BinaryOperator::Minus
        | BinaryOperator::Multiply
        | BinaryOperator::Modulo
        | BinaryOperator::Gt
        | BinaryOperator::Lt
        | BinaryOperator::GtEq
        | BinaryOperator::LtEq
        | BinaryOperator::Eq
        | BinaryOperator::NotEq
        | BinaryOperator::And
        | BinaryOperator::Or
        | BinaryOperator::StringConcat
        | BinaryOperator::BitwiseAnd
        | BinaryOperator::BitwiseOr
        | BinaryOperator::BitwiseXor
        | BinaryOperator::Divide
        | BinaryOperator::MyIntegerDivide => None,
        BinaryOperator::Spaceship => Some(Expr::IsNotDistinctFrom(
            Box::new(left.clone()),
            Box::new(right.clone()),
        )),
        other => return refuse(format_args!("the operator `{other}`")),
    })
}

/// The cast with a type that the engine has.
pub(super) fn cast(kind: &CastKind, inner: &Expr, data_type: &DataType) -> WsResult<Expr> {
    let kind = match kind {
        CastKind::Cast | CastKind::DoubleColon => CastKind::Cast,
        CastKind::TryCast => CastKind::TryCast,
        CastKind::SafeCast => return refuse("SAFE_CAST"),
    };
    let plain = |data_type| {
        Ok(Expr::Cast {
            kind: kind.clone(),
            expr: Box::new(inner.clone()),
            data_type,
            array: false,
            format: None,
        })
    };
    // Types that DataFusion's SQL cannot say, or says otherwise: TIMESTAMP has nanoseconds there.
    let arrow = |text: &str| {
        let name = match kind {
            CastKind::TryCast => "arrow_try_cast",
            _ => "arrow_cast",
        };
        Ok(function(name, vec![inner.clone(), string(text)]))
    };
    match data_type {
        DataType::Boolean | DataType::Bool => plain(DataType::Boolean),
        DataType::TinyInt(None) => plain(DataType::TinyInt(None)),
        DataType::SmallInt(None) => plain(DataType::SmallInt(None)),
        DataType::Int(None) | DataType::Integer(None) => plain(DataType::Int(None)),
        DataType::BigInt(None) => plain(DataType::BigInt(None)),
        DataType::Real | DataType::Float(ExactNumberInfo::None) => plain(DataType::Real),
        DataType::Double(ExactNumberInfo::None) => plain(DataType::Double(ExactNumberInfo::None)),
        DataType::String(None) | DataType::Varchar(_) | DataType::Char(_) => {
            Ok(function("spark_string", vec![inner.clone()]))
        }
        DataType::Date => plain(DataType::Date),
        DataType::Decimal(info) | DataType::Dec(info) | DataType::Numeric(info) => {
            let info = match info {
                ExactNumberInfo::None => ExactNumberInfo::PrecisionAndScale(10, 0),
                ExactNumberInfo::Precision(precision) => {
                    ExactNumberInfo::PrecisionAndScale(*precision, 0)
                }
                ExactNumberInfo::PrecisionAndScale(..) => *info,
            };
            plain(DataType::Decimal(info))
        }
        DataType::Timestamp(None, _) => arrow("Timestamp(Microsecond, Some(\"UTC\"))"),
        DataType::Binary(None) | DataType::Bytea => arrow("Binary"),
        DataType::Custom(name, args) if args.is_empty() => {
            match name.to_string().to_lowercase().as_str() {
                "timestamp_ntz" => arrow("Timestamp(Microsecond, None)"),
                "long" => plain(DataType::BigInt(None)),
                "short" => plain(DataType::SmallInt(None)),
                "byte" => plain(DataType::TinyInt(None)),
                _ => refuse(format_args!("a cast to `{data_type}`")),
            }
        }
        nested @ DataType::Array(_) => match arrow_type(nested) {
            Some(data_type) => arrow(&data_type.to_string()),
            None => refuse(format_args!("a cast to `{nested}`")),
        },
        other => refuse(format_args!("a cast to `{other}`")),
    }
}

/// The Arrow type of the items of an array.
fn arrow_type(data_type: &DataType) -> Option<arrow::datatypes::DataType> {
    use arrow::datatypes::DataType as Arrow;
    Some(match data_type {
        DataType::Array(ArrayElemTypeDef::AngleBracket(item)) => {
            Arrow::new_list(arrow_type(item)?, true)
        }
        DataType::Boolean => Arrow::Boolean,
        DataType::Int(None) | DataType::Integer(None) => Arrow::Int32,
        DataType::BigInt(None) => Arrow::Int64,
        DataType::Double(ExactNumberInfo::None) => Arrow::Float64,
        DataType::String(None) => Arrow::Utf8,
        DataType::Date => Arrow::Date32,
        _ => return None,
    })
}

fn constant(value: &ValueWithSpan) -> WsResult<Option<Expr>> {
    Ok(match &value.value {
        // A number with an exponent is a DOUBLE.
        Value::Number(text, false) if text.contains(['e', 'E']) => Some(cast(
            &CastKind::Cast,
            &string(text.clone()),
            &DataType::Double(ExactNumberInfo::None),
        )?),
        Value::Number(text, false) if text.parse::<i32>().is_ok() => {
            let number = Expr::Value(value.value.clone().into());
            Some(cast(&CastKind::Cast, &number, &DataType::Int(None))?)
        }
        hidden if ordinals::show(hidden).is_some() => {
            ordinals::show(hidden).map(|number| Expr::Value(number.into()))
        }
        Value::Number(_, false)
        | Value::SingleQuotedString(_)
        | Value::Boolean(_)
        | Value::Null => None,
        Value::Number(text, true) => {
            let number = Expr::Value(Value::Number(text.clone(), false).into());
            Some(cast(&CastKind::Cast, &number, &DataType::BigInt(None))?)
        }
        Value::DoubleQuotedString(text)
        | Value::SingleQuotedRawStringLiteral(text)
        | Value::DoubleQuotedRawStringLiteral(text) => Some(string(text.clone())),
        Value::HexStringLiteral(_) => None,
        other => return refuse(format_args!("the constant `{other}`")),
    })
}

/// A call of a function of the language; calls of users' functions were replaced before.
fn rewrite_call(written: &mut Function, current: &Current) -> WsResult<Option<Expr>> {
    let call = call(written)?;
    let name = call.name.as_str();
    let Some(args) = call.args else {
        return Ok(None);
    };
    if let Some((_, field)) = DATE_PARTS.iter().find(|(listed, _)| *listed == name) {
        return Ok(Some(function(
            "date_part",
            [vec![string(*field)], args].concat(),
        )));
    }
    if let Some((target, args)) = lambdas::call(name, &args)? {
        return Ok(Some(function(target, args)));
    }
    let own = |text: &str| Ok(Some(string(text)));
    match (name, args.as_slice()) {
        ("current_user" | "session_user" | "user", []) => return own(&current.user),
        ("current_catalog", []) => return own(&current.catalog),
        ("current_schema" | "current_database", []) => return own(&current.schema),
        ("current_metastore", []) => return own(&current.metastore),
        ("is_account_group_member" | "is_member", [group]) => {
            let Expr::Value(ValueWithSpan {
                value: Value::SingleQuotedString(group),
                ..
            }) = group
            else {
                return refuse(format_args!("`{name}` of an expression"));
            };
            let member = current.groups.iter().any(|own| own == group);
            return Ok(Some(Expr::Value(Value::Boolean(member).into())));
        }
        _ if let Some(new) = calls::rewrite(written, name, &args)? => return Ok(Some(new)),
        ("isnull", [one]) => return Ok(Some(Expr::IsNull(Box::new(one.clone())))),
        ("isnotnull", [one]) => return Ok(Some(Expr::IsNotNull(Box::new(one.clone())))),
        ("to_date", [one]) => return cast(&CastKind::Cast, one, &DataType::Date).map(Some),
        ("try_divide", [_, _]) => return Ok(Some(function("spark_try_divide", args))),
        ("named_struct", _) => return Ok(Some(function("named_struct", args))),
        ("locate", [needle, text]) => {
            return Ok(Some(function("strpos", vec![text.clone(), needle.clone()])));
        }
        ("count_if", [one]) => {
            written.name = one_part("count");
            let yes = Expr::Case {
                case_token: AttachedToken::empty(),
                end_token: AttachedToken::empty(),
                operand: None,
                conditions: vec![CaseWhen {
                    condition: one.clone(),
                    result: Expr::Value(Value::Boolean(true).into()),
                }],
                else_result: None,
            };
            if let FunctionArguments::List(list) = &mut written.args {
                list.args = vec![FunctionArg::Unnamed(FunctionArgExpr::Expr(yes))];
            }
            return Ok(None);
        }
        _ => {}
    }
    if generators::is_generator(name) {
        return Err(generators::misplaced(name));
    }
    if VARIANT.contains(&name) {
        return refuse(format_args!("the type VARIANT, which `{name}` is for"));
    }
    let Some(target) = target(name) else {
        return Err(WsError::unsupported(format_args!("the function `{name}`")));
    };
    written.name = one_part(target);
    if matches!(written.args, FunctionArguments::None) {
        return Ok(Some(function(target, Vec::new())));
    }
    Ok(None)
}

/// The column of a qualified name whose qualifier is the full name of a table, as DataFusion
/// knows the table: by the last part of its name.
pub(super) fn unqualify(parts: &mut Vec<Ident>, tables: &[[String; 3]]) {
    for (take, from) in [(3, 0), (2, 1)] {
        if parts.len() > take
            && tables.iter().any(|table| {
                let table = table.iter().skip(from);
                table
                    .zip(parts.iter())
                    .all(|(own, part)| part.value.eq_ignore_ascii_case(own))
            })
        {
            parts.drain(..take - 1);
            return;
        }
    }
}
