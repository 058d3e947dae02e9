//! One function: what it is to be in the destination, and what is done to get there.

use sql_rewrite::{Mapping, Namespace};

use crate::codes;
use crate::model::{Detail, FunctionDetail, Kind, Object, ObjectKey, Param, Returns};
use crate::plan::Op;
use crate::plan::draft::{Draft, Slot, Start};
use crate::plan::text::{self, SqlKind, Texts};

/// The function with its body and defaults retargeted.
///
/// # Errors
/// Why a text cannot be retargeted.
pub(super) fn retargeted(
    function: &FunctionDetail,
    mapping: &Mapping,
) -> Result<(Detail, Texts), String> {
    let mut texts = Texts::default();
    let kind = text::body_kind(&function.body);
    let mut wanted = function.clone();
    wanted.body = texts.retarget(&function.body, kind, &function.namespace, mapping)?;
    for param in &mut wanted.params {
        if let Some(default) = &mut param.default {
            *default =
                texts.retarget(default, SqlKind::Expression, &function.namespace, mapping)?;
        }
    }
    Ok((Detail::Function(Box::new(wanted)), texts))
}

/// Plans the function; none when it is left out.
pub(super) fn place(
    draft: &mut Draft<'_>,
    key: &ObjectKey,
    object: &Object,
    wanted: Box<FunctionDetail>,
    namespace: Option<Namespace>,
    after: Vec<(ObjectKey, Slot)>,
) -> Option<Start> {
    let comment = object
        .comment
        .clone()
        .filter(|comment| draft.request.carry.comments && !comment.is_empty());
    let replace = match draft.existing(key) {
        None => false,
        Some(existing) => {
            let Detail::Function(there) = &existing.detail else {
                return not_ours(draft, key);
            };
            // Nothing marks a function as ours, so only one that is as wanted is taken for it.
            if !same(there, &wanted) {
                return not_ours(draft, key);
            }
            if comment.is_none() || existing.comment == comment {
                return Some(Start::Kept);
            }
            true
        }
    };
    let op = Op::CreateFunction {
        function: wanted,
        namespace,
        comment,
        replace,
    };
    draft.step(key, Kind::Function, Slot::Create, op, after);
    Some(if replace {
        Start::Replaced
    } else {
        Start::Created
    })
}

fn not_ours(draft: &mut Draft<'_>, key: &ObjectKey) -> Option<Start> {
    let reason = "a function of this name is in the destination with another definition";
    let remedy = "drop it there, then plan again: functions carry no mark of who made them";
    draft.skip(&codes::FUNCTION_DIFFERS, key, reason, Some(remedy));
    None
}

/// Whether two functions do the same. Where short names resolve is not compared, because the
/// platform does not always say; what data a function may read follows from its body.
fn same(a: &FunctionDetail, b: &FunctionDetail) -> bool {
    let returns = match (&a.returns, &b.returns) {
        (Returns::Scalar { type_text: a }, Returns::Scalar { type_text: b }) => {
            a.eq_ignore_ascii_case(b)
        }
        (Returns::Table { columns: a }, Returns::Table { columns: b }) => same_params(a, b),
        _ => false,
    };
    returns
        && a.language.eq_ignore_ascii_case(&b.language)
        && same_params(&a.params, &b.params)
        && text::same(&a.body, &b.body)
        && a.deterministic
            .is_none_or(|a| b.deterministic.is_none_or(|b| a == b))
}

fn same_params(a: &[Param], b: &[Param]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| {
            a.name.eq_ignore_ascii_case(&b.name)
                && a.type_text.eq_ignore_ascii_case(&b.type_text)
                && a.default == b.default
                && a.comment == b.comment
        })
}
