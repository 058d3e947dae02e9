//! Refusals: the words, the code, what the process ends with.

use crate::desk::{Desk, Said};

fn plan(desk: &Desk, source: &str, dest: &str) -> Said {
    desk.clxs(&["plan", "--source", source, "--dest", dest])
}

#[test]
fn unknown_catalog_suggests_the_nearest() {
    let desk = Desk::with_prod();
    insta::assert_snapshot!(plan(&desk, "prdo", "staging").all(), @r"
    [exit 2]
    error[CX1001]: there is no catalog `prdo` that `admin@local` can see
      hint     did you mean `prod`?
      more     clxs explain CX1001
    ");
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let desk = Desk::with_prod();
    for (source, dest, code) in [
        ("prod", "prod", "CX1002"),
        ("hive_metastore", "staging", "CX1003"),
        ("prod", "with.dot", "CX1013"),
        ("prod", "with space", "CX1013"),
        ("prod", "with/slash", "CX1013"),
    ] {
        let said = plan(&desk, source, dest);
        assert_eq!(said.code, 2, "{source} -> {dest}: {}", said.all());
        assert!(
            said.err.starts_with(&format!("error[{code}]: ")),
            "{}",
            said.err
        );
    }
}

#[test]
fn a_destination_of_somebody_else_blocks() {
    let desk = Desk::with_prod();
    desk.sql("CREATE CATALOG staging");
    let said = plan(&desk, "prod", "staging");
    assert_eq!(said.code, 3, "{}", said.all());
    assert!(said.out.contains("CX4001"), "{}", said.out);
}

#[test]
fn plan_files_that_cannot_be_used_are_refused() {
    let desk = Desk::with_prod();
    std::fs::write(desk.path("text.json"), "hello").unwrap();
    std::fs::write(desk.path("newer.json"), r#"{"format": 99}"#).unwrap();
    for (file, code) in [
        ("text.json", "CX1009"),
        ("newer.json", "CX1010"),
        ("none.json", "CX1015"),
    ] {
        let said = desk.clxs(&["apply", file]);
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(
            said.err.starts_with(&format!("error[{code}]: ")),
            "{}",
            said.err
        );
    }
}

#[test]
fn a_stale_plan_is_refused_by_name() {
    let desk = Desk::with_prod();
    let planned = desk.clxs(&[
        "plan", "--source", "prod", "--dest", "staging", "-o", "p.json",
    ]);
    assert_eq!(planned.code, 0, "{}", planned.all());
    desk.sql("INSERT INTO prod.sales.orders VALUES (9, 9.0)");
    insta::assert_snapshot!(desk.clxs(&["apply", "p.json"]).all(), @r"
    [exit 8]
    error[CX4901]: plan [ID] no longer fits: prod.sales.orders changed in the source
      hint     make a new plan with `clxs plan`
      more     clxs explain CX4901
    ");
}

#[test]
fn a_directory_that_is_no_workspace_is_refused_and_left_alone() {
    let desk = Desk::bare();
    std::fs::create_dir(desk.path("mine")).unwrap();
    std::fs::write(desk.path("mine/notes.txt"), "mine").unwrap();
    for args in [
        ["--local", "mine", "inventory", "prod"].as_slice(),
        &["local", "sql", "--dir", "mine", "SELECT 1"],
        &["local", "init", "mine"],
        &["demo", "--dir", "mine", "--fresh"],
    ] {
        let args: Vec<&str> = match args {
            ["--local", dir, command, rest] => vec![command, rest, "--local", dir],
            other => other.to_vec(),
        };
        let said = desk.clxs(&args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.all());
        assert!(
            said.err.starts_with("error[CX1007]: "),
            "{args:?}: {}",
            said.err
        );
    }
    assert_eq!(
        std::fs::read_to_string(desk.path("mine/notes.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn a_catalog_that_is_no_finished_demo_is_not_taken_for_one() {
    let desk = Desk::bare();
    for args in [
        ["local", "init", "mine"].as_slice(),
        &["local", "sql", "--dir", "mine", "CREATE CATALOG production"],
    ] {
        let said = desk.clxs(args);
        assert_eq!(said.code, 0, "{}", said.all());
    }
    let said = desk.clxs(&["demo", "--dir", "mine"]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.err.contains("no finished demo"), "{}", said.err);
    assert!(said.err.contains("--fresh"), "{}", said.err);
}

#[test]
fn runs_are_listed_while_no_workspace_answers() {
    let desk = Desk::with_prod();
    let cloned = desk.clxs(&["clone", "--source", "prod", "--dest", "copy", "--yes"]);
    assert_eq!(cloned.code, 0, "{}", cloned.all());
    let (local, gone) = (desk.path("workspace"), desk.path("gone"));
    std::fs::rename(local, gone).unwrap();
    let said = desk.clxs(&["runs"]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.out.contains("copy"), "{}", said.out);
}

#[test]
fn a_missing_privilege_names_its_grant() {
    let desk = Desk::with_prod();
    let added = desk.clxs(&["local", "add-user", "bot@example.com"]);
    let token = added.out.trim();
    desk.sql("GRANT ALL PRIVILEGES ON CATALOG prod TO `bot@example.com`");
    let said = desk.clxs(&[
        "clone", "--source", "prod", "--dest", "staging", "--token", token,
    ]);
    assert_eq!(said.code, 4, "{}", said.all());
    assert!(
        said.out
            .contains("GRANT CREATE CATALOG ON METASTORE TO `bot@example.com`"),
        "{}",
        said.all()
    );
}

#[test]
fn a_token_never_shows() {
    let desk = Desk::with_prod();
    let said = desk.clxs(&["inventory", "prod", "--token", "dapi-very-secret", "-v"]);
    assert_ne!(said.code, 0);
    assert!(!said.all().contains("very-secret"), "{}", said.all());
}

#[test]
fn a_state_folder_that_cannot_be_made_is_named() {
    let desk = Desk::with_prod();
    std::fs::write(desk.path("file"), "").unwrap();
    let said = desk.clxs(&["runs", "--state-dir", "file/state"]);
    assert_eq!(said.code, 4, "{}", said.all());
    assert!(said.err.contains("CX5011"), "{}", said.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_devices_are_not_replaced() {
    let desk = Desk::with_prod();
    let args = [
        "plan",
        "--source",
        "prod",
        "--dest",
        "staging",
        "-o",
        "/dev/full",
    ];
    let said = desk.clxs(&args);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(
        said.err.contains("error[CX1012]: cannot write the plan"),
        "{}",
        said.err
    );
    assert!(said.err.contains("No space left on device"), "{}", said.err);
    assert!(!std::fs::metadata("/dev/full").unwrap().is_file());

    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = desk.command(&args[..5]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
