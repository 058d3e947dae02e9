//! Clones of what was cloned before.

use clone_core::model::{Detail, Inventory, Kind};
use clone_core::plan::{Change, Planned, Side, freshness};
use clone_core::render::{script, summary, tree};

use crate::simulate::{Replacing, apply};
use crate::world::{World, codes, planned, request};

fn world() -> World {
    World::new("prod")
        .schema("sales")
        .grant("analysts", &["USE_SCHEMA"])
        .table("sales.customers", 1)
        .primary_key("customers_pk")
        .table("sales.orders", 1)
        .comment("orders")
        .tag("tier", "gold")
        .grant("analysts", &["SELECT"])
        .foreign_key("orders_customers", "prod.sales.customers")
        .volume("sales.files", &[("a", 1), ("b", 2)])
}

fn cloned(world: &World) -> Inventory {
    let planned = planned(&request(), world, None);
    let Planned::Ready(checked) = &planned else {
        panic!("{planned:?}")
    };
    let plan = checked.plan();
    apply(plan, &plan.steps, &world.0, None, Replacing::Forgets).unwrap()
}

#[test]
fn a_second_clone_does_nothing_and_says_so() {
    let world = world();
    let planned = planned(&request(), &world, Some(&cloned(&world)));
    assert!(
        matches!(planned, Planned::UpToDate(_)),
        "{}",
        script(planned.plan())
    );
    insta::assert_snapshot!(summary(planned.plan()), @r#"
    0 to create, 0 to update, 6 unchanged, 0 left out. Nothing to do.
    "#);
}

#[test]
fn a_table_that_moved_is_cloned_again_with_all_that_governs_it() {
    let world = world();
    let mut target = cloned(&world);
    let orders = target
        .objects
        .values_mut()
        .find(|o| o.name.leaf() == "orders")
        .unwrap();
    orders.grants.push(clone_core::model::Grant {
        principal: "guests".to_owned(),
        privileges: ["SELECT".to_owned()].into(),
    });
    let world = world.edit("relation:prod.sales.orders", |object| {
        let Detail::Table(table) = &mut object.detail else {
            panic!()
        };
        table.pin.as_mut().unwrap().version = 2;
    });
    let planned = planned(&request(), &world, Some(&target));
    insta::assert_snapshot!(tree(planned.plan()), @r#"
    Plan 9386279d7557  prod -> staging   deep, pinned 2026-11-21 09:00:00 UTC
      = catalog staging
        = schema default
        = schema sales
          = table     customers
          ~ table     orders     v2, key orders_customers, comment, 1 tag, 2 grants
          = volume    files
    "#);
    insta::assert_snapshot!(script(planned.plan()), @r#"
    -- plan 9386279d7557: prod -> staging

    -- step 1: clone again table staging.sales.orders
    CREATE OR REPLACE TABLE `staging`.`sales`.`orders` DEEP CLONE `prod`.`sales`.`orders` VERSION AS OF 2 TBLPROPERTIES ('clone_xs.source' = 'prod.sales.orders', 'clone_xs.source_id' = 'id-5', 'clone_xs.source_version' = '2');

    -- step 2: add key `orders_customers` to table staging.sales.orders
    ALTER TABLE `staging`.`sales`.`orders` ADD CONSTRAINT `orders_customers` FOREIGN KEY (`id`) REFERENCES `staging`.`sales`.`customers` (`id`);

    -- step 3: annotate table staging.sales.orders
    BEGIN
      COMMENT ON TABLE `staging`.`sales`.`orders` IS 'orders';
      ALTER TABLE `staging`.`sales`.`orders` SET TAGS ('tier' = 'gold');
    END;

    -- step 4: grant on table staging.sales.orders
    PATCH /api/2.1/unity-catalog/permissions/table/staging.sales.orders {"changes":[{"principal":"analysts","add":["SELECT"]},{"principal":"guests","add":["SELECT"]}]}
    "#);
    insta::assert_snapshot!(summary(planned.plan()), @r#"
    2 findings
      warning CX4402  prod.sales.orders: is cloned again at v2; changes made to the clone are lost
      note    CX4401  prod.sales.orders: the clone also has SELECT for guests
    0 to create, 1 to update, 5 unchanged, 0 left out. Nothing has changed yet.
    "#);
}

#[test]
fn what_is_missing_is_repaired_and_what_is_extra_is_told() {
    let world = world();
    let mut target = cloned(&world);
    for object in target.objects.values_mut() {
        match object.name.leaf() {
            "orders" => {
                object.comment = None;
                object.tags = [("mine".to_owned(), "1".to_owned())].into();
                let Detail::Table(table) = &mut object.detail else {
                    panic!()
                };
                table.constraints.clear();
            }
            "files" => {
                let Detail::Volume {
                    files: Some(files), ..
                } = &mut object.detail
                else {
                    panic!()
                };
                files.remove("b");
                files.insert("c".to_owned(), 3);
            }
            "sales" => {
                object.grants.clear();
                object.properties.remove("clone_xs.source_id");
                object.properties.insert("mine".to_owned(), "1".to_owned());
            }
            _ => {}
        }
    }
    // Without its whole marker a schema is not taken for ours.
    let refused = planned(&request(), &world, Some(&target));
    assert!(codes(&refused).contains(&"Deny CX4002 schema:prod.sales".to_owned()));
    for object in target
        .objects
        .values_mut()
        .filter(|object| object.name.leaf() == "sales")
    {
        object.properties.insert(
            "clone_xs.source_id".to_owned(),
            "of an earlier schema".to_owned(),
        );
    }
    let planned = planned(&request(), &world, Some(&target));
    insta::assert_snapshot!(script(planned.plan()), @r#"
    -- plan 09c376fd465c: prod -> staging

    -- step 1: set properties of schema staging.sales
    PATCH /api/2.1/unity-catalog/schemas/staging.sales {"properties":{"clone_xs.source":"prod.sales","clone_xs.source_id":"id-3","mine":"1"}}

    -- step 2: copy files of volume staging.sales.files
    COPY FILES prod.sales.files TO staging.sales.files

    -- step 3: add key `orders_customers` to table staging.sales.orders
    ALTER TABLE `staging`.`sales`.`orders` ADD CONSTRAINT `orders_customers` FOREIGN KEY (`id`) REFERENCES `staging`.`sales`.`customers` (`id`);

    -- step 4: annotate table staging.sales.orders
    BEGIN
      COMMENT ON TABLE `staging`.`sales`.`orders` IS 'orders';
      ALTER TABLE `staging`.`sales`.`orders` SET TAGS ('tier' = 'gold');
    END;

    -- step 5: grant on schema staging.sales
    PATCH /api/2.1/unity-catalog/permissions/schema/staging.sales {"changes":[{"principal":"analysts","add":["USE_SCHEMA"]}]}
    "#);
    insta::assert_snapshot!(summary(planned.plan()), @r#"
    1 finding
      note    CX4401  prod.sales.orders: the clone also has tag `mine`
    0 to create, 3 to update, 3 unchanged, 0 left out. Nothing has changed yet.
    "#);
}

#[test]
fn a_catalog_that_is_not_ours_is_left_alone() {
    let world = world();
    let strange = World::new("staging").schema("sales").0;
    let refused = planned(&request(), &world, Some(&strange));
    assert_eq!(codes(&refused), ["Deny CX4001 catalog:prod"]);
    assert!(refused.plan().steps.is_empty());

    let other = World::new("prod_eu");
    let mut request = request();
    request.source = "prod_eu".into();
    let refused = planned(&request, &other, Some(&cloned(&world)));
    assert_eq!(codes(&refused), ["Deny CX4001 catalog:prod_eu"]);
}

#[test]
fn an_object_that_is_not_ours_is_left_alone() {
    let world = world();
    let mut target = cloned(&world);
    for object in target
        .objects
        .values_mut()
        .filter(|object| object.name.leaf() == "orders")
    {
        object.properties.clear();
    }
    let blocked = planned(&request(), &world, Some(&target));
    assert_eq!(codes(&blocked), ["Deny CX4002 relation:prod.sales.orders"]);

    let mut request = request();
    request.allow = vec!["CX4002".to_owned()];
    let accepted = planned(&request, &world, Some(&target));
    assert!(matches!(accepted, Planned::UpToDate(_)));
}

#[test]
fn a_shallow_clone_is_never_replaced() {
    let world = world();
    let mut shallow = request();
    shallow.depth = clone_core::plan::Depth::Shallow;
    let first = planned(&shallow, &world, None);
    let plan = first.plan();
    let target = apply(plan, &plan.steps, &world.0, None, Replacing::Forgets).unwrap();
    assert!(matches!(
        planned(&shallow, &world, Some(&target)),
        Planned::UpToDate(_)
    ));

    let deep = planned(&request(), &world, Some(&target));
    assert!(codes(&deep).contains(&"Deny CX4004 relation:prod.sales.orders".to_owned()));

    let moved = world.edit("relation:prod.sales.orders", |object| {
        let Detail::Table(table) = &mut object.detail else {
            panic!()
        };
        table.pin.as_mut().unwrap().version = 2;
    });
    let again = planned(&shallow, &moved, Some(&target));
    assert!(codes(&again).contains(&"Deny CX4005 relation:prod.sales.orders".to_owned()));
}

#[test]
fn a_key_that_differs_is_told_and_left() {
    let world = world();
    let mut target = cloned(&world);
    for object in target
        .objects
        .values_mut()
        .filter(|object| object.name.leaf() == "orders")
    {
        let Detail::Table(table) = &mut object.detail else {
            panic!()
        };
        table.constraints[0].rely = true;
    }
    let planned = planned(&request(), &world, Some(&target));
    assert!(matches!(planned, Planned::UpToDate(_)));
    assert_eq!(
        codes(&planned),
        ["Warning CX4403 relation:prod.sales.orders"]
    );
}

#[test]
fn a_plan_goes_stale_when_either_side_moves() {
    let world = world();
    let first = planned(&request(), &world, None);
    let plan = first.plan();
    assert_eq!(freshness(plan, &world.0, None), []);

    let moved = world.clone().edit("relation:prod.sales.orders", |object| {
        let Detail::Table(table) = &mut object.detail else {
            panic!()
        };
        table.pin.as_mut().unwrap().version = 2;
    });
    let stale = freshness(plan, &moved.0, None);
    assert_eq!(stale.len(), 1);
    assert_eq!(
        (stale[0].side, stale[0].change),
        (Side::Source, Change::Changed)
    );
    assert_eq!(stale[0].object.to_string(), "relation:prod.sales.orders");

    // What the platform writes by itself is no reason to refuse a plan.
    let touched = world.clone().edit("catalog:prod", |object| {
        let key = "unity.catalog.managed.delta.defaults.x".to_owned();
        object.properties.insert(key, "1".to_owned());
    });
    assert_eq!(freshness(plan, &touched.0, None), []);

    let target = cloned(&world);
    let stale = freshness(plan, &world.0, Some(&target));
    assert!(
        stale
            .iter()
            .all(|s| s.side == Side::Target && s.change == Change::Appeared)
    );
    assert_eq!(stale.len(), target.objects.len());
}

#[test]
fn an_object_that_only_the_target_has_is_told_once() {
    let world = world();
    let mut target = cloned(&world);
    let more = World::new("staging").schema("extra").table("extra.a", 1).0;
    for (key, object) in more.objects {
        if key
            .name
            .parts()
            .get(1)
            .is_some_and(|schema| schema.as_str() == "extra")
        {
            target.objects.insert(key, object);
        }
    }
    let planned = planned(&request(), &world, Some(&target));
    assert!(matches!(planned, Planned::UpToDate(_)));
    assert_eq!(codes(&planned), ["Note CX4401 schema:staging.extra"]);
    assert!(
        planned
            .plan()
            .unchanged
            .iter()
            .any(|same| same.kind == Kind::Volume)
    );
}
