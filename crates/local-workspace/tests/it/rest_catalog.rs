//! The catalog service as a library.

use std::collections::BTreeMap;

use local_workspace::catalog::{
    Cascade, Column, ForeignKey, Kind, MetaPatch, NewCatalog, NewSchema, NewTable, NewVolume, Page,
    PrimaryKey, PropertyChange, TableConstraint, TableType, TagTarget, VolumeType,
};
use local_workspace::govern::{GrantChange, Privilege};
use local_workspace::identity::{NewPrincipal, PrincipalKind, Session};
use local_workspace::{LocalWorkspace, Options, WsError, WsResult};
use rstest::rstest;

pub(crate) struct World {
    pub(crate) workspace: LocalWorkspace,
    pub(crate) admin: Session,
    pub(crate) dir: tempfile::TempDir,
}

pub(crate) fn world() -> World {
    world_with(Options::default())
}

pub(crate) fn world_with(options: Options) -> World {
    let dir = tempfile::tempdir().unwrap();
    let workspace = LocalWorkspace::create_with(dir.path(), options).unwrap();
    let admin = workspace.admin().unwrap();
    World {
        workspace,
        admin,
        dir,
    }
}

pub(crate) fn column(name: &str, nullable: bool) -> Column {
    Column {
        name: name.to_owned(),
        type_text: "bigint".to_owned(),
        type_json: format!(
            "{{\"name\":\"{name}\",\"type\":\"long\",\"nullable\":{nullable},\"metadata\":{{}}}}"
        ),
        type_name: "LONG".to_owned(),
        type_precision: None,
        type_scale: None,
        type_interval_type: None,
        nullable,
        comment: None,
        partition_index: None,
        mask: None,
    }
}

pub(crate) fn table(schema: &str, name: &str) -> NewTable {
    let (catalog, schema) = schema.split_once('.').unwrap();
    NewTable {
        catalog: catalog.to_owned(),
        schema: schema.to_owned(),
        name: name.to_owned(),
        table_type: TableType::Managed,
        format: Some("DELTA".to_owned()),
        columns: vec![column("id", false), column("Amount", true)],
        location: None,
        comment: None,
        properties: BTreeMap::new(),
        view: None,
        constraints: Vec::new(),
    }
}

impl World {
    pub(crate) fn user(&self, name: &str) -> Session {
        let new = NewPrincipal {
            kind: PrincipalKind::User,
            name: name.to_owned(),
            display_name: None,
        };
        self.workspace.directory().add(&new).unwrap();
        self.workspace.session(name).unwrap()
    }

    pub(crate) fn grant(&self, kind: Kind, name: &str, principal: &str, privilege: Privilege) {
        let change = GrantChange {
            principal: principal.to_owned(),
            add: vec![privilege],
            remove: Vec::new(),
        };
        self.workspace
            .catalog()
            .change_grants(&self.admin, kind, name, &[change])
            .unwrap();
    }

    pub(crate) fn schema(&self, catalog: &str, name: &str) {
        let new = NewSchema {
            catalog: catalog.to_owned(),
            name: name.to_owned(),
            ..NewSchema::default()
        };
        self.workspace
            .catalog()
            .create_schema(&self.admin, &new)
            .unwrap();
    }

    pub(crate) fn table(&self, schema: &str, name: &str) {
        self.workspace
            .catalog()
            .create_table(&self.admin, &table(schema, name))
            .unwrap();
    }
}

fn code<T: std::fmt::Debug>(outcome: WsResult<T>) -> (String, u16, String) {
    let WsError {
        code,
        status,
        message,
        ..
    } = outcome.unwrap_err();
    (code, status, message)
}

#[test]
fn a_new_workspace_reopens_with_its_first_catalog() {
    let world = world();
    let reopened = LocalWorkspace::open(world.dir.path()).unwrap();
    let catalogs = reopened
        .catalog()
        .list_catalogs(&world.admin, &Page::all())
        .unwrap();
    let names: Vec<_> = catalogs
        .items
        .iter()
        .map(|c| c.meta.name.as_str())
        .collect();
    assert_eq!(names, ["main", "system"]);
    let schemas = reopened
        .catalog()
        .list_schemas(&world.admin, "MAIN", &Page::all())
        .unwrap();
    let names: Vec<_> = schemas
        .items
        .iter()
        .map(|s| s.meta.full_name.as_str())
        .collect();
    assert_eq!(names, ["main.default", "main.information_schema"]);
}

