//! The public samples of the contract, byte for byte.

use std::path::Path;

#[derive(serde::Deserialize)]
struct Sample {
    id: String,
    expected: String,
}

#[test]
fn every_sample_is_answered_exactly() {
    let shared = std::env::var_os("CLXS_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        Into::into,
    );
    let Ok(samples) = std::fs::read_to_string(shared.join("sql-rewrite/samples.jsonl")) else {
        println!("skipped: every_sample_is_answered_exactly: shared data folder is absent");
        return;
    };
    for line in samples.lines() {
        let sample: Sample = serde_json::from_str(line).unwrap();
        let mut request: serde_json::Value = serde_json::from_str(line).unwrap();
        let keep = [
            "id",
            "kind",
            "input",
            "default_catalog",
            "default_schema",
            "map",
        ];
        request
            .as_object_mut()
            .unwrap()
            .retain(|key, _| keep.contains(&key.as_str()));
        let answer = sql_rewrite::jsonl::answer(&request.to_string());
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["output"], sample.expected, "{}: {answer}", sample.id);
    }
}

#[test]
fn a_bad_line_is_an_error_for_itself() {
    for (line, error) in [
        ("nonsense", "not a request"),
        (
            r#"{"id":7,"kind":"poem","input":"","default_catalog":"a","default_schema":"b"}"#,
            "poem",
        ),
        (r#"{"id":7,"kind":"query"}"#, "not a request"),
        (
            r#"{"id":7,"kind":"query","input":"TABLE a.b.c","default_catalog":"a","default_schema":"b","map":{"objects":{"a.b.c":"x.y"}}}"#,
            "a.b.c to x.y",
        ),
        (
            r#"{"id":7,"kind":"query","input":"TABLE a.b.c","default_catalog":"a","default_schema":"b","map":{"catalogs":{"a":""}}}"#,
            "without a name",
        ),
        (
            r#"{"id":7,"kind":"query","input":"TABLE a.b.c","default_catalog":"a","default_schema":"b","map":{"schemas":{"a":"b"}}}"#,
            "a to b",
        ),
    ] {
        let answer: serde_json::Value =
            serde_json::from_str(&sql_rewrite::jsonl::answer(line)).unwrap();
        assert!(
            answer["error"].as_str().unwrap().contains(error),
            "{answer}"
        );
        assert!(line == "nonsense" || answer["id"] == 7, "{answer}");
    }
}
