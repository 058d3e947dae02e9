//! Lambdas: which functions take them, and the names of their parameters.
//!
//! A parameter gets a name that no text can say: then neither a column, nor the argument of a SQL
//! function whose body is put in the place of its call, can be taken for it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    AccessExpr, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, LambdaFunction,
    LambdaFunctionParameter, LambdaSyntax, OneOrManyWithParens, VisitMut, VisitorMut,
    visit_expressions,
};

use crate::error::{WsError, WsResult};

/// Around the number in the name of a parameter.
const MARK: char = '\u{2}';

/// A function that takes lambdas.
struct Taker {
    name: &'static str,
    target: &'static str,
    /// How many values come first.
    values: usize,
    /// How many parameters each lambda may have.
    parameters: &'static [std::ops::RangeInclusive<usize>],
}

const TAKERS: &[Taker] = &[
    taker("aggregate", "spark_aggregate", 2, &[2..=2, 1..=1]),
    taker("array_sort", "spark_array_sort_by", 1, &[2..=2]),
    taker("exists", "spark_exists", 1, &[1..=1]),
    taker("filter", "spark_filter", 1, &[1..=2]),
    taker("forall", "spark_forall", 1, &[1..=1]),
    taker("map_filter", "spark_map_filter", 1, &[2..=2]),
    taker("map_zip_with", "spark_map_zip_with", 2, &[3..=3]),
    taker("reduce", "spark_aggregate", 2, &[2..=2, 1..=1]),
    taker("transform", "spark_transform", 1, &[1..=2]),
    taker("transform_keys", "spark_transform_keys", 1, &[2..=2]),
    taker("transform_values", "spark_transform_values", 1, &[2..=2]),
    taker("zip_with", "spark_zip_with", 2, &[2..=2]),
];

const fn taker(
    name: &'static str,
    target: &'static str,
    values: usize,
    parameters: &'static [std::ops::RangeInclusive<usize>],
) -> Taker {
    Taker {
        name,
        target,
        values,
        parameters,
    }
}

/// Whether a function of this name takes lambdas.
pub(super) fn takes(name: &str) -> bool {
    TAKERS.iter().any(|taker| taker.name == name)
}

/// The engine's function for a call with lambdas, and its arguments; none for a call without.
///
/// # Errors
/// When the function takes none, or others.
pub(super) fn call(name: &str, args: &[Expr]) -> WsResult<Option<(&'static str, Vec<Expr>)>> {
    let is_lambda = |expr: &Expr| matches!(expr, Expr::Lambda(_));
    if !args.iter().any(is_lambda) {
        return match takes(name) && name != "array_sort" {
            true => Err(WsError::unsupported(format_args!(
                "`{name}` without a lambda"
            ))),
            false => Ok(None),
        };
    }
    let Some(taker) = TAKERS.iter().find(|taker| taker.name == name) else {
        return Err(WsError::sql(
            "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION",
            "42K0D",
            format_args!(
                "Invalid lambda function call. A lambda function should only be used in a higher order function, which `{name}` is not."
            ),
        ));
    };
    let mut args = args.to_vec();
    // Without a second lambda the sum is the result.
    if taker.target == "spark_aggregate" && args.len() == 3 {
        args.push(identity());
    }
    let fits = args.len() == taker.values + taker.parameters.len()
        && args
            .iter()
            .enumerate()
            .all(|(place, arg)| is_lambda(arg) == (place >= taker.values));
    if !fits {
        return Err(WsError::unsupported(format_args!(
            "`{name}` with these arguments"
        )));
    }
    for (arg, wanted) in args.iter().skip(taker.values).zip(taker.parameters) {
        if let Expr::Lambda(lambda) = arg
            && !wanted.contains(&lambda.params.len())
        {
            return Err(WsError::sql(
                "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH",
                "42K0D",
                format_args!(
                    "Invalid lambda function call. The lambda of `{name}` has {} parameters, but gets {}.",
                    lambda.params.len(),
                    wanted.end()
                ),
            ));
        }
    }
    Ok(Some((taker.target, args)))
}

/// `x -> x`
fn identity() -> Expr {
    let name = Ident::with_quote('"', given("x -> x", "x"));
    Expr::Lambda(LambdaFunction {
        params: OneOrManyWithParens::One(LambdaFunctionParameter {
            name: name.clone(),
            data_type: None,
        }),
        body: Box::new(Expr::Identifier(name)),
        syntax: LambdaSyntax::Arrow,
    })
}

