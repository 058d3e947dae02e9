//! `clxs sql ...`: SQL texts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};

use clone_core::codes;
use sql_rewrite::{Ident, Input, Mapping, Namespace, QName, Refusal, SqlKind, Verdict, jsonl};

use super::Answer;
use crate::args::{Kind, RetargetArgs, SqlCommand};
use crate::exit::Exit;
use crate::view::{Problem, Screen, explain};

/// Runs one of the commands.
pub(super) fn run(command: &SqlCommand, screen: Screen) -> Answer {
    match command {
        SqlCommand::Retarget(args) if args.jsonl => {
            screen
                .lines(answers(open(&args.file)?))
                .map_err(Problem::from)?;
            Ok(Exit::DONE)
        }
        SqlCommand::Retarget(args) => retarget(args, screen),
    }
}

fn retarget(args: &RetargetArgs, screen: Screen) -> Answer {
    let mut text = String::new();
    open(&args.file)?
        .read_to_string(&mut text)
        .map_err(|error| unreadable(&args.file, &error))?;
    let mapping = mapping(&args.map)?;
    // An empty name is nobody's, so short names resolve to nothing that could be mapped.
    let part = |name: &Option<String>| Ident::new(name.clone().unwrap_or_default());
    let namespace = Namespace {
        catalog: part(&args.default_catalog),
        schema: part(&args.default_schema),
    };
    let kind = match args.kind {
        Kind::Query => SqlKind::Query,
        Kind::Statement => SqlKind::Statement,
        Kind::Expression => SqlKind::Expression,
        Kind::MetricView => SqlKind::MetricView,
    };
    let input = Input {
        text: &text,
        kind,
        namespace: &namespace,
        mapping: &mapping,
    };
    let done = sql_rewrite::retarget(&input).map_err(|refusal| refused(&refusal))?;
    for warning in &done.warnings {
        let (line, column) = place(&text, warning.span.start);
        screen.note(&format!(
            "warning: {line}:{column}: {}",
            warning.kind.describe()
        ));
    }
    if args.check {
        let opaque = done
            .references
            .iter()
            .any(|found| found.verdict == Verdict::Opaque);
        return Ok(if opaque {
            codes::OPAQUE_REFERENCE.exit.into()
        } else {
            Exit::DONE
        });
    }
    if args.explain {
        screen.text(&explain(&text, &done, place))?;
    } else {
        screen.exactly(&done.text)?;
    }
    Ok(Exit::DONE)
}

/// One answer a request; a line that is not text is answered like any other bad line.
fn answers(lines: impl BufRead) -> impl Iterator<Item = io::Result<String>> {
    lines.split(b'\n').filter_map(|line| match line {
        Ok(line) if line.iter().all(u8::is_ascii_whitespace) => None,
        Ok(line) => Some(Ok(jsonl::answer(String::from_utf8_lossy(&line).trim_end()))),
        Err(error) => Some(Err(error)),
    })
}

/// `prod=staging`, `prod.sales=staging.retail`: as many parts on the left as on the right.
fn mapping(pairs: &[String]) -> Result<Mapping, Problem> {
    let mut mapping = Mapping::default();
    for pair in pairs {
        let bad = |why: &str| {
            Problem::new(
                &codes::BAD_SETTING,
                format!("`{pair}` is no mapping: {why}"),
            )
            .hint("write it as FROM=TO, for example prod=staging or prod.sales=staging.retail")
        };
        let (from, to) = pair.split_once('=').ok_or_else(|| bad("there is no `=`"))?;
        let parse = |text: &str| QName::parse(text).map_err(|error| bad(&error.to_string()));
        let (from, to) = (parse(from)?, parse(to)?);
        let replaced = match (from.parts(), to.parts()) {
            ([from], [to]) => mapping.catalogs.insert(from.clone(), to.clone()).is_some(),
            ([_, _], [_, _]) => mapping.schemas.insert(from, to).is_some(),
            ([_, _, _], [_, _, _]) => mapping.objects.insert(from, to).is_some(),
            _ => return Err(bad("both sides need the same one, two or three parts")),
        };
        if replaced {
            return Err(bad("its left side is mapped twice"));
        }
    }
    Ok(mapping)
}

fn open(file: &str) -> Result<Box<dyn BufRead>, Problem> {
    if file == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    match File::open(file) {
        Ok(file) => Ok(Box::new(BufReader::new(file))),
        Err(error) => Err(unreadable(file, &error)),
    }
}

fn unreadable(file: &str, error: &io::Error) -> Problem {
    Problem::new(&codes::FILE_TROUBLE, format!("cannot read `{file}`")).because(error.to_string())
}

fn refused(refusal: &Refusal) -> Problem {
    Problem::new(&codes::NOT_RETARGETABLE, "the text cannot be retargeted")
        .because(refusal.to_string())
        .hint("nothing was written; say what the text is with --kind if it is not a query")
}

/// Line and column, both from 1, of a place in a text.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_a_mapping_by_their_number_of_parts() {
        let pairs = ["a=b", "a.s=b.t", "a.s.x=c.`d e`.y"].map(str::to_owned);
        let mapping = mapping(&pairs).unwrap();
        assert_eq!(
            (
                mapping.catalogs.len(),
                mapping.schemas.len(),
                mapping.objects.len()
            ),
            (1, 1, 1)
        );
        for bad in ["a", "a=b.c", "=b", "a.b.c.d=a.b.c.d"] {
            assert!(super::mapping(&[bad.to_owned()]).is_err(), "{bad}");
        }
        assert!(super::mapping(&["a=b".to_owned(), "A=c".to_owned()]).is_err());
    }

    #[test]
    fn a_bad_line_spoils_only_itself() {
        let good = r#"{"id":"1","kind":"query","input":"SELECT * FROM a.s.t","default_catalog":"a","default_schema":"s","map":{"catalogs":{"a":"b"}}}"#;
        let input = [good.as_bytes(), b"\n\xff\n\n", good.as_bytes()].concat();
        let lines: Vec<String> = answers(input.as_slice()).map(Result::unwrap).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].contains("SELECT * FROM b.s.t"), "{}", lines[0]);
        assert!(lines[1].contains("\"error\""), "{}", lines[1]);
        assert_eq!(lines[0], lines[2]);
    }

    #[test]
    fn places_count_lines_and_characters() {
        assert_eq!(place("a\nüb", 4), (2, 2));
        assert_eq!(place("", 0), (1, 1));
    }
}