#[test]
fn a_directory_that_is_not_ours_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let absent = LocalWorkspace::open(dir.path()).unwrap_err();
    assert!(
        absent.message.contains("is not a local workspace"),
        "{absent}"
    );
    std::fs::write(
        dir.path().join("meta.db"),
        b"not a database at all, but long enough to look like one",
    )
    .unwrap();
    let other = LocalWorkspace::open(dir.path()).unwrap_err();
    assert!(
        other.message.contains("is not a local workspace"),
        "{other}"
    );
    assert_eq!(
        LocalWorkspace::create(dir.path()).unwrap_err().code,
        "RESOURCE_ALREADY_EXISTS"
    );
}

#[rstest]
#[case::catalog(
    Kind::Catalog,
    "nope",
    "CATALOG_DOES_NOT_EXIST",
    "Catalog 'nope' does not exist."
)]
#[case::schema(
    Kind::Schema,
    "main.nope",
    "SCHEMA_DOES_NOT_EXIST",
    "Schema 'main.nope' does not exist."
)]
#[case::deep(
    Kind::Table,
    "main.nope.t",
    "SCHEMA_DOES_NOT_EXIST",
    "Schema 'main.nope' does not exist."
)]
#[case::table(
    Kind::Table,
    "main.default.t",
    "TABLE_DOES_NOT_EXIST",
    "Table 'main.default.t' does not exist."
)]
#[case::volume(
    Kind::Volume,
    "main.default.v",
    "VOLUME_DOES_NOT_EXIST",
    "Volume 'main.default.v' does not exist."
)]
fn what_is_absent_is_named(
    #[case] kind: Kind,
    #[case] name: &str,
    #[case] error: &str,
    #[case] message: &str,
) {
    let world = world();
    let outcome = world
        .workspace
        .catalog()
        .alter(&world.admin, kind, name, &MetaPatch::default());
    assert_eq!(code(outcome), (error.to_owned(), 404, message.to_owned()));
}

#[test]
fn names_are_found_in_any_case_and_taken_once() {
    let world = world();
    let catalog = world.workspace.catalog();
    world.schema("main", "Sales");
    world.table("main.SALES", "Orders");
    assert_eq!(
        catalog
            .get_table(&world.admin, "Main.sales.ORDERS")
            .unwrap()
            .meta
            .full_name,
        "main.sales.orders"
    );
    let again = catalog.create_table(&world.admin, &table("main.sales", "ORDERS"));
    assert_eq!(code(again).0, "TABLE_ALREADY_EXISTS");
}

#[test]
fn a_schema_with_content_goes_only_by_cascade_and_comes_back_whole() {
    let world = world();
    let catalog = world.workspace.catalog();
    world.schema("main", "s");
    world.table("main.s", "t");
    let refused = catalog.drop_object(&world.admin, Kind::Schema, "main.s", Cascade::No);
    assert_eq!(
        code(refused),
        (
            "SCHEMA_NOT_EMPTY".to_owned(),
            400,
            "Schema 'main.s' is not empty".to_owned()
        )
    );
    catalog
        .drop_object(&world.admin, Kind::Schema, "main.s", Cascade::Yes)
        .unwrap();
    assert_eq!(
        code(catalog.get_table(&world.admin, "main.s.t")).0,
        "SCHEMA_DOES_NOT_EXIST"
    );
    catalog
        .undrop(&world.admin, Kind::Schema, "main.s", None)
        .unwrap();
    assert!(catalog.get_table(&world.admin, "main.s.t").is_ok());
}

#[test]
fn a_catalog_is_not_empty_while_it_has_its_default_schema() {
    let world = world();
    let catalog = world.workspace.catalog();
    let new = NewCatalog {
        name: "c".to_owned(),
        ..NewCatalog::default()
    };
    catalog.create_catalog(&world.admin, &new).unwrap();
    let refused = catalog.drop_object(&world.admin, Kind::Catalog, "c", Cascade::No);
    assert_eq!(code(refused).2, "Catalog 'c' is not empty");
    catalog
        .drop_object(&world.admin, Kind::Schema, "c.default", Cascade::No)
        .unwrap();
    catalog
        .drop_object(&world.admin, Kind::Catalog, "c", Cascade::No)
        .unwrap();
}

