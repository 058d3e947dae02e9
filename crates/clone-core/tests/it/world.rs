//! Inventories in a few words.

use std::collections::{BTreeMap, BTreeSet};

use clone_core::model::{
    Column, Constraint, ConstraintRule, Detail, FunctionDetail, Gap, Grant, Identity, Inventory,
    Kind, Mask, Object, ObjectKey, Param, Pin, Policy, Returns, RowFilter, Storage, TableDetail,
    ViewDetail,
};
use clone_core::plan::{PlanInput, PlanRequest, Planned, plan};
use sql_rewrite::{Ident, Namespace, QName};

/// The principal that clones.
pub(crate) const RUNNER: &str = "runner";

/// The version that plans.
pub(crate) const TOOL: &str = "clxs test";

pub(crate) fn identity() -> Identity {
    Identity {
        workspace: "local".to_owned(),
        metastore_id: "m1".to_owned(),
        metastore_name: "eu".to_owned(),
        principal: RUNNER.to_owned(),
    }
}

pub(crate) fn name(text: &str) -> QName {
    QName::parse(text).unwrap()
}

/// A catalog in the making. Names are given without the catalog: `sales.orders`.
#[derive(Clone, Debug)]
pub(crate) struct World(pub(crate) Inventory);

impl World {
    /// A catalog with the schema `default`, as the platform makes it.
    pub(crate) fn new(catalog: &str) -> Self {
        let ident = Ident::from(catalog);
        let mut world = Self(Inventory {
            catalog: ident.clone(),
            identity: identity(),
            taken_at: "2026-11-21T09:00:00Z".parse().unwrap(),
            objects: BTreeMap::new(),
            policies: Vec::new(),
            gaps: Vec::new(),
        });
        let root = Detail::Catalog { storage_root: None };
        world.put(Kind::Catalog, QName::new([ident]), root);
        world.schema("default")
    }

    fn put(&mut self, kind: Kind, name: QName, detail: Detail) {
        let id = self.0.objects.len() + 1;
        let object = Object {
            kind,
            id: Some(format!("id-{id}")),
            owner: Some(RUNNER.to_owned()),
            comment: None,
            properties: BTreeMap::new(),
            tags: BTreeMap::new(),
            grants: Vec::new(),
            detail,
            name,
        };
        self.0.objects.insert(object.key(), object);
    }

    fn add(mut self, kind: Kind, path: &str, detail: Detail) -> Self {
        let inner = name(path);
        let full = QName::new(
            [self.0.catalog.clone()]
                .into_iter()
                .chain(inner.parts().to_vec()),
        );
        self.put(kind, full, detail);
        self
    }

    pub(crate) fn schema(self, path: &str) -> Self {
        self.add(Kind::Schema, path, Detail::Schema { storage_root: None })
    }

    /// A managed Delta table with the columns `id` and `email`.
    pub(crate) fn table(self, path: &str, version: u64) -> Self {
        let detail = TableDetail {
            storage: Storage::Managed,
            format: "DELTA".to_owned(),
            shallow_clone: false,
            columns: vec![column("id"), column("email")],
            constraints: Vec::new(),
            unknown_constraints: Vec::new(),
            row_filter: None,
            pin: Some(Pin { version, at: None }),
        };
        self.add(Kind::Table, path, Detail::Table(Box::new(detail)))
    }

    /// A view with one column; unqualified names resolve in its schema.
    pub(crate) fn view(self, path: &str, text: &str) -> Self {
        let detail = ViewDetail {
            text: text.to_owned(),
            namespace: self.namespace(path),
            columns: vec![column("id")],
            dependencies: None,
        };
        self.add(Kind::View, path, Detail::View(Box::new(detail)))
    }

    /// A SQL function of one number.
    pub(crate) fn function(self, path: &str, body: &str) -> Self {
        let detail = FunctionDetail {
            language: "SQL".to_owned(),
            params: vec![Param {
                name: "x".to_owned(),
                type_text: "DOUBLE".to_owned(),
                default: None,
                comment: None,
            }],
            returns: Returns::Scalar {
                type_text: "DOUBLE".to_owned(),
            },
            body: body.to_owned(),
            namespace: self.namespace(path),
            deterministic: Some(true),
            data_access: Some("CONTAINS_SQL".to_owned()),
        };
        self.add(Kind::Function, path, Detail::Function(Box::new(detail)))
    }

    pub(crate) fn volume(self, path: &str, files: &[(&str, u64)]) -> Self {
        let files = files
            .iter()
            .map(|(path, size)| ((*path).to_owned(), *size))
            .collect();
        self.add(
            Kind::Volume,
            path,
            Detail::Volume {
                storage: Storage::Managed,
                files: Some(files),
            },
        )
    }

    pub(crate) fn opaque(self, kind: Kind, path: &str, wire_kind: &str) -> Self {
        let wire_kind = wire_kind.to_owned();
        self.add(kind, path, Detail::Opaque { wire_kind })
    }

    fn namespace(&self, path: &str) -> Namespace {
        Namespace {
            catalog: self.0.catalog.clone(),
            schema: name(path).parts()[0].clone(),
        }
    }

