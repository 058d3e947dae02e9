//! The tables in `cases/`: one text per line, with every reference that has to change marked.
//!
//! `{old=>new}` stands for `old` in the input and `new` in the output; `{x}` is short for the old
//! and new name of the group. A `⏎` is a line break, `⦃` and `⦄` are braces. `kind !` marks texts that have to be refused.

use sql_rewrite::{Ident, Input, Mapping, Namespace, QName, SqlKind, retarget};

struct Group {
    namespace: Namespace,
    mapping: Mapping,
    short: Vec<(String, String)>,
}

fn parse_group(line: &str) -> Group {
    let mut words = line.split_whitespace();
    let home = QName::parse(words.next().unwrap()).unwrap();
    let mut group = Group {
        namespace: Namespace {
            catalog: home.parts()[0].clone(),
            schema: home.parts()[1].clone(),
        },
        mapping: Mapping::default(),
        short: Vec::new(),
    };
    for word in words {
        let (from, to) = word.split_once("=>").unwrap();
        let (old, new) = (QName::parse(from).unwrap(), QName::parse(to).unwrap());
        match old.len() {
            1 => {
                let ident = |name: &QName| Ident::new(name.leaf());
                group.short.push((from.replace('`', ""), to.to_owned()));
                group.mapping.catalogs.insert(ident(&old), ident(&new));
            }
            2 => drop(group.mapping.schemas.insert(old, new)),
            _ => drop(group.mapping.objects.insert(old, new)),
        }
    }
    group
}

/// The input and the wanted output of a marked text.
fn unmark(text: &str, group: &Group) -> (String, String) {
    let (mut input, mut output) = (String::new(), String::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (mark, after) = after.split_once('}').unwrap();
        let (old, new) = mark.split_once("=>").map_or_else(
            || {
                let found = group
                    .short
                    .iter()
                    .find(|(old, _)| old.eq_ignore_ascii_case(mark));
                (
                    mark,
                    found
                        .unwrap_or_else(|| panic!("no short {mark} in {text}"))
                        .1
                        .as_str(),
                )
            },
            |(old, new)| (old, new),
        );
        input.push_str(before);
        output.push_str(before);
        input.push_str(old);
        output.push_str(new);
        rest = after;
    }
    input.push_str(rest);
    output.push_str(rest);
    let plain = |text: String| text.replace('⏎', "\n").replace('⦃', "{").replace('⦄', "}");
    (plain(input), plain(output))
}

fn run(table: &str) {
    let mut group = None;
    let mut wrong = Vec::new();
    for line in table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
    {
        if let Some(head) = line.strip_prefix("@ ") {
            group = Some(parse_group(head));
            continue;
        }
        let group = group.as_ref().unwrap();
        let (kind, refused) = match line.get(..2).unwrap() {
            "q " => (SqlKind::Query, false),
            "s " => (SqlKind::Statement, false),
            "e " => (SqlKind::Expression, false),
            "m " => (SqlKind::MetricView, false),
            "q!" => (SqlKind::Query, true),
            "s!" => (SqlKind::Statement, true),
            "e!" => (SqlKind::Expression, true),
            "m!" => (SqlKind::MetricView, true),
            other => panic!("no kind {other} in {line}"),
        };
        let (input, output) = unmark(line[2..].trim_start(), group);
        let answer = retarget(&Input {
            text: &input,
            kind,
            namespace: &group.namespace,
            mapping: &group.mapping,
        });
        match answer {
            Ok(done) if refused => wrong.push(format!("{input}\n  not refused: {}", done.text)),
            Ok(done) if done.text == output => {}
            Ok(done) => wrong.push(format!("{input}\n  want {output}\n  have {}", done.text)),
            Err(_) if refused => {}
            Err(refusal) => wrong.push(format!("{input}\n  refused: {refusal}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

macro_rules! tables {
    ($($name:ident,)*) => {
        $(#[test]
        fn $name() {
            run(include_str!(concat!("cases/", stringify!($name), ".txt")));
        })*
    };
}

tables! {
    queries,
    scopes,
    lexing,
    functions,
    statements,
    scripts,
    constants,
    renames,
    metric_views,
    refusals,
    suspicions,
    pipes,
    hostile_queries,
    hostile_renames,
    hostile_statements,
    hostile_metric_views,
}