#[test]
fn undrop_brings_back_the_table_dropped_last_unless_its_name_is_taken() {
    let world = world();
    let catalog = world.workspace.catalog();
    world.table("main.default", "t");
    let first = catalog
        .get_table(&world.admin, "main.default.t")
        .unwrap()
        .meta
        .id;
    catalog
        .drop_object(&world.admin, Kind::Table, "main.default.t", Cascade::No)
        .unwrap();
    world.table("main.default", "t");
    let taken = catalog.undrop(&world.admin, Kind::Table, "main.default.t", None);
    assert_eq!(code(taken).0, "TABLE_ALREADY_EXISTS");
    catalog
        .drop_object(&world.admin, Kind::Table, "main.default.t", Cascade::No)
        .unwrap();
    catalog
        .undrop(&world.admin, Kind::Table, "main.default.t", Some(&first))
        .unwrap();
    assert_eq!(
        catalog
            .get_table(&world.admin, "main.default.t")
            .unwrap()
            .meta
            .id,
        first
    );
    let dropped = catalog
        .dropped(&world.admin, Kind::Table, "main.default")
        .unwrap();
    assert_eq!(dropped.len(), 1);
}

#[test]
fn a_rename_of_a_parent_moves_what_is_below() {
    let world = world();
    let catalog = world.workspace.catalog();
    world.schema("main", "s");
    world.table("main.s", "parent");
    world.table("main.s", "child");
    let primary = PrimaryKey {
        columns: vec!["id".to_owned()],
        ..PrimaryKey::default()
    };
    catalog
        .add_constraint(
            &world.admin,
            "main.s.parent",
            &TableConstraint::Primary(primary),
        )
        .unwrap();
    let foreign = ForeignKey {
        columns: vec!["amount".to_owned()],
        parent_table: "main.s.parent".to_owned(),
        ..ForeignKey::default()
    };
    catalog
        .add_constraint(
            &world.admin,
            "main.s.child",
            &TableConstraint::Foreign(foreign),
        )
        .unwrap();
    let patch = MetaPatch {
        new_name: Some("S2".to_owned()),
        ..MetaPatch::default()
    };
    catalog
        .alter(&world.admin, Kind::Schema, "main.s", &patch)
        .unwrap();
    let child = catalog.get_table(&world.admin, "main.s2.child").unwrap();
    let TableConstraint::Foreign(key) = &child.constraints[0] else {
        panic!("{child:?}")
    };
    assert_eq!(key.parent_table, "main.s2.parent");
    assert_eq!(key.parent_columns, ["id"]);
    assert_eq!(key.name, "child_parent_fk");
    let refused = catalog.drop_constraint(&world.admin, "main.s2.parent", "parent_pk", Cascade::No);
    assert_eq!(code(refused).0, "INVALID_PARAMETER_VALUE");
    catalog
        .drop_constraint(&world.admin, "main.s2.parent", "parent_pk", Cascade::Yes)
        .unwrap();
    assert_eq!(
        catalog
            .get_table(&world.admin, "main.s2.child")
            .unwrap()
            .constraints,
        []
    );
}

#[test]
fn a_reserved_table_is_invisible_until_it_is_finished() {
    let world = world();
    let catalog = world.workspace.catalog();
    let new = table("main.default", "t");
    let pending = catalog.begin_table(&world.admin, &new).unwrap();
    assert!(
        pending
            .path
            .as_ref()
            .unwrap()
            .starts_with(world.workspace.root().join("managed"))
    );
    assert_eq!(
        code(catalog.get_table(&world.admin, "main.default.t")).0,
        "TABLE_DOES_NOT_EXIST"
    );
    assert_eq!(
        code(catalog.begin_table(&world.admin, &new)).0,
        "TABLE_ALREADY_EXISTS"
    );
    let row = catalog
        .finish_table(&world.admin, &pending, &new.columns, &BTreeMap::new())
        .unwrap();
    assert_eq!(row.meta.id, pending.id);
    assert_eq!(
        catalog.get_table(&world.admin, "main.default.t").unwrap(),
        row
    );
}

#[test]
fn a_killed_process_leaves_no_half_made_table() {
    let world = world();
    let new = table("main.default", "t");
    let path = {
        let other = LocalWorkspace::open(world.dir.path()).unwrap();
        let pending = other.catalog().begin_table(&world.admin, &new).unwrap();
        let path = pending.path.unwrap();
        std::fs::create_dir_all(path.join("_delta_log")).unwrap();
        path
        // `other` ends here without finishing, as a killed process does: its lock is free.
    };
    assert!(path.exists());
    world
        .workspace
        .catalog()
        .begin_table(&world.admin, &new)
        .unwrap();
    assert!(!path.exists());
}

