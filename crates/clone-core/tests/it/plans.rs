//! First clones: trees and scripts.

use clone_core::plan::Depth;
use clone_core::render::{script, summary, tree};
use sql_rewrite::Ident;

use crate::world::{World, planned, request};

fn shop() -> World {
    World::new("prod")
        .with(|object| object.comment = Some("born with the catalog".to_owned()))
        .schema("sales")
        .comment("what was sold")
        .property("team", "sales")
        .tag("domain", "retail")
        .grant("analysts", &["USE_SCHEMA"])
        .owner("alice")
        .table("sales.customers", 88)
        .primary_key("customers_pk")
        .column_tag("email", "pii", "yes")
        .owner("alice")
        .table("sales.orders", 412)
        .comment("one row an order")
        .tag("tier", "gold")
        .grant("analysts", &["SELECT"])
        .grant("etl", &["MODIFY", "SELECT"])
        .primary_key("orders_pk")
        .foreign_key("orders_customers", "prod.sales.customers")
        .volume("sales.documents", &[("a.pdf", 10)])
        .comment("scans")
}

#[test]
fn a_first_clone_makes_everything_and_hands_it_over_last() {
    let planned = planned(&request(), &shop(), None);
    let plan = planned.plan();
    insta::assert_snapshot!(tree(plan), @r#"
    Plan 57298e5e2aea  prod -> staging   deep, pinned 2026-11-21 09:00:00 UTC
      + catalog staging
        ~ schema default  properties, comment
        + schema sales  1 tag, 1 grant, owner alice
          + table     customers  v88, key customers_pk, 1 tag, owner alice
          + table     orders     v412, key orders_pk, key orders_customers, comment, 1 tag, 3 grants
          + volume    documents  files
    "#);
    insta::assert_snapshot!(script(plan), @r#"
    -- plan 57298e5e2aea: prod -> staging

    -- step 1: create catalog staging
    POST /api/2.1/unity-catalog/catalogs {"name":"staging","properties":{"clone_xs.metastore":"m1","clone_xs.source":"prod","clone_xs.source_id":"id-1"}}

    -- step 2: set properties of schema staging.default
    PATCH /api/2.1/unity-catalog/schemas/staging.default {"properties":{"clone_xs.source":"prod.default","clone_xs.source_id":"id-2"}}

    -- step 3: create schema staging.sales
    POST /api/2.1/unity-catalog/schemas {"name":"sales","catalog_name":"staging","comment":"what was sold","properties":{"clone_xs.source":"prod.sales","clone_xs.source_id":"id-3","team":"sales"}}

    -- step 4: clone table staging.sales.customers
    CREATE TABLE `staging`.`sales`.`customers` DEEP CLONE `prod`.`sales`.`customers` VERSION AS OF 88 TBLPROPERTIES ('clone_xs.source' = 'prod.sales.customers', 'clone_xs.source_id' = 'id-4', 'clone_xs.source_version' = '88');

    -- step 5: clone table staging.sales.orders
    CREATE TABLE `staging`.`sales`.`orders` DEEP CLONE `prod`.`sales`.`orders` VERSION AS OF 412 TBLPROPERTIES ('clone_xs.source' = 'prod.sales.orders', 'clone_xs.source_id' = 'id-5', 'clone_xs.source_version' = '412');

    -- step 6: create volume staging.sales.documents
    CREATE VOLUME `staging`.`sales`.`documents` COMMENT 'scans';

    -- step 7: copy files of volume staging.sales.documents
    COPY FILES prod.sales.documents TO staging.sales.documents

    -- step 8: add key `customers_pk` to table staging.sales.customers
    ALTER TABLE `staging`.`sales`.`customers` ADD CONSTRAINT `customers_pk` PRIMARY KEY (`id`);

    -- step 9: add key `orders_pk` to table staging.sales.orders
    ALTER TABLE `staging`.`sales`.`orders` ADD CONSTRAINT `orders_pk` PRIMARY KEY (`id`);

    -- step 10: add key `orders_customers` to table staging.sales.orders
    ALTER TABLE `staging`.`sales`.`orders` ADD CONSTRAINT `orders_customers` FOREIGN KEY (`id`) REFERENCES `staging`.`sales`.`customers` (`id`);

    -- step 11: annotate schema staging.default
    COMMENT ON SCHEMA `staging`.`default` IS 'born with the catalog';

    -- step 12: annotate schema staging.sales
    ALTER SCHEMA `staging`.`sales` SET TAGS ('domain' = 'retail');

    -- step 13: annotate table staging.sales.customers
    ALTER TABLE `staging`.`sales`.`customers` ALTER COLUMN `email` SET TAGS ('pii' = 'yes');

    -- step 14: annotate table staging.sales.orders
    BEGIN
      COMMENT ON TABLE `staging`.`sales`.`orders` IS 'one row an order';
      ALTER TABLE `staging`.`sales`.`orders` SET TAGS ('tier' = 'gold');
    END;

    -- step 15: grant on schema staging.sales
    PATCH /api/2.1/unity-catalog/permissions/schema/staging.sales {"changes":[{"principal":"analysts","add":["USE_SCHEMA"]}]}

    -- step 16: grant on table staging.sales.orders
    PATCH /api/2.1/unity-catalog/permissions/table/staging.sales.orders {"changes":[{"principal":"analysts","add":["SELECT"]},{"principal":"etl","add":["MODIFY","SELECT"]}]}

    -- step 17: hand table staging.sales.customers over to alice
    PATCH /api/2.1/unity-catalog/tables/staging.sales.customers {"owner":"alice"}

    -- step 18: hand schema staging.sales over to alice
    PATCH /api/2.1/unity-catalog/schemas/staging.sales {"owner":"alice"}
    "#);
    insta::assert_snapshot!(summary(plan), @r#"
    5 to create, 1 to update, 0 unchanged, 0 left out. Nothing has changed yet.
    "#);
}

#[test]
fn a_shallow_clone_of_part_of_a_catalog() {
    let mut request = request();
    request.depth = Depth::Shallow;
    request.include = vec!["sales.o*".to_owned()];
    request.scripts = false;
    let planned = planned(&request, &shop(), None);
    let plan = planned.plan();
    insta::assert_snapshot!(tree(plan), @r#"
    Plan bb80b88f1505  prod -> staging   shallow, pinned 2026-11-21 09:00:00 UTC
      + catalog staging
        ! schema default  left out by the request
        + schema sales  1 tag, 1 grant, owner alice
          ! table     customers  left out by the request
          + table     orders     v412, key orders_pk, key orders_customers, comment, 1 tag, 3 grants
          ! volume    documents  left out by the request
    "#);
    insta::assert_snapshot!(script(plan), @r#"
    -- plan bb80b88f1505: prod -> staging

    -- step 1: create catalog staging
    POST /api/2.1/unity-catalog/catalogs {"name":"staging","properties":{"clone_xs.metastore":"m1","clone_xs.source":"prod","clone_xs.source_id":"id-1"}}

    -- step 2: create schema staging.sales
    POST /api/2.1/unity-catalog/schemas {"name":"sales","catalog_name":"staging","comment":"what was sold","properties":{"clone_xs.source":"prod.sales","clone_xs.source_id":"id-3","team":"sales"}}

    -- step 3: clone table staging.sales.orders
    CREATE TABLE `staging`.`sales`.`orders` SHALLOW CLONE `prod`.`sales`.`orders` VERSION AS OF 412 TBLPROPERTIES ('clone_xs.source' = 'prod.sales.orders', 'clone_xs.source_id' = 'id-5', 'clone_xs.source_version' = '412');

    -- step 4: add key `orders_pk` to table staging.sales.orders
    ALTER TABLE `staging`.`sales`.`orders` ADD CONSTRAINT `orders_pk` PRIMARY KEY (`id`);

    -- step 5: add key `orders_customers` to table staging.sales.orders
    ALTER TABLE `staging`.`sales`.`orders` ADD CONSTRAINT `orders_customers` FOREIGN KEY (`id`) REFERENCES `prod`.`sales`.`customers` (`id`);

    -- step 6: annotate schema staging.sales
    ALTER SCHEMA `staging`.`sales` SET TAGS ('domain' = 'retail');

    -- step 7: annotate table staging.sales.orders
    COMMENT ON TABLE `staging`.`sales`.`orders` IS 'one row an order';
    ALTER TABLE `staging`.`sales`.`orders` SET TAGS ('tier' = 'gold');

    -- step 8: grant on schema staging.sales
    PATCH /api/2.1/unity-catalog/permissions/schema/staging.sales {"changes":[{"principal":"analysts","add":["USE_SCHEMA"]}]}

    -- step 9: grant on table staging.sales.orders
    PATCH /api/2.1/unity-catalog/permissions/table/staging.sales.orders {"changes":[{"principal":"analysts","add":["SELECT"]},{"principal":"etl","add":["MODIFY","SELECT"]}]}

    -- step 10: hand schema staging.sales over to alice
    PATCH /api/2.1/unity-catalog/schemas/staging.sales {"owner":"alice"}
    "#);
    insta::assert_snapshot!(summary(plan), @r#"
    2 findings
      warning CX4107  prod.sales.orders: foreign key `orders_customers` to `prod.sales.customers` keeps pointing at the source
                       hint: clone the other table too
      note    CX4306  prod: shallow clones read the source's files: while they exist, dropping a managed table of the source is blocked, and VACUUM keeps the files they need
    3 to create, 0 to update, 0 unchanged, 3 left out. Nothing has changed yet.
    "#);
}

#[test]
fn hostile_names_and_texts_stay_inside_their_quotes() {
    let world = World::new("prod")
        .schema("`o'brien; drop`")
        .table("`o'brien; drop`.`tick``name`", 1)
        .comment(r"it's \' done'); DROP CATALOG prod; --")
        .tag("ü#?%", "x'); --")
        .grant("team's `group`", &["SELECT"])
        .table("`o'brien; drop`.`select`", 2)
        .owner("ann o'hara")
        .table("`o'brien; drop`.`a b#c?d%e/ü`", 3)
        .external("s3://prod/a")
        .grant("x", &["SELECT"]);
    let mut request = request();
    request.dest = Ident::from("st`aging");
    request.external_root = Some("s3://clones/".to_owned());
    let planned = planned(&request, &world, None);
    insta::assert_snapshot!(script(planned.plan()), @r#"
    -- plan 94ec2842a225: prod -> `st``aging`

    -- step 1: create catalog `st``aging`
    POST /api/2.1/unity-catalog/catalogs {"name":"st`aging","properties":{"clone_xs.metastore":"m1","clone_xs.source":"prod","clone_xs.source_id":"id-1"}}

    -- step 2: set properties of schema `st``aging`.default
    PATCH /api/2.1/unity-catalog/schemas/st%60aging.default {"properties":{"clone_xs.source":"prod.default","clone_xs.source_id":"id-2"}}

    -- step 3: create schema `st``aging`.`o'brien; drop`
    POST /api/2.1/unity-catalog/schemas {"name":"o'brien; drop","catalog_name":"st`aging","properties":{"clone_xs.source":"prod.`o'brien; drop`","clone_xs.source_id":"id-3"}}

    -- step 4: clone table `st``aging`.`o'brien; drop`.`a b#c?d%e/ü`
    CREATE TABLE `st``aging`.`o'brien; drop`.`a b#c?d%e/ü` DEEP CLONE `prod`.`o'brien; drop`.`a b#c?d%e/ü` VERSION AS OF 3 TBLPROPERTIES ('clone_xs.source' = 'prod.`o\'brien; drop`.`a b#c?d%e/ü`', 'clone_xs.source_id' = 'id-6', 'clone_xs.source_version' = '3') LOCATION 's3://clones/st~60aging/o~27brien~3b~20drop/tables/a~20b~23c~3fd~25e~2f~c3~bc';

    -- step 5: clone table `st``aging`.`o'brien; drop`.select
    CREATE TABLE `st``aging`.`o'brien; drop`.`select` DEEP CLONE `prod`.`o'brien; drop`.`select` VERSION AS OF 2 TBLPROPERTIES ('clone_xs.source' = 'prod.`o\'brien; drop`.select', 'clone_xs.source_id' = 'id-5', 'clone_xs.source_version' = '2');

    -- step 6: clone table `st``aging`.`o'brien; drop`.`tick``name`
    CREATE TABLE `st``aging`.`o'brien; drop`.`tick``name` DEEP CLONE `prod`.`o'brien; drop`.`tick``name` VERSION AS OF 1 TBLPROPERTIES ('clone_xs.source' = 'prod.`o\'brien; drop`.`tick``name`', 'clone_xs.source_id' = 'id-4', 'clone_xs.source_version' = '1');

    -- step 7: annotate table `st``aging`.`o'brien; drop`.`tick``name`
    BEGIN
      COMMENT ON TABLE `st``aging`.`o'brien; drop`.`tick``name` IS 'it\'s \\\' done\'); DROP CATALOG prod; --';
      ALTER TABLE `st``aging`.`o'brien; drop`.`tick``name` SET TAGS ('ü#?%' = 'x\'); --');
    END;

    -- step 8: grant on table `st``aging`.`o'brien; drop`.`a b#c?d%e/ü`
    PATCH /api/2.1/unity-catalog/permissions/table/st%60aging.o%27brien%3B%20drop.a%20b%23c%3Fd%25e%2F%C3%BC {"changes":[{"principal":"x","add":["SELECT"]}]}

    -- step 9: grant on table `st``aging`.`o'brien; drop`.`tick``name`
    PATCH /api/2.1/unity-catalog/permissions/table/st%60aging.o%27brien%3B%20drop.tick%60name {"changes":[{"principal":"team's `group`","add":["SELECT"]}]}

    -- step 10: hand table `st``aging`.`o'brien; drop`.select over to ann o'hara
    PATCH /api/2.1/unity-catalog/tables/st%60aging.o%27brien%3B%20drop.select {"owner":"ann o'hara"}
    "#);
}
