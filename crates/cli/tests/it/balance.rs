//! What is left out on request is accounted for, too.

use serde_json::Value;

use crate::desk::{Desk, Said};

const WORLD: &str = "
CREATE CATALOG prod; CREATE SCHEMA prod.s;
CREATE TABLE prod.s.good (id INT); INSERT INTO prod.s.good VALUES (1);
CREATE TABLE prod.s.bad (id INT); INSERT INTO prod.s.bad VALUES (2);
CREATE VIEW prod.s.over_good AS SELECT id FROM prod.s.good;
CREATE VIEW prod.s.over_bad AS SELECT id FROM prod.s.bad;
CREATE VIEW prod.s.over_that AS SELECT id FROM prod.s.over_bad;
CREATE FUNCTION prod.s.one() RETURNS INT RETURN 1;
CREATE VOLUME prod.s.files;
";

/// Per kind, everything in the inventory is in exactly one column.
fn balanced(said: &Said) -> Value {
    let report: Value = serde_json::from_str(&said.out).unwrap();
    for (kind, counts) in report["kinds"].as_object().unwrap() {
        let of = |name: &str| counts[name].as_u64().unwrap();
        let told = ["cloned", "updated", "unchanged", "skipped", "failed"].map(of);
        assert_eq!(
            of("inventory"),
            told.iter().sum::<u64>(),
            "{kind}: {counts}"
        );
    }
    report
}

#[test]
fn what_the_request_leaves_out_is_counted_with_its_reason() {
    let desk = Desk::empty();
    desk.sql(WORLD);
    let said = desk.clxs(&[
        "clone",
        "--source",
        "prod",
        "--dest",
        "staging",
        "--exclude",
        "s.over_*",
        "--json",
    ]);
    assert_eq!(said.code, 0, "{}", said.all());
    let report = balanced(&said);
    assert_eq!(report["kinds"]["view"]["skipped"], 3);
    for object in report["objects"].as_array().unwrap() {
        if let Some(skipped) = object["result"].get("skipped") {
            assert_eq!(skipped["reason"], "left out by the request");
        }
    }
}
