//! A plan as a tree: catalog, schemas, objects, and what becomes of each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::words::count;
use crate::model::{Class, Kind, ObjectKey};
use crate::plan::{Depth, Op, Plan, Step};

/// One object of the tree.
struct Line<'a> {
    kind: Kind,
    mark: char,
    notes: Vec<String>,
    key: &'a ObjectKey,
}

/// The plan for people. Marks: `+` made, `~` changed, `=` as wanted already, `!` left out.
pub fn tree(plan: &Plan) -> String {
    let depth = match plan.request.depth {
        Depth::Deep => "deep",
        Depth::Shallow => "shallow",
    };
    let instant = plan.made_at.strftime("%Y-%m-%d %H:%M:%S UTC");
    let (source, dest) = (&plan.request.source, &plan.request.dest);
    let mut text = format!(
        "Plan {}  {source} -> {dest}   {depth}, pinned {instant}\n",
        plan.id
    );
    let mut lines: Vec<_> = lines(plan).into_values().collect();
    lines.sort_by(|a, b| place(a.key).cmp(&place(b.key)));
    let width = lines
        .iter()
        .filter(|line| line.key.name.len() > 2)
        .map(|line| leaf(line.key).chars().count())
        .max()
        .unwrap_or(0)
        .min(40);
    for line in lines {
        let indent = "  ".repeat(line.key.name.len());
        let name = match line.key.class {
            Class::Catalog => dest.to_string(),
            _ => leaf(line.key),
        };
        let notes = line.notes.join(", ");
        let (kind, mark) = (line.kind.spec().singular, line.mark);
        let row = if line.key.name.len() > 2 {
            format!("{indent}{mark} {kind:<9} {name:<width$}  {notes}")
        } else {
            format!("{indent}{mark} {kind} {name}  {notes}")
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", row.trim_end());
    }
    text
}

/// What a step does, in a few words.
pub fn title(step: &Step) -> String {
    let (kind, name) = (step.kind.spec().singular, &step.object.0.name);
    let verb = match &step.op {
        Op::CreateCatalog { .. } | Op::CreateSchema { .. } | Op::CreateVolume { .. } => "create",
        Op::CloneTable { replace: false, .. } => "clone",
        Op::CloneTable { replace: true, .. } => "clone again",
        Op::CreateView { replace, .. } | Op::CreateFunction { replace, .. } => {
            if *replace {
                "replace"
            } else {
                "create"
            }
        }
        Op::CopyVolumeFiles { .. } => "copy files of",
        Op::SetProperties { .. } => "set properties of",
        Op::AddConstraint { constraint, .. } => {
            return format!("add key `{}` to {kind} {name}", constraint.name);
        }
        Op::Annotate { .. } => "annotate",
        Op::Grant { .. } => "grant on",
        Op::SetOwner { owner } => return format!("hand {kind} {name} over to {owner}"),
    };
    format!("{verb} {kind} {name}")
}

/// Schemas in order of their names, each before its objects, those by class and name.
fn place(key: &ObjectKey) -> (Option<&sql_rewrite::Ident>, usize, &ObjectKey) {
    (key.name.parts().get(1), key.name.len(), key)
}

fn leaf(key: &ObjectKey) -> String {
    key.name
        .parts()
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// One line for each object of the source, by its key there.
fn lines(plan: &Plan) -> BTreeMap<&ObjectKey, Line<'_>> {
    let mut lines = BTreeMap::new();
    for step in &plan.steps {
        let line = lines.entry(&step.from.0).or_insert_with(|| Line {
            kind: step.kind,
            mark: '~',
            notes: Vec::new(),
            key: &step.from.0,
        });
        if let Some(mark) = mark(&step.op) {
            line.mark = mark;
        }
        note(&step.op, &mut line.notes);
    }
    for same in &plan.unchanged {
        let key = &same.object.0;
        lines.insert(
            key,
            Line {
                kind: same.kind,
                mark: '=',
                notes: Vec::new(),
                key,
            },
        );
    }
    for skip in &plan.skipped {
        let key = &skip.object.0;
        let notes = vec![skip.reason.clone()];
        lines.insert(
            key,
            Line {
                kind: skip.kind,
                mark: '!',
                notes,
                key,
            },
        );
    }
    lines
}

fn mark(op: &Op) -> Option<char> {
    match op {
        Op::CreateCatalog { .. } | Op::CreateSchema { .. } | Op::CreateVolume { .. } => Some('+'),
        Op::CloneTable { replace, .. }
        | Op::CreateView { replace, .. }
        | Op::CreateFunction { replace, .. } => Some(if *replace { '~' } else { '+' }),
        _ => None,
    }
}

/// What a step adds to the line of its object.
fn note(op: &Op, notes: &mut Vec<String>) {
    let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    match op {
        Op::CloneTable { pin, location, .. } => {
            notes.push(format!("v{}", pin.version));
            notes.extend(location.iter().map(|location| format!("at {location}")));
        }
        Op::CopyVolumeFiles { .. } => notes.push("files".to_owned()),
        Op::SetProperties { .. } => notes.push("properties".to_owned()),
        Op::AddConstraint { constraint, .. } => notes.push(format!("key {}", constraint.name)),
        Op::Annotate {
            comment,
            tags,
            column_tags,
        } => {
            if comment.is_some() {
                notes.push("comment".to_owned());
            }
            let tags = tags.len() + column_tags.values().map(BTreeMap::len).sum::<usize>();
            if tags > 0 {
                notes.push(count(number(tags), "tag", "tags"));
            }
        }
        Op::Grant { grants } => {
            let privileges = grants.iter().map(|grant| grant.privileges.len()).sum();
            notes.push(count(number(privileges), "grant", "grants"));
        }
        Op::SetOwner { owner } => notes.push(format!("owner {owner}")),
        Op::CreateCatalog { .. }
        | Op::CreateSchema { .. }
        | Op::CreateView { .. }
        | Op::CreateFunction { .. }
        | Op::CreateVolume { .. } => {}
    }
}