#[test]
fn a_living_process_keeps_its_reservation() {
    let world = world();
    let other = LocalWorkspace::open(world.dir.path()).unwrap();
    let new = table("main.default", "t");
    let pending = other.catalog().begin_table(&world.admin, &new).unwrap();
    assert_eq!(
        code(world.workspace.catalog().begin_table(&world.admin, &new)).0,
        "TABLE_ALREADY_EXISTS"
    );
    other
        .catalog()
        .finish_table(&world.admin, &pending, &new.columns, &BTreeMap::new())
        .unwrap();
    assert!(
        world
            .workspace
            .catalog()
            .get_table(&world.admin, "main.default.t")
            .is_ok()
    );
}

#[test]
fn tags_properties_and_comments_change_one_by_one() {
    let world = world();
    let catalog = world.workspace.catalog();
    world.table("main.default", "t");
    let target = TagTarget::column("main.default.t", "amount");
    let tags = BTreeMap::from([("pii".to_owned(), String::new())]);
    catalog.set_tags(&world.admin, &target, &tags).unwrap();
    assert_eq!(catalog.tags(&world.admin, &target).unwrap()[0].key, "pii");
    assert_eq!(
        code(catalog.create_tag(&world.admin, &target, "pii", "x")).0,
        "ALREADY_EXISTS"
    );
    let patch = MetaPatch {
        comment: Some("c".to_owned()),
        properties: PropertyChange::Merge {
            set: BTreeMap::from([("a".to_owned(), "1".to_owned())]),
            unset: vec!["absent".to_owned()],
        },
        ..MetaPatch::default()
    };
    catalog
        .alter(&world.admin, Kind::Table, "main.default.t", &patch)
        .unwrap();
    let row = catalog
        .set_columns(&world.admin, "main.default.t", &[column("id", false)])
        .unwrap();
    assert_eq!(
        (row.meta.comment.as_deref(), row.properties["a"].as_str()),
        (Some("c"), "1")
    );
    let inventory = catalog.inventory(&world.admin, "main").unwrap();
    assert_eq!(inventory.tags, [], "a tag goes with its column");
}

#[test]
fn a_managed_volume_takes_no_location() {
    let world = world();
    let mut new = NewVolume {
        catalog: "main".to_owned(),
        schema: "default".to_owned(),
        name: "v".to_owned(),
        volume_type: VolumeType::Managed,
        location: Some("/elsewhere".to_owned()),
        comment: None,
    };
    let refused = world.workspace.catalog().create_volume(&world.admin, &new);
    assert_eq!(
        code(refused).2,
        "CreateVolume storage_location can not be provided."
    );
    new.volume_type = VolumeType::External;
    new.location = Some("file:/elsewhere/".to_owned());
    let row = world
        .workspace
        .catalog()
        .create_volume(&world.admin, &new)
        .unwrap();
    assert_eq!(row.location, "file:///elsewhere");
    new.name = "w".to_owned();
    new.location = Some("/elsewhere/below".to_owned());
    assert!(
        code(world.workspace.catalog().create_volume(&world.admin, &new))
            .2
            .contains("LOCATION_OVERLAP")
    );
}

