//! Statements that nest deeply, on the threads that statements run on.

use rstest::rstest;
use serde_json::{Value, json};

use crate::rest_support::served_sql;

async fn answer(statement: &str) -> Value {
    let body =
        json!({"statement": statement, "warehouse_id": "10ca1e7a4e0a5e00", "wait_timeout": "50s"});
    let served = served_sql();
    served.ok("POST", "/api/2.0/sql/statements", body).await
}

/// Each of these ended the program when these threads had stacks of the usual size.
#[rstest]
#[case::casts(format!("1{}", "::INT".repeat(990)), "1")]
#[case::tests(format!("1{}", " IS NOT NULL".repeat(990)), "true")]
#[case::joined_texts(format!("''{}", " || 'x'".repeat(300)), &"x".repeat(300))]
#[case::negations(format!("{}true", "NOT ".repeat(190)), "true")]
#[case::types(format!("CAST(NULL AS {}INT{}) IS NULL", "ARRAY<".repeat(190), ">".repeat(190)), "true")]
#[case::cases(format!("{}1{}", "CASE WHEN true THEN ".repeat(190), " END".repeat(190)), "1")]
#[tokio::test]
async fn there_is_room_for_what_is_let_through(#[case] expression: String, #[case] row: &str) {
    let answer = answer(&format!("SELECT {expression} AS a")).await;
    assert_eq!(
        answer["result"]["data_array"],
        json!([[row]]),
        "{}",
        answer["status"]
    );
}

#[rstest]
#[case::brackets(format!("{}1{}", "(".repeat(300), ")".repeat(300)))]
#[case::cases(format!("{}1{}", "CASE WHEN true THEN ".repeat(300), " END".repeat(300)))]
#[case::alternatives(format!("true{}", " OR false".repeat(1100)))]
#[tokio::test]
async fn what_is_deeper_is_refused_by_name(#[case] expression: String) {
    for statement in ["SELECT", "CREATE VIEW v AS SELECT"] {
        let answer = answer(&format!("{statement} {expression} AS a")).await;
        let said = answer["status"]["error"]["message"].as_str().unwrap();
        assert!(
            said.starts_with("[UNSUPPORTED]") && said.contains("more than"),
            "{said}"
        );
    }
}
