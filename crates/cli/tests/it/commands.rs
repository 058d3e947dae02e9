//! What commands print and what they end with.

use crate::desk::Desk;

const PAIR: [&str; 4] = ["--source", "prod", "--dest", "staging"];

fn with<'a>(command: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    [command]
        .into_iter()
        .chain(PAIR)
        .chain(rest.iter().copied())
        .collect()
}

#[test]
fn plan_shows_a_tree_and_changes_nothing() {
    let desk = Desk::with_prod();
    let said = desk.clxs(&with("plan", &[]));
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(
        said.out
            .starts_with("Plan [ID]  prod -> staging   deep, pinned [TIME]\n"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("Nothing has changed yet."),
        "{}",
        said.out
    );
    assert!(said.err.contains("Next: clxs apply [ID]"), "{}", said.err);
    let catalogs = desk.sql("SHOW CATALOGS");
    assert!(!catalogs.out.contains("staging"), "{}", catalogs.out);
}

#[test]
fn clone_makes_everything_and_a_second_one_finds_nothing_to_do() {
    let desk = Desk::with_prod();
    let said = desk.clxs(&with("clone", &[]));
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.out.contains("It balances"), "{}", said.out);
    let rows = desk.sql("SELECT id FROM staging.sales.big");
    assert!(rows.out.contains("2\n(1 row)"), "{}", rows.out);

    let again = desk.clxs(&with("clone", &[]));
    assert_eq!(again.code, 0, "{}", again.all());
    assert!(
        again.out.contains("0 to create, 0 to update") && again.out.contains("Nothing to do."),
        "{}",
        again.out
    );

    let verified = desk.clxs(&with("verify", &[]));
    assert_eq!(verified.code, 0, "{}", verified.all());
}

#[test]
fn dry_run_prints_what_verbose_sends() {
    let desk = Desk::with_prod();
    let dry = desk.clxs(&with("clone", &["--dry-run"]));
    assert_eq!(dry.code, 0, "{}", dry.all());
    let sent = desk.clxs(&with("clone", &["--verbose"]));
    assert_eq!(sent.code, 0, "{}", sent.all());
    let calls = |text: &str| {
        let mut calls: Vec<String> = text
            .lines()
            .filter(|line| !line.starts_with("--") && !line.starts_with('[') && !line.is_empty())
            .map(str::to_owned)
            .collect();
        calls.sort();
        calls
    };
    assert!(!calls(&dry.out).is_empty());
    assert_eq!(calls(&dry.out), calls(&sent.err));
}

#[test]
fn a_kept_plan_is_applied_by_file_and_by_id() {
    let desk = Desk::with_prod();
    let planned = desk.clxs(&with("plan", &["-o", "p.json", "--json"]));
    assert_eq!(planned.code, 0, "{}", planned.all());
    let plan: serde_json::Value =
        serde_json::from_slice(&std::fs::read(desk.path("p.json")).unwrap()).unwrap();
    assert_eq!(plan["format"], 1);
    let dry = desk.clxs(&["apply", plan["id"].as_str().unwrap(), "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.all());
    let applied = desk.clxs(&["apply", "p.json", "--json"]);
    assert_eq!(applied.code, 0, "{}", applied.all());
    let report: serde_json::Value = serde_json::from_str(&applied.out.replace("[N]", "0")).unwrap();
    assert_eq!(report["dest"], "staging");
    let runs = desk.clxs(&["runs"]);
    assert!(runs.out.contains("complete"), "{}", runs.out);
}

#[test]
fn replacing_without_a_person_needs_yes() {
    let desk = Desk::with_prod();
    assert_eq!(desk.clxs(&with("clone", &[])).code, 0);
    desk.sql("INSERT INTO prod.sales.orders VALUES (3, 30.0)");
    let refused = desk.clxs(&with("clone", &[]));
    assert_eq!(refused.code, 2, "{}", refused.all());
    assert!(
        refused.err.contains("run it again with --yes"),
        "{}",
        refused.err
    );
    let done = desk.clxs(&with("clone", &["--yes"]));
    assert_eq!(done.code, 0, "{}", done.all());
    assert!(
        desk.sql("SELECT count(*) FROM staging.sales.orders")
            .out
            .contains('3')
    );
}

#[test]
fn inventory_lists_objects_and_explain_explains() {
    let desk = Desk::with_prod();
    let inventory = desk.clxs(&["inventory", "prod"]);
    insta::assert_snapshot!(inventory.all(), @r"
    Catalog prod  as admin@local sees it
      sales
        view               big
        table              orders                           v1, 2 columns, 1 grantee
    2 schemas, 1 table, 1 view.
    [exit 0]
    ");
    let explained = desk.clxs(&["explain", "cx1001"]);
    assert!(
        explained
            .out
            .starts_with("CX1001: the catalog does not exist\n"),
        "{}",
        explained.out
    );
}

#[test]
fn quiet_prints_the_result_alone() {
    let desk = Desk::with_prod();
    let said = desk.clxs(&with("clone", &["--quiet"]));
    assert_eq!((said.code, said.err.as_str()), (0, ""));
}