    /// Changes the object added last.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Object)) -> Self {
        let id = Some(format!("id-{}", self.0.objects.len()));
        let last = self.0.objects.values_mut().find(|object| object.id == id);
        change(last.unwrap());
        self
    }

    pub(crate) fn owner(self, owner: &str) -> Self {
        self.with(|object| object.owner = Some(owner.to_owned()))
    }

    pub(crate) fn comment(self, comment: &str) -> Self {
        self.with(|object| object.comment = Some(comment.to_owned()))
    }

    pub(crate) fn property(self, key: &str, value: &str) -> Self {
        self.with(|object| {
            object.properties.insert(key.to_owned(), value.to_owned());
        })
    }

    pub(crate) fn tag(self, key: &str, value: &str) -> Self {
        self.with(|object| {
            object.tags.insert(key.to_owned(), value.to_owned());
        })
    }

    pub(crate) fn grant(self, principal: &str, privileges: &[&str]) -> Self {
        self.with(|object| {
            object.grants.push(Grant {
                principal: principal.to_owned(),
                privileges: privileges.iter().map(|text| (*text).to_owned()).collect(),
            });
            object.grants.sort();
        })
    }

    pub(crate) fn table_detail(self, change: impl FnOnce(&mut TableDetail)) -> Self {
        self.with(|object| match &mut object.detail {
            Detail::Table(table) => change(table),
            other => panic!("not a table: {other:?}"),
        })
    }

    pub(crate) fn column_tag(self, column: &str, key: &str, value: &str) -> Self {
        self.with(|object| {
            let columns = match &mut object.detail {
                Detail::Table(table) => &mut table.columns,
                Detail::View(view) => &mut view.columns,
                other => panic!("no columns: {other:?}"),
            };
            let column = columns
                .iter_mut()
                .find(|other| other.name == column)
                .unwrap();
            column.tags.insert(key.to_owned(), value.to_owned());
        })
    }

    pub(crate) fn external(self, location: &str) -> Self {
        self.with(|object| match &mut object.detail {
            Detail::Table(table) => table.storage = external(location),
            Detail::Volume { storage, .. } => *storage = external(location),
            other => panic!("not stored: {other:?}"),
        })
    }

    pub(crate) fn mask(self, column: &str, function: &str) -> Self {
        let mask = Mask {
            function: name(function),
            using: Vec::new(),
        };
        self.table_detail(|table| {
            let column = table
                .columns
                .iter_mut()
                .find(|other| other.name == column)
                .unwrap();
            column.mask = Some(mask);
        })
    }

    pub(crate) fn row_filter(self, function: &str) -> Self {
        let filter = RowFilter {
            function: name(function),
            columns: vec!["id".to_owned()],
        };
        self.table_detail(|table| table.row_filter = Some(filter))
    }

    pub(crate) fn primary_key(self, key: &str) -> Self {
        self.key(
            key,
            ConstraintRule::PrimaryKey {
                timeseries: Vec::new(),
            },
        )
    }

    /// A foreign key to a table given with its catalog.
    pub(crate) fn foreign_key(self, key: &str, parent: &str) -> Self {
        let parent_columns = vec!["id".to_owned()];
        self.key(
            key,
            ConstraintRule::ForeignKey {
                parent: name(parent),
                parent_columns,
            },
        )
    }

    fn key(self, key: &str, rule: ConstraintRule) -> Self {
        let constraint = Constraint {
            name: key.to_owned(),
            columns: vec!["id".to_owned()],
            rely: false,
            rule,
        };
        self.table_detail(|table| {
            table.constraints.push(constraint);
            table.constraints.sort_by(|a, b| a.name.cmp(&b.name));
        })
    }

    pub(crate) fn policy(mut self, on: &str, policy: &str) -> Self {
        let on: ObjectKey = on.parse().unwrap();
        let policy_type = "POLICY_TYPE_COLUMN_MASK".to_owned();
        self.0.policies.push(Policy {
            name: policy.to_owned(),
            on,
            policy_type,
        });
        self
    }

    pub(crate) fn gap(mut self, object: &str, what: &str) -> Self {
        let gap = Gap {
            object: object.parse().unwrap(),
            what: what.to_owned(),
            remedy: None,
        };
        self.0.gaps.push(gap);
        self
    }

    /// The objects, for changing one by its key.
    pub(crate) fn edit(mut self, key: &str, change: impl FnOnce(&mut Object)) -> Self {
        let key: ObjectKey = key.parse().unwrap();
        change(self.0.objects.get_mut(&key).unwrap());
        self
    }
}

fn external(location: &str) -> Storage {
    Storage::External {
        location: location.to_owned(),
    }
}

pub(crate) fn column(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        type_text: "STRING".to_owned(),
        nullable: true,
        comment: None,
        tags: BTreeMap::new(),
        mask: None,
    }
}

/// `prod -> staging`, everything.
pub(crate) fn request() -> PlanRequest {
    PlanRequest::new(Ident::from("prod"), Ident::from("staging"))
}

pub(crate) fn planned(
    request: &PlanRequest,
    source: &World,
    target: Option<&Inventory>,
) -> Planned {
    plan(&PlanInput {
        request,
        source: &source.0,
        target,
        target_identity: &identity(),
        tool: TOOL,
    })
    .unwrap()
}

/// The codes of the findings about an object, with their severity.
pub(crate) fn codes(planned: &Planned) -> Vec<String> {
    let codes: BTreeSet<_> = planned
        .plan()
        .findings
        .iter()
        .map(|finding| format!("{:?} {} {}", finding.severity, finding.code, finding.object))
        .collect();
    codes.into_iter().collect()
}
