//! Disks that fill up in the middle: what is done stays, and the clone goes on once there is room.

use crate::desk::{Desk, Said};

/// Runs a script that finds the binary as `$CLXS`.
fn script(desk: &Desk, before: &[&str], text: &str) -> Said {
    let sh = ["sh", "-c", text];
    let all = [before, &sh].concat();
    let command = desk.command(&[]);
    let mut shell = std::process::Command::new(all[0]);
    shell
        .args(&all[1..])
        .current_dir(desk.path(""))
        .env("CLXS", command.get_program());
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    desk.said(&shell.output().unwrap())
}

const WORLD: &str = "
CREATE CATALOG prod; CREATE SCHEMA prod.s;
CREATE TABLE prod.s.a (id INT); INSERT INTO prod.s.a VALUES (1);
CREATE TABLE prod.s.b (id INT); INSERT INTO prod.s.b VALUES (2);
CREATE VOLUME prod.s.files;
";

/// Room for everything but the six megabytes of the volume, then room for all.
const FILL_UP: &str = r#"
mkdir disk && mount -t tmpfs -o size=16m none disk || exit 77
CLXS_LOCAL_DIR=$PWD/disk/workspace; export CLXS_LOCAL_DIR
"$CLXS" local init disk/workspace -q >/dev/null && "$CLXS" local sql "$WORLD" >/dev/null || exit 78
folder=$("$CLXS" local sql "DESCRIBE VOLUME prod.s.files" | grep -o '/[^ ]*/volumes/[^ ]*')
mkdir -p "$folder" && head -c 6000000 /dev/zero >"$folder/big.bin" || exit 79
free=$(df -k --output=avail disk | tail -1)
head -c $((free - 4000))k /dev/zero >disk/filler || exit 80
"$CLXS" clone --source prod --dest staging -q; echo "clone ends with $?"
"$CLXS" runs | grep -o "failed in part"
rm disk/filler
"$CLXS" resume -q; echo "resume ends with $?"
"$CLXS" verify --source prod --dest staging; echo "verify ends with $?"
"#;

#[test]
fn a_clone_on_a_full_disk_goes_on_when_there_is_room() {
    let desk = Desk::bare();
    let private = ["unshare", "--user", "--map-root-user", "--mount"];
    let text = format!("WORLD=\"{WORLD}\"\n{FILL_UP}");
    let said = script(&desk, &private, &text);
    if said.code == 77 || said.err.contains("unshare") {
        let test = "a_clone_on_a_full_disk_goes_on_when_there_is_room";
        println!(
            "skipped: {test}: no small disk can be mounted here: {}",
            said.err
        );
        return;
    }
    assert_eq!(said.code, 0, "{}", said.all());
    let (first, then) = said
        .out
        .split_once("clone ends with 4\n")
        .unwrap_or_else(|| {
            panic!("{}", said.all());
        });
    assert!(first.contains("! prod.s.files CX5008: "), "{first}");
    assert!(first.contains("hint: make room"), "{first}");
    assert!(then.starts_with("failed in part\n"), "{then}");
    assert!(then.contains("resume ends with 0\n"), "{then}");
    assert!(
        then.contains("2 tables, 1 volume compared: 3 the same"),
        "{then}"
    );
}

#[test]
fn a_journal_that_takes_no_more_stays_readable() {
    let desk = Desk::empty();
    let mut sql = String::from("CREATE CATALOG prod; CREATE SCHEMA prod.s;");
    for t in 0..12 {
        sql.push_str(&format!("CREATE TABLE prod.s.t{t} (id INT);"));
    }
    desk.sql(&sql);
    // A disk of its own for the journal, which is full after some entries.
    let text = r#"
mkdir state && mount -t tmpfs -o size=1m none state || exit 77
"$CLXS" plan --source prod --dest staging -q -o p.json >/dev/null || exit 78
"$CLXS" runs -q >/dev/null || exit 79
free=$(df -k --output=avail state | tail -1)
head -c $((free - ROOM))k /dev/zero >state/filler
"$CLXS" apply p.json -q; echo "apply ends with $?"
rm state/filler
"$CLXS" apply p.json -q >/dev/null; echo "then with $?"
"$CLXS" verify --source prod --dest staging; echo "verify ends with $?"
"#;
    let private = ["unshare", "--user", "--map-root-user", "--mount"];
    let said = script(&desk, &private, &text.replace("ROOM", "100"));
    if said.code == 77 || said.err.contains("unshare") {
        let test = "a_journal_that_takes_no_more_stays_readable";
        println!(
            "skipped: {test}: no small disk can be mounted here: {}",
            said.err
        );
        return;
    }
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.out.contains("apply ends with 4\n"), "{}", said.all());
    assert!(
        said.err
            .contains("error[CX5011]: the journal cannot be written"),
        "{}",
        said.err
    );
    assert!(said.err.contains("make room"), "{}", said.err);
    assert!(said.out.contains("then with 0\n"), "{}", said.all());
    assert!(
        said.out.contains("12 tables compared: 12 the same"),
        "{}",
        said.all()
    );
}
