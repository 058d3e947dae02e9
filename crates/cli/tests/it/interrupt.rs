//! Ctrl-C and kill in the middle of a clone: the journal is intact and the run goes on.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use crate::desk::Desk;

/// Many small tables, so that there is a middle.
fn many(desk: &Desk) {
    let mut sql = String::from("CREATE CATALOG prod; CREATE SCHEMA prod.s;");
    for t in 0..25 {
        sql.push_str(&format!(
            "CREATE TABLE prod.s.t{t} (id INT); INSERT INTO prod.s.t{t} VALUES ({t});"
        ));
    }
    desk.sql(&sql);
}

/// Starts a clone and waits until some of it is done.
fn started(desk: &Desk) -> (Child, JoinHandle<Vec<String>>) {
    let args = [
        "clone",
        "--source",
        "prod",
        "--dest",
        "staging",
        "--max-workers",
        "1",
    ];
    let mut command = desk.command(&args);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    for line in lines.by_ref() {
        if line.unwrap().contains("done    clone table") {
            break;
        }
    }
    // The child must not wait for somebody who reads what follows.
    let rest = std::thread::spawn(move || lines.map_while(Result::ok).collect());
    (child, rest)
}

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

fn finished(desk: &Desk) {
    let resumed = desk.clxs(&["resume"]);
    assert_eq!(resumed.code, 0, "{}", resumed.all());
    assert!(resumed.out.contains("It balances"), "{}", resumed.out);
    let count =
        desk.sql("SELECT count(*) FROM staging.information_schema.tables WHERE table_schema = 's'");
    assert!(count.out.contains("25"), "{}", count.out);
    let verified = desk.clxs(&["verify", "--source", "prod", "--dest", "staging"]);
    assert_eq!(verified.code, 0, "{}", verified.all());
    let again = desk.clxs(&["resume"]);
    assert_eq!(again.code, 2, "{}", again.all());
}

#[test]
fn ctrl_c_stops_with_130_and_resume_finishes() {
    let desk = Desk::empty();
    many(&desk);
    let (child, rest) = started(&desk);
    send(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = rest.join().unwrap().join("\n");
    assert!(
        said.contains("the journal is intact") && said.contains("Go on with: clxs resume "),
        "{said}"
    );
    let runs = desk.clxs(&["runs"]);
    assert!(runs.out.contains("interrupted"), "{}", runs.out);
    finished(&desk);
}

#[test]
fn a_killed_clone_is_resumed() {
    let desk = Desk::empty();
    many(&desk);
    let (mut child, _rest) = started(&desk);
    child.kill().unwrap();
    child.wait().unwrap();
    finished(&desk);
}
