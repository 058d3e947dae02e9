//! The human form of each result; its JSON form is the value itself.

use std::fmt::Write as _;

use clone_core::model::{Detail, Inventory, Kind, Object};
use clone_engine::{RunEnd, RunSummary, TableAnswer, Verdict, VerifyReport};
use serde::Serialize;

use super::table::table;

/// Has a form for people.
pub trait Human {
    /// The text, lines ended.
    fn human(&self) -> String;
}

/// A list of past runs.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Runs(pub Vec<RunSummary>);

impl Human for Runs {
    fn human(&self) -> String {
        if self.0.is_empty() {
            return "No runs yet.\n".to_owned();
        }
        let header = ["PLAN", "BEGUN", "SOURCE", "DEST", "STEPS", "STATE"].map(str::to_owned);
        let rows = self.0.iter().map(|run| {
            [
                run.plan.clone(),
                run.begun.split('.').next().unwrap_or_default().to_owned(),
                run.source.clone(),
                run.dest.clone(),
                format!("{}/{}", run.done, run.steps),
                word(run.state).to_owned(),
            ]
        });
        table(header, rows)
    }
}

fn word(state: RunEnd) -> &'static str {
    match state {
        RunEnd::Complete => "complete",
        RunEnd::Failed => "failed in part",
        RunEnd::Interrupted => "interrupted",
    }
}

impl Human for TableAnswer {
    fn human(&self) -> String {
        if self.columns.is_empty() {
            return "OK\n".to_owned();
        }
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "NULL".to_owned());
        let rows = self
            .rows
            .iter()
            .map(|row| row.iter().map(text).collect::<Vec<_>>());
        let mut text = table(self.columns.iter().cloned(), rows);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "({})", counted(self.rows.len(), "row", "rows"));
        text
    }
}

impl Human for VerifyReport {
    fn human(&self) -> String {
        let mut text = format!("Verify  {} -> {}\n", self.source, self.dest);
        for object in &self.objects {
            let (mark, what) = match &object.verdict {
                Verdict::Same => continue,
                Verdict::SameCount { because } => {
                    ("~", format!("same count, no checksum: {because}"))
                }
                Verdict::Differs { how } => ("!", how.clone()),
                Verdict::Missing => ("!", "missing in the clone".to_owned()),
                Verdict::NotCompared { because } => ("!", format!("not compared: {because}")),
            };
            let _ = writeln!(
                text,
                "  {mark} {} {}: {what}",
                object.kind.spec().singular,
                object.name
            );
        }
        let same = self.count(|verdict| matches!(verdict, Verdict::Same));
        let by_count = self.count(|verdict| matches!(verdict, Verdict::SameCount { .. }));
        let differ =
            self.count(|verdict| matches!(verdict, Verdict::Differs { .. } | Verdict::Missing));
        let open = self.count(|verdict| matches!(verdict, Verdict::NotCompared { .. }));
        let _ = writeln!(
            text,
            "{} compared: {same} the same, {by_count} with the same count, {differ} different, \
             {open} not comparable.",
            kinds(self.objects.iter().map(|object| object.kind))
        );
        text
    }
}

/// `2 schemas, 1 table`; `nothing` without any.
fn kinds(held: impl Iterator<Item = Kind>) -> String {
    let held: Vec<Kind> = held.collect();
    let counts: Vec<String> = Kind::ALL
        .iter()
        .filter_map(|kind| {
            let count = held.iter().filter(|held| *held == kind).count();
            (count > 0).then(|| counted(count, kind.spec().singular, kind.spec().plural))
        })
        .collect();
    if counts.is_empty() {
        "nothing".to_owned()
    } else {
        counts.join(", ")
    }
}

/// `1 table`, `2 tables`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Human for Inventory {
    fn human(&self) -> String {
        let mut text = format!(
            "Catalog {}  as {} sees it\n",
            self.catalog, self.identity.principal
        );
        let mut shown = None;
        let mut objects: Vec<_> = self
            .objects
            .values()
            .filter(|o| o.name.len() == 3)
            .collect();
        objects.sort_by(|a, b| a.name.cmp(&b.name).then(a.kind.cmp(&b.kind)));
        for object in objects {
            let schema = object.name.parts().get(1);
            if schema != shown {
                shown = schema;
                let _ = writeln!(
                    text,
                    "  {}",
                    schema.map(ToString::to_string).unwrap_or_default()
                );
            }
            let leaf = object
                .name
                .parts()
                .last()
                .map(ToString::to_string)
                .unwrap_or_default();
            let line = format!(
                "    {:<18} {leaf:<32} {}",
                object.kind.spec().singular,
                facts(object)
            );
            let _ = writeln!(text, "{}", line.trim_end());
        }
        let held = self.objects.values().map(|object| object.kind);
        let held = held.filter(|kind| *kind != Kind::Catalog);
        let _ = writeln!(text, "{}.", kinds(held));
        for gap in &self.gaps {
            let _ = writeln!(text, "gap  {}: {}", gap.object.name, gap.what);
            if let Some(remedy) = &gap.remedy {
                let _ = writeln!(text, "     ask for: {remedy}");
            }
        }
        text
    }
}

/// What is worth a word in a list.
fn facts(object: &Object) -> String {
    let mut facts = Vec::new();
    if let Detail::Table(table) = &object.detail {
        facts.extend(table.pin.map(|pin| format!("v{}", pin.version)));
        facts.push(counted(table.columns.len(), "column", "columns"));
        let masks = table
            .columns
            .iter()
            .filter(|column| column.mask.is_some())
            .count();
        if masks > 0 {
            facts.push(counted(masks, "mask", "masks"));
        }
        if table.row_filter.is_some() {
            facts.push("row filter".to_owned());
        }
    }
    if !object.tags.is_empty() {
        facts.push(counted(object.tags.len(), "tag", "tags"));
    }
    if !object.grants.is_empty() {
        facts.push(counted(object.grants.len(), "grantee", "grantees"));
    }
    facts.join(", ")
}
