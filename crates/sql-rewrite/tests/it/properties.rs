//! What holds for every text that is answered.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sql_rewrite::{Ident, Input, Mapping, Namespace, Retargeted, SqlKind, Verdict, retarget};

fn namespace(catalog: &str) -> Namespace {
    Namespace {
        catalog: Ident::new(catalog),
        schema: Ident::new("sales"),
    }
}

fn answer(text: &str, home: &str, mapping: &Mapping) -> Result<Retargeted, TestCaseError> {
    retarget(&Input {
        text,
        kind: SqlKind::Query,
        namespace: &namespace(home),
        mapping,
    })
    .map_err(|refusal| TestCaseError::fail(format!("{refusal} in {text}")))
}

fn to(from: &str, to: &str) -> Mapping {
    Mapping::catalog(Ident::new(from), Ident::new(to))
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(
        &[
            "prod", "PROD", "sales", "orders", "`orders`", "crm", "t", "x", "`my t`",
        ][..],
    )
    .prop_map(str::to_owned)
}

fn table() -> impl Strategy<Value = String> {
    let dot = prop::sample::select(&[".", " . ", "./*prod.*/", ".\n"][..]);
    prop::collection::vec(name(), 1..4)
        .prop_flat_map(move |parts| dot.clone().prop_map(move |dot| parts.join(dot)))
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::collection::vec(name(), 1..6).prop_map(|parts| parts.join(".")),
        prop::sample::select(
            &[
                "1",
                "'prod.x'",
                "\"it's prod.a\"",
                "r'prod.\\'",
                "-- prod.a\n 2"
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (table(), inner.clone()).prop_map(|(f, x)| format!("{f}({x})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} + {b}")),
            (name(), inner.clone()).prop_map(|(p, x)| format!("transform(xs, {p} -> {x})")),
            inner
                .clone()
                .prop_map(|x| format!("(SELECT {x} FROM prod.crm.t)")),
            inner.prop_map(|x| format!("{x}:prod.a.b")),
        ]
    })
}

fn query() -> impl Strategy<Value = String> {
    let relation =
        (table(), prop::option::of(name()), prop::bool::ANY).prop_map(|(t, alias, own)| {
            let t = if own {
                t
            } else {
                format!("(SELECT * FROM {t})")
            };
            alias.map_or_else(|| t.clone(), |alias| format!("{t} AS {alias}"))
        });
    let relations = prop::collection::vec(relation, 1..4);
    (
        prop::collection::vec(value(), 1..4),
        relations,
        value(),
        prop::option::of(name()),
    )
        .prop_map(|(list, relations, condition, cte)| {
            let with = cte.map_or_else(String::new, |c| format!("WITH {c} AS (TABLE prod.a.b) "));
            let from = relations.join(", ");
            format!(
                "{with}SELECT {} FROM {from} WHERE {condition}",
                list.join(", ")
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn an_identity_changes_nothing(text in query()) {
        prop_assert_eq!(&answer(&text, "prod", &Mapping::default())?.text, &text);
        prop_assert_eq!(&answer(&text, "prod", &to("prod", "prod"))?.text, &text);
        prop_assert_eq!(&answer(&text, "prod", &to("absent", "other"))?.text, &text);
    }

    #[test]
    fn there_and_back_is_the_same(text in query()) {
        // Case is kept where a name stays; a name that returns is written as the mapping has it.
        let text = text.replace("PROD", "prod");
        let there = answer(&text, "prod", &to("prod", "fresh"))?.text;
        prop_assert_eq!(&answer(&there, "fresh", &to("fresh", "prod"))?.text, &text);
    }

    #[test]
    fn twice_is_once(text in query()) {
        let once = answer(&text, "prod", &to("prod", "fresh"))?.text;
        prop_assert_eq!(&answer(&once, "fresh", &to("prod", "fresh"))?.text, &once);
    }

    #[test]
    fn bytes_outside_of_references_stay(text in query()) {
        let mapping = Mapping {
            schemas: BTreeMap::from([("prod.crm".parse().unwrap(), "b.c".parse().unwrap())]),
            ..to("prod", "qa-1")
        };
        let Ok(done) = answer(&text, "prod", &mapping) else { return Ok(()) };
        let mut rest = done.text.as_str();
        let mut at = 0;
        for reference in &done.references {
            if !matches!(reference.verdict, Verdict::Remapped { .. }) || reference.span.start < at {
                continue;
            }
            let kept = &text[at..reference.span.start];
            prop_assert!(rest.contains(kept), "{} lost from {}", kept, done.text);
            rest = rest.split_once(kept).unwrap().1;
            at = reference.span.end;
        }
        prop_assert!(rest.ends_with(&text[at..]));
    }

    #[test]
    fn no_reference_to_the_source_is_left(text in query()) {
        let done = answer(&text, "prod", &to("prod", "fresh"))?;
        let again = answer(&done.text, "fresh", &to("prod", "gone"))?;
        let left = again.references.iter().find(|r| matches!(r.verdict, Verdict::Remapped { .. }));
        prop_assert_eq!(left, None);
    }
}
