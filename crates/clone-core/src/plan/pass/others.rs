//! Objects of kinds that are not cloned, and objects whose names cannot be sent.

use crate::codes;
use crate::model::{Detail, Kind};
use crate::plan::draft::Draft;

pub(super) fn run(draft: &mut Draft<'_>) {
    for kind in Kind::ALL {
        let not_cloned = kind.spec().not_cloned;
        for (key, object) in draft.undecided(kind) {
            if let Some(why) = not_cloned {
                let reason = match &object.detail {
                    Detail::Opaque { wire_kind } if kind == Kind::Other => {
                        format!("{why} ({wire_kind})")
                    }
                    _ => why.to_owned(),
                };
                draft.skip(&codes::KIND_NOT_CLONED, key, reason, None);
            } else if key
                .name
                .parts()
                .iter()
                .any(|part| part.as_str().contains('.'))
            {
                // A full name joins its parts by dots, so another object could be meant.
                let reason = "REST cannot address a name that holds a dot";
                draft.skip(
                    &codes::NOT_ADDRESSABLE,
                    key,
                    reason,
                    Some("rename it, or exclude it"),
                );
            }
        }
    }
}
