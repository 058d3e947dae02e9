//! A regular catalog of any size: schemas with tables, views, functions and a volume, all governed.

/// How large a plain world is.
#[derive(Clone, Copy, Debug)]
pub struct PlainWorld {
    /// Schemas, without `default`.
    pub schemas: usize,
    /// Tables in each.
    pub tables: usize,
    /// Views in each.
    pub views: usize,
    /// Functions in each.
    pub functions: usize,
    /// Volumes in each.
    pub volumes: usize,
}

impl PlainWorld {
    /// The world of the published comparison: 3 x (20 tables + 5 views + 2 functions + 1 volume).
    pub const COMPARISON: Self = Self {
        schemas: 3,
        tables: 20,
        views: 5,
        functions: 2,
        volumes: 1,
    };
}

/// The statements that make catalog `name`, in order.
///
/// Each table has a comment, commented columns, a property, two tags and a grant; each view a
/// comment and a grant; catalog and schemas have a grant; the first table of the first four
/// schemas has a tagged column. Views alternate between a table and the view before them.
pub fn plain(name: &str, size: PlainWorld) -> Vec<String> {
    let mut sql = vec![
        format!("CREATE CATALOG {name} COMMENT 'orders of every region'"),
        format!("GRANT USE CATALOG ON CATALOG {name} TO `analysts`"),
    ];
    for s in 0..size.schemas {
        let schema = format!("{name}.region_{s}");
        sql.push(format!("CREATE SCHEMA {schema} COMMENT 'region {s}'"));
        sql.push(format!(
            "GRANT USE SCHEMA, SELECT ON SCHEMA {schema} TO `analysts`"
        ));
        for t in 0..size.tables {
            sql.extend(table(&schema, s, t));
        }
        for f in 0..size.functions {
            sql.push(format!(
                "CREATE FUNCTION {schema}.with_tax_{f}(amount DOUBLE) RETURNS DOUBLE \
                 COMMENT 'gross amount' RETURN amount * 1.{f}9"
            ));
        }
        for v in 0..size.views {
            let from = if v % 2 == 0 {
                format!("{schema}.orders_{}", v % size.tables.max(1))
            } else {
                format!("{schema}.open_{}", v - 1)
            };
            sql.push(format!(
                "CREATE VIEW {schema}.open_{v} COMMENT 'open orders' AS \
                 SELECT id, amount, status FROM {from} WHERE status = 'open'"
            ));
            sql.push(format!(
                "GRANT SELECT ON VIEW {schema}.open_{v} TO `analysts`"
            ));
        }
        for v in 0..size.volumes {
            sql.push(format!(
                "CREATE VOLUME {schema}.files_{v} COMMENT 'documents'"
            ));
        }
    }
    sql
}

fn table(schema: &str, s: usize, t: usize) -> Vec<String> {
    let name = format!("{schema}.orders_{t}");
    let mut sql = vec![
        format!(
            "CREATE TABLE {name} (id BIGINT COMMENT 'order number', amount DOUBLE COMMENT \
             'net, in EUR', status STRING) COMMENT 'orders, part {t}' \
             TBLPROPERTIES ('team' = 'sales')"
        ),
        format!("INSERT INTO {name} VALUES (1, {t}.5, 'open'), (2, 7.25, 'closed')"),
        format!("ALTER TABLE {name} SET TAGS ('domain' = 'sales', 'part' = '{t}')"),
        format!("GRANT SELECT ON TABLE {name} TO `readers of region {s}`"),
    ];
    if t == 0 && s < 4 {
        sql.push(format!(
            "ALTER TABLE {name} ALTER COLUMN amount SET TAGS ('pii' = 'no')"
        ));
    }
    sql
}
