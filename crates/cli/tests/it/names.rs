//! Names with everything that a name may hold.

use crate::desk::Desk;

const ODD: &str = r#"
CREATE CATALOG `päö-d%#?`;
CREATE SCHEMA `päö-d%#?`.`select`;
CREATE SCHEMA `päö-d%#?`.`ti``ck%2F`;
CREATE TABLE `päö-d%#?`.`select`.`table`
  (`from` INT NOT NULL COMMENT 'it''s', `a b/c.d%?#` STRING, `ti``ck` STRING, `日本` INT);
INSERT INTO `päö-d%#?`.`select`.`table` VALUES (1, 'one', 'x', 2);
CREATE TABLE `päö-d%#?`.`ti``ck%2F`.`q?a=1&b#%41` (`order` INT);
INSERT INTO `päö-d%#?`.`ti``ck%2F`.`q?a=1&b#%41` VALUES (7);
CREATE VIEW `päö-d%#?`.`select`.`view``s` AS
  SELECT `a b/c.d%?#`, `ti``ck` AS `group by`, q.`order`
  FROM `päö-d%#?`.`select`.`table` JOIN `päö-d%#?`.`ti``ck%2F`.`q?a=1&b#%41` q ON true;
CREATE FUNCTION `päö-d%#?`.`select`.`where`(`in` INT) RETURNS INT RETURN `in` + 1;
CREATE VOLUME `päö-d%#?`.`select`.`vol#%?ü`;
COMMENT ON TABLE `päö-d%#?`.`select`.`table` IS 'a ''quoted'' "comment" with ü';
ALTER TABLE `päö-d%#?`.`select`.`table` ALTER COLUMN `a b/c.d%?#` SET TAGS ('k e''y' = 'v"al');
ALTER TABLE `päö-d%#?`.`select`.`table` ADD CONSTRAINT `p``k %` PRIMARY KEY (`from`);
GRANT SELECT ON TABLE `päö-d%#?`.`ti``ck%2F`.`q?a=1&b#%41` TO `account users`
"#;

#[test]
fn odd_names_of_every_kind_are_cloned_and_found_again() {
    let desk = Desk::empty();
    desk.sql(ODD);
    let pair = ["--source", "päö-d%#?", "--dest", "co`py-%#?é"];
    let clxs = |command: &str, rest: &[&str]| {
        let args: Vec<&str> = [command]
            .into_iter()
            .chain(pair)
            .chain(rest.iter().copied())
            .collect();
        desk.clxs(&args)
    };
    let said = clxs("clone", &["--quiet"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let tree = said.out.split("Report").next().unwrap();
    insta::assert_snapshot!(tree, @r"
    Plan [ID]  `päö-d%#?` -> `co``py-%#?é`   deep, pinned [TIME]
      + catalog `co``py-%#?é`
        ~ schema default  properties, comment
        + schema select
          + table     table          v1, key p`k %, comment, 1 tag
          + view      `view``s`
          + function  where
          + volume    `vol#%?ü`
        + schema `ti``ck%2f`
          + table     `q?a=1&b#%41`  v1, 1 grant
    8 to create, 1 to update, 0 unchanged, 0 left out. Nothing has changed yet.
    ");
    let verified = clxs("verify", &[]);
    assert!(
        verified
            .out
            .contains("2 tables, 1 volume compared: 3 the same"),
        "{}",
        verified.all()
    );
    let again = clxs("clone", &[]);
    assert!(
        again
            .out
            .contains("0 to create, 0 to update, 9 unchanged, 0 left out. Nothing to do."),
        "{}",
        again.all()
    );
    let rows = desk.sql(
        "SELECT `group by`, `order` FROM `co``py-%#?é`.`select`.`view``s`;
         SELECT `co``py-%#?é`.`select`.`where`(41) AS answer",
    );
    insta::assert_snapshot!(rows.out, @r"
    group by  order
    x         7
    (1 row)
    answer
    42
    (1 row)
    ");
    let tags = desk.sql(
        "SELECT column_name, tag_name, tag_value
         FROM `co``py-%#?é`.information_schema.column_tags",
    );
    insta::assert_snapshot!(tags.out, @r#"
    column_name  tag_name  tag_value
    a b/c.d%?#   k e'y     v"al
    (1 row)
    "#);
}