/// Checks a lambda whose body was checked before.
///
/// # Errors
/// When it holds a subquery.
pub(super) fn check(lambda: &LambdaFunction) -> WsResult<()> {
    let found = visit_expressions(lambda.body.as_ref(), |expr| match expr {
        Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    match found {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(WsError::sql(
            "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION",
            "0A000",
            "Unsupported subquery expression: Subquery expressions are not supported within higher-order functions.",
        )),
    }
}

/// Whether a name is that of a parameter of a lambda.
pub(super) fn is_parameter(name: &str) -> bool {
    name.starts_with(MARK)
}

/// A name as the text has it.
pub(super) fn written(name: &str) -> &str {
    match name
        .strip_prefix(MARK)
        .and_then(|name| name.split_once(MARK))
    {
        Some((_, written)) => written,
        None => name,
    }
}

/// The name of a parameter of a lambda with this text.
///
/// Lambdas of one text get one name, so that they are one expression where it stands twice, as in
/// GROUP BY. None of them can be inside another: its text would be longer.
fn given(lambda: &str, written: &str) -> String {
    let mut hasher = DefaultHasher::new();
    lambda.hash(&mut hasher);
    format!(
        "{MARK}{:x}{MARK}{}",
        hasher.finish(),
        written.to_lowercase()
    )
}

/// Gives the parameters of all lambdas names of their own.
///
/// # Errors
/// When two parameters of one lambda have one name, or a parameter has a type.
pub(super) fn rename<T: VisitMut>(tree: &mut T) -> WsResult<()> {
    let mut rename = Rename {
        open: Vec::new(),
        arguments: 0,
    };
    match tree.visit(&mut rename) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

struct Rename {
    /// The parameters of the lambdas around, outermost first: the name written, the name given.
    open: Vec<Vec<(String, String)>>,
    /// How many lambdas the functions around take that were not met yet.
    arguments: usize,
}

impl Rename {
    fn given(&self, name: &Ident) -> Option<Ident> {
        let lower = name.value.to_lowercase();
        let mut known = self.open.iter().rev().flatten();
        let (_, given) = known.find(|(written, _)| *written == lower)?;
        Some(Ident::with_quote('"', given.clone()))
    }

    fn enter(&mut self, lambda: &mut LambdaFunction) -> WsResult<()> {
        self.arguments = self
            .arguments
            .checked_sub(1)
            .ok_or_else(|| WsError::unsupported("a lambda that is no argument of a function"))?;
        let text = lambda.to_string();
        let mut own: Vec<(String, String)> = Vec::new();
        let params = match &mut lambda.params {
            OneOrManyWithParens::One(one) => std::slice::from_mut(one),
            OneOrManyWithParens::Many(many) => many.as_mut_slice(),
        };
        for param in params {
            if param.data_type.is_some() {
                return Err(WsError::unsupported("a parameter of a lambda with a type"));
            }
            let lower = param.name.value.to_lowercase();
            if own.iter().any(|(known, _)| *known == lower) {
                return Err(WsError::sql(
                    "INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES",
                    "42K0D",
                    format_args!(
                        "Invalid lambda function call. The lambda function has duplicate arguments `{lower}`."
                    ),
                ));
            }
            let given = given(&text, &lower);
            param.name = Ident::with_quote('"', given.clone());
            own.push((lower, given));
        }
        self.open.push(own);
        Ok(())
    }
}

impl VisitorMut for Rename {
    type Break = WsError;

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<WsError> {
        match expr {
            Expr::Function(function) => {
                if let FunctionArguments::List(list) = &function.args {
                    let lambda = |arg: &&FunctionArg| {
                        matches!(
                            arg,
                            FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Lambda(_)))
                        )
                    };
                    self.arguments += list.args.iter().filter(lambda).count();
                }
            }
            Expr::Lambda(lambda) => {
                if let Err(error) = self.enter(lambda) {
                    return ControlFlow::Break(error);
                }
            }
            Expr::Identifier(name) => {
                if let Some(given) = self.given(name) {
                    *name = given;
                }
            }
            Expr::CompoundIdentifier(names) => {
                if let Some((first, fields)) = names.split_first()
                    && let Some(given) = self.given(first)
                {
                    let field = |name: &Ident| AccessExpr::Dot(Expr::Identifier(name.clone()));
                    *expr = Expr::CompoundFieldAccess {
                        root: Box::new(Expr::Identifier(given)),
                        access_chain: fields.iter().map(field).collect(),
                    };
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<WsError> {
        if let Expr::Lambda(_) = expr {
            self.open.pop();
        }
        ControlFlow::Continue(())
    }
}
