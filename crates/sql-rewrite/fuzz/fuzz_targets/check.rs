//! What holds for every text; the fuzzer looks for one that breaks it, and the tests of the crate
//! run the corpus through it.

use sql_rewrite::{Ident, Input, Mapping, Namespace, Refusal, Retargeted, SqlKind, retarget};

/// Checks one text; its first letter says what it is.
///
/// # Panics
/// When something does not hold.
pub(crate) fn check(input: &str) {
    let Some((letter, text)) = input.split_at_checked(1) else {
        return;
    };
    let kind = match letter {
        "q" => SqlKind::Query,
        "s" => SqlKind::Statement,
        "e" => SqlKind::Expression,
        "m" => SqlKind::MetricView,
        _ => return,
    };
    let answer = |text: &str, home: &str, from: &str, to: &str| -> Result<Retargeted, Refusal> {
        let namespace = Namespace {
            catalog: Ident::new(home),
            schema: Ident::new("sales"),
        };
        retarget(&Input {
            text,
            kind,
            namespace: &namespace,
            mapping: &Mapping::catalog(Ident::new(from), Ident::new(to)),
        })
    };
    let there = match answer(text, "prod", "prod", "qa-1") {
        Ok(there) => there,
        Err(refusal) => {
            assert!(refusal.at <= text.len(), "{refusal:?}");
            assert!(refusal.line >= 1 && refusal.column >= 1, "{refusal:?}");
            return;
        }
    };
    let spans = there.references.iter().map(|found| &found.span);
    for span in spans.chain(there.warnings.iter().map(|warning| &warning.span)) {
        assert!(
            text.get(span.clone()).is_some(),
            "{span:?} cuts a character"
        );
    }
    // What names nothing of the mapping stays as it is.
    if let Ok(same) = answer(text, "prod", "absent", "other") {
        assert_eq!(same.text, text);
    }
    let again = answer(&there.text, "qa-1", "prod", "gone").map(|again| again.text);
    assert_eq!(again.as_deref(), Ok(there.text.as_str()), "renaming twice");
}
