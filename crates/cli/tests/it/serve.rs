//! A local workspace behind a socket: the same commands over HTTP.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::desk::{Desk, Said};

/// A server that ends with the test.
struct Served {
    child: Child,
    url: String,
}

impl Served {
    fn new(desk: &Desk) -> Self {
        let mut child = desk
            .command(&["local", "serve", "--json"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut text = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !text.contains('}') {
            assert_ne!(out.read_line(&mut text).unwrap(), 0, "{text}");
        }
        let said: serde_json::Value = serde_json::from_str(&text).unwrap();
        let url = said["url"].as_str().unwrap().to_owned();
        Self { child, url }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn commands_work_over_http_as_they_do_in_process() {
    let desk = Desk::with_prod();
    let served = Served::new(&desk);
    let clxs = |token: &str, args: &[&str]| -> Said {
        let mut command = desk.command(args);
        command
            .env("DATABRICKS_HOST", &served.url)
            .env("DATABRICKS_TOKEN", token);
        desk.said(&command.output().unwrap())
    };
    let pair = ["--source", "prod", "--dest", "staging"];
    let cloned = clxs("dapi-local", &[["clone"].as_slice(), &pair].concat());
    assert_eq!(cloned.code, 0, "{}", cloned.all());
    assert!(cloned.err.contains("SQL warehouse: "), "{}", cloned.err);
    let verified = clxs("dapi-local", &[["verify"].as_slice(), &pair].concat());
    assert_eq!(verified.code, 0, "{}", verified.all());
    let again = clxs("dapi-local", &[["clone"].as_slice(), &pair].concat());
    assert!(again.out.contains("Nothing to do."), "{}", again.all());
    // What was made over HTTP is there in process.
    assert!(
        desk.sql("SELECT id FROM staging.sales.big")
            .out
            .contains("(1 row)")
    );

    let refused = clxs("dapi-wrong", &["inventory", "prod"]);
    assert_eq!(refused.code, 7, "{}", refused.all());
    assert!(
        refused.err.starts_with("error[CX2001]: "),
        "{}",
        refused.err
    );
    assert!(!refused.all().contains("dapi-wrong"), "{}", refused.all());

    let stopped = Command::new("kill")
        .args(["-INT", &served.child.id().to_string()])
        .status()
        .unwrap();
    assert!(stopped.success());
}

#[test]
fn a_host_that_does_not_answer_is_named() {
    let desk = Desk::empty();
    let said = desk.clxs(&[
        "inventory",
        "prod",
        "--host",
        "http://127.0.0.1:9",
        "--token",
        "x",
    ]);
    assert_eq!(said.code, 4, "{}", said.all());
    assert!(
        said.err
            .starts_with("error[CX2002]: cannot use workspace `http://127.0.0.1:9`"),
        "{}",
        said.err
    );
    let without = desk.clxs(&["inventory", "prod", "--host", "http://127.0.0.1:9"]);
    assert_eq!(without.code, 7, "{}", without.all());
    assert!(without.err.contains("DATABRICKS_TOKEN"), "{}", without.err);
}
