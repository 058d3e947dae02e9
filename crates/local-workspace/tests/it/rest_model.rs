//! Schemas and tables against a model that is a few maps.

use std::collections::BTreeMap;

use local_workspace::catalog::{Cascade, Kind, MetaPatch, NewSchema, Page};
use proptest::prelude::*;

use crate::rest_catalog::{World, table, world};

#[derive(Debug, Clone)]
enum Op {
    CreateSchema(&'static str),
    DropSchema(&'static str, Cascade),
    RenameSchema(&'static str, &'static str),
    CreateTable(&'static str, &'static str),
    DropTable(&'static str, &'static str),
    UndropTable(&'static str, &'static str),
    RenameTable(&'static str, &'static str, &'static str),
}

fn op() -> impl Strategy<Value = Op> {
    let schema = || prop::sample::select(vec!["a", "B"]);
    let table = || prop::sample::select(vec!["t", "U", "v"]);
    let cascade = prop::sample::select(vec![Cascade::No, Cascade::Yes]);
    prop_oneof![
        2 => schema().prop_map(Op::CreateSchema),
        1 => (schema(), cascade).prop_map(|(s, cascade)| Op::DropSchema(s, cascade)),
        1 => (schema(), schema()).prop_map(|(s, to)| Op::RenameSchema(s, to)),
        4 => (schema(), table()).prop_map(|(s, t)| Op::CreateTable(s, t)),
        3 => (schema(), table()).prop_map(|(s, t)| Op::DropTable(s, t)),
        2 => (schema(), table()).prop_map(|(s, t)| Op::UndropTable(s, t)),
        2 => (schema(), table(), table()).prop_map(|(s, t, to)| Op::RenameTable(s, t, to)),
    ]
}

#[derive(Debug, Default)]
struct Schema {
    tables: BTreeMap<String, u32>,
    dropped: Vec<(String, u32)>,
}

/// The tables are numbered as they are made; the number is kept as the comment.
#[derive(Debug, Default)]
struct Model {
    schemas: BTreeMap<String, Schema>,
    made: u32,
}

impl Model {
    /// Does `op` and says whether it may be done.
    fn run(&mut self, op: &Op) -> Option<()> {
        let low = str::to_lowercase;
        match op {
            Op::CreateSchema(s) => {
                let free = !self.schemas.contains_key(&low(s));
                free.then(|| self.schemas.insert(low(s), Schema::default()))
                    .map(|_| ())
            }
            Op::DropSchema(s, cascade) => {
                let empty = self.schemas.get(&low(s))?.tables.is_empty();
                (empty || *cascade == Cascade::Yes)
                    .then(|| self.schemas.remove(&low(s)))
                    .map(|_| ())
            }
            Op::RenameSchema(s, to) => {
                self.schemas.get(&low(s))?;
                if s == to {
                    return Some(());
                }
                let free = !self.schemas.contains_key(&low(to));
                let moved = free.then(|| self.schemas.remove(&low(s))).flatten()?;
                self.schemas.insert(low(to), moved);
                Some(())
            }
            Op::CreateTable(s, t) => {
                let schema = self.schemas.get_mut(&low(s))?;
                let number = self.made;
                self.made += 1;
                let free = !schema.tables.contains_key(&low(t));
                free.then(|| schema.tables.insert(low(t), number))
                    .map(|_| ())
            }
            Op::DropTable(s, t) => {
                let schema = self.schemas.get_mut(&low(s))?;
                let number = schema.tables.remove(&low(t))?;
                schema.dropped.push((low(t), number));
                Some(())
            }
            Op::UndropTable(s, t) => {
                let schema = self.schemas.get_mut(&low(s))?;
                let at = schema.dropped.iter().rposition(|(name, _)| *name == low(t));
                let at = at.filter(|_| !schema.tables.contains_key(&low(t)))?;
                let (name, number) = schema.dropped.remove(at);
                schema.tables.insert(name, number);
                Some(())
            }
            Op::RenameTable(s, t, to) => {
                let schema = self.schemas.get_mut(&low(s))?;
                let number = *schema.tables.get(&low(t))?;
                let free = t == to || !schema.tables.contains_key(&low(to));
                free.then(|| schema.tables.remove(&low(t)))?;
                schema.tables.insert(low(to), number);
                Some(())
            }
        }
    }

    fn listing(&self) -> Vec<(String, Vec<(String, String)>)> {
        let tables = |s: &Schema| {
            s.tables
                .iter()
                .map(|(t, n)| (t.clone(), n.to_string()))
                .collect()
        };
        self.schemas
            .iter()
            .map(|(name, schema)| (name.clone(), tables(schema)))
            .collect()
    }
}

fn run(world: &World, op: &Op, number: u32) -> bool {
    let catalog = world.workspace.catalog();
    let admin = &world.admin;
    let rename = |to: &str| MetaPatch {
        new_name: Some(to.to_owned()),
        ..MetaPatch::default()
    };
    let outcome = match op {
        Op::CreateSchema(s) => {
            let new = NewSchema {
                catalog: "main".to_owned(),
                name: (*s).to_owned(),
                ..NewSchema::default()
            };
            catalog.create_schema(admin, &new).map(|_| ())
        }
        Op::DropSchema(s, cascade) => {
            catalog.drop_object(admin, Kind::Schema, &format!("main.{s}"), *cascade)
        }
        Op::RenameSchema(s, to) => {
            catalog.alter(admin, Kind::Schema, &format!("main.{s}"), &rename(to))
        }
        Op::CreateTable(s, t) => {
            let mut new = table(&format!("main.{s}"), t);
            new.comment = Some(number.to_string());
            catalog.create_table(admin, &new).map(|_| ())
        }
        Op::DropTable(s, t) => {
            catalog.drop_object(admin, Kind::Table, &format!("main.{s}.{t}"), Cascade::No)
        }
        Op::UndropTable(s, t) => catalog.undrop(admin, Kind::Table, &format!("main.{s}.{t}"), None),
        Op::RenameTable(s, t, to) => {
            catalog.alter(admin, Kind::Table, &format!("main.{s}.{t}"), &rename(to))
        }
    };
    outcome.is_ok()
}

fn listing(world: &World) -> Vec<(String, Vec<(String, String)>)> {
    let catalog = world.workspace.catalog();
    let schemas = catalog
        .list_schemas(&world.admin, "main", &Page::all())
        .unwrap()
        .items;
    let ours = schemas
        .into_iter()
        .filter(|s| !["default", "information_schema"].contains(&s.meta.name.as_str()));
    ours.map(|schema| {
        let tables = catalog
            .list_tables(&world.admin, "main", &schema.meta.name, &Page::all())
            .unwrap();
        let named = tables
            .items
            .into_iter()
            .map(|t| (t.meta.name, t.meta.comment.unwrap_or_default()));
        (schema.meta.name, named.collect())
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_history_leaves_what_the_model_says(ops in prop::collection::vec(op(), 1..40)) {
        let (world, mut model) = (world(), Model::default());
        for op in &ops {
            let number = model.made;
            let expected = model.run(op).is_some();
            prop_assert_eq!(run(&world, op, number), expected, "{:?} of {:?}", op, ops);
            prop_assert_eq!(listing(&world), model.listing(), "after {:?} of {:?}", op, ops);
        }
    }
}