#[test]
fn pages_join_to_the_whole_list() {
    let world = world_with({
        let mut options = Options::default();
        options.page_size = 3;
        options
    });
    let catalog = world.workspace.catalog();
    for n in 0..8 {
        world.table("main.default", &format!("t{n}"));
    }
    let mut page = Page {
        size: Some(0),
        token: None,
    };
    let mut sizes = Vec::new();
    let mut names = Vec::new();
    loop {
        let got = catalog
            .list_tables(&world.admin, "main", "default", &page)
            .unwrap();
        sizes.push(got.items.len());
        names.extend(got.items.into_iter().map(|t| t.meta.name));
        page.token = got.next;
        if page.token.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [3, 3, 2]);
    assert_eq!(names, ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"]);
}

#[test]
fn each_missing_privilege_is_named_until_the_table_opens() {
    let world = world();
    let catalog = world.workspace.catalog();
    world.schema("main", "s");
    world.table("main.s", "t");
    let ann = world.user("ann@local");
    let select = || {
        local_workspace::govern::require(catalog, &ann, Privilege::Select, Kind::Table, "main.s.t")
    };
    let steps = [
        (
            "User does not have USE CATALOG on Catalog 'main'.",
            Kind::Catalog,
            "main",
            Privilege::UseCatalog,
        ),
        (
            "User does not have USE SCHEMA on Schema 'main.s'.",
            Kind::Schema,
            "main.s",
            Privilege::UseSchema,
        ),
        (
            "User does not have SELECT on Table 'main.s.t'.",
            Kind::Table,
            "main.s.t",
            Privilege::Select,
        ),
    ];
    for (message, kind, name, privilege) in steps {
        assert_eq!(
            code(select()),
            ("PERMISSION_DENIED".to_owned(), 403, message.to_owned())
        );
        assert_eq!(
            catalog
                .list_catalogs(&ann, &Page::all())
                .unwrap()
                .items
                .len(),
            if kind == Kind::Catalog { 1 } else { 2 }
        );
        world.grant(kind, name, "ann@local", privilege);
    }
    select().unwrap();
    let seen = catalog
        .list_tables(&ann, "main", "s", &Page::all())
        .unwrap();
    assert_eq!(seen.items.len(), 1);
    let refused = catalog.drop_object(&ann, Kind::Table, "main.s.t", Cascade::No);
    assert_eq!(code(refused).2, "User is not an owner of Table 'main.s.t'.");
}

#[test]
fn a_grant_on_a_catalog_to_a_group_reaches_its_members_tables() {
    let world = world();
    let catalog = world.workspace.catalog();
    world.table("main.default", "t");
    let group = NewPrincipal {
        kind: PrincipalKind::Group,
        name: "analysts".to_owned(),
        display_name: None,
    };
    world.workspace.directory().add(&group).unwrap();
    world.user("ann@local");
    world
        .workspace
        .directory()
        .add_member("analysts", "ann@local")
        .unwrap();
    world.grant(Kind::Catalog, "main", "analysts", Privilege::AllPrivileges);
    let ann = world.workspace.session("ann@local").unwrap();
    local_workspace::govern::require(
        catalog,
        &ann,
        Privilege::Modify,
        Kind::Table,
        "main.default.t",
    )
    .unwrap();
    let effective = catalog
        .effective_grants(&ann, Kind::Table, "main.default.t", None)
        .unwrap();
    assert_eq!(
        effective[0].inherited_from,
        Some((Kind::Catalog, "main".to_owned()))
    );
}

#[test]
fn an_admin_manages_what_others_own_but_reads_it_only_by_a_grant() {
    let world = world();
    let catalog = world.workspace.catalog();
    let ann = world.user("ann@local");
    for privilege in [
        Privilege::UseCatalog,
        Privilege::UseSchema,
        Privilege::CreateTable,
    ] {
        world.grant(Kind::Catalog, "main", "ann@local", privilege);
    }
    catalog
        .create_table(&ann, &table("main.default", "t"))
        .unwrap();
    assert!(catalog.get_table(&world.admin, "main.default.t").is_ok());
    let read = || {
        local_workspace::govern::can(
            catalog,
            &world.admin,
            Privilege::Select,
            Kind::Table,
            "main.default.t",
        )
    };
    assert_eq!(read(), Ok(false));
    world.grant(
        Kind::Table,
        "main.default.t",
        "admin@local",
        Privilege::Select,
    );
    assert_eq!(read(), Ok(true));
}

#[test]
fn a_grant_to_nobody_and_a_privilege_that_does_not_fit_are_refused() {
    let world = world();
    let catalog = world.workspace.catalog();
    world.table("main.default", "t");
    let change = |principal: &str, add: Privilege, remove: &[Privilege]| {
        let change = GrantChange {
            principal: principal.to_owned(),
            add: vec![add],
            remove: remove.to_vec(),
        };
        code(catalog.change_grants(&world.admin, Kind::Table, "main.default.t", &[change]))
    };
    assert_eq!(
        change("ghost", Privilege::Select, &[]).2,
        "Could not find principal with name ghost"
    );
    assert!(
        change("users", Privilege::UseCatalog, &[])
            .2
            .starts_with("Privilege USE CATALOG is not applicable")
    );
    assert_eq!(
        change("users", Privilege::Select, &[Privilege::Select]).2,
        "Duplicate privileges to add and delete for principal users."
    );
}
