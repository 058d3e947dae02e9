//! Schema `tpch`: the eight tables, made in process, and the 22 queries as views.

use std::fmt::Display;

use tpchgen::generators::{
    CustomerGenerator, LineItemGenerator, NationGenerator, OrderGenerator, PartGenerator,
    PartSuppGenerator, RegionGenerator, SupplierGenerator,
};
use tpchgen::q_and_a::queries;
use uc_client::Statement;

use super::{SOURCE, exec, run_together};
use crate::api::CloneXs;
use crate::error::EngineResult;

/// Rows of one INSERT.
const BATCH: usize = 2_500;

/// Name, comment and columns of each table; a column's type is its literal's type too.
const TABLES: [(&str, &str, &str); 8] = [
    (
        "region",
        "Parts of the world",
        "r_regionkey BIGINT, r_name STRING, r_comment STRING",
    ),
    (
        "nation",
        "Countries",
        "n_nationkey BIGINT, n_name STRING, n_regionkey BIGINT, n_comment STRING",
    ),
    (
        "supplier",
        "Who delivers parts",
        "s_suppkey BIGINT, s_name STRING, s_address STRING, s_nationkey BIGINT, s_phone STRING, \
         s_acctbal DECIMAL(15,2), s_comment STRING",
    ),
    (
        "part",
        "What can be ordered",
        "p_partkey BIGINT, p_name STRING, p_mfgr STRING, p_brand STRING, p_type STRING, \
         p_size INT, p_container STRING, p_retailprice DECIMAL(15,2), p_comment STRING",
    ),
    (
        "partsupp",
        "Which supplier has which part",
        "ps_partkey BIGINT, ps_suppkey BIGINT, ps_availqty INT, ps_supplycost DECIMAL(15,2), \
         ps_comment STRING",
    ),
    (
        "customer",
        "Who orders",
        "c_custkey BIGINT, c_name STRING, c_address STRING, c_nationkey BIGINT, c_phone STRING, \
         c_acctbal DECIMAL(15,2), c_mktsegment STRING, c_comment STRING",
    ),
    (
        "orders",
        "Orders",
        "o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus STRING, o_totalprice DECIMAL(15,2), \
         o_orderdate DATE, o_orderpriority STRING, o_clerk STRING, o_shippriority INT, \
         o_comment STRING",
    ),
    (
        "lineitem",
        "Lines of orders",
        "l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INT, \
         l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), \
         l_tax DECIMAL(15,2), l_returnflag STRING, l_linestatus STRING, l_shipdate DATE, \
         l_commitdate DATE, l_receiptdate DATE, l_shipinstruct STRING, l_shipmode STRING, \
         l_comment STRING",
    ),
];

/// Makes and fills the tables.
pub(super) async fn tables(
    clxs: &CloneXs,
    scale: f64,
    say: &(dyn Fn(&str) + Sync),
) -> EngineResult<()> {
    let creates = TABLES.iter().map(|(name, comment, columns)| {
        format!("CREATE TABLE {SOURCE}.tpch.{name} ({columns}) COMMENT '{comment}'")
    });
    run_together(clxs, creates.collect()).await?;
    for (name, _, columns) in TABLES {
        let types: Vec<&str> = columns.split(", ").map(type_of).collect();
        let (inserts, rows) = match name {
            "region" => inserts(name, &types, RegionGenerator::new(scale, 1, 1).iter()),
            "nation" => inserts(name, &types, NationGenerator::new(scale, 1, 1).iter()),
            "supplier" => inserts(name, &types, SupplierGenerator::new(scale, 1, 1).iter()),
            "part" => inserts(name, &types, PartGenerator::new(scale, 1, 1).iter()),
            "partsupp" => inserts(name, &types, PartSuppGenerator::new(scale, 1, 1).iter()),
            "customer" => inserts(name, &types, CustomerGenerator::new(scale, 1, 1).iter()),
            "orders" => inserts(name, &types, OrderGenerator::new(scale, 1, 1).iter()),
            _ => inserts(name, &types, LineItemGenerator::new(scale, 1, 1).iter()),
        };
        for insert in inserts {
            exec(clxs, Statement::new(insert)).await?;
        }
        say(&format!("tpch.{name}: {rows} rows"));
    }
    Ok(())
}

fn type_of(column: &str) -> &str {
    column.split_once(' ').map_or("STRING", |(_, kind)| kind)
}

/// INSERT statements for rows in the benchmark's own text form, and how many rows there are.
fn inserts<R: Display>(
    table: &str,
    types: &[&str],
    rows: impl Iterator<Item = R>,
) -> (Vec<String>, usize) {
    let mut statements = Vec::new();
    let mut values: Vec<String> = Vec::new();
    let mut count = 0;
    let head = format!("INSERT INTO {SOURCE}.tpch.{table} VALUES\n");
    for row in rows {
        let text = row.to_string();
        let literals = text
            .split('|')
            .zip(types)
            .map(|(value, kind)| literal(value, kind));
        values.push(format!("({})", literals.collect::<Vec<_>>().join(", ")));
        count += 1;
        if values.len() == BATCH {
            statements.push(format!("{head}{}", values.join(",\n")));
            values.clear();
        }
    }
    if !values.is_empty() {
        statements.push(format!("{head}{}", values.join(",\n")));
    }
    (statements, count)
}

fn literal(value: &str, kind: &str) -> String {
    match kind {
        "STRING" => format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'")),
        "DATE" => format!("DATE '{value}'"),
        _ => value.to_owned(),
    }
}

/// The values with which the benchmark's specification validates each query.
const PARAMETERS: [&[&str]; 22] = [
    &["90"],
    &["15", "BRASS", "EUROPE"],
    &["BUILDING", "1995-03-15"],
    &["1993-07-01"],
    &["ASIA", "1994-01-01"],
    &["1994-01-01", "0.06", "24"],
    &["FRANCE", "GERMANY"],
    &["BRAZIL", "AMERICA", "ECONOMY ANODIZED STEEL"],
    &["green"],
    &["1993-10-01"],
    &["GERMANY", "0.0001"],
    &["MAIL", "SHIP", "1994-01-01"],
    &["special", "requests"],
    &["1995-09-01"],
    &["1996-01-01"],
    &[
        "Brand#45",
        "MEDIUM POLISHED",
        "49",
        "14",
        "23",
        "45",
        "19",
        "3",
        "36",
        "9",
    ],
    &["Brand#23", "MED BOX"],
    &["300"],
    &["Brand#12", "Brand#23", "Brand#34", "1", "10", "20"],
    &["forest", "1994-01-01", "CANADA"],
    &["SAUDI ARABIA"],
    &["13", "31", "23", "29", "30", "18", "17"],
];

/// Makes a view of each query; those that the engine refuses come back with its words.
pub(super) async fn views(clxs: &CloneXs) -> EngineResult<Vec<(String, String)>> {
    let mut refused = Vec::new();
    for number in 1..=22 {
        for (name, query) in queries_of(number) {
            let text = format!(
                "CREATE VIEW {SOURCE}.tpch.{name} COMMENT 'TPC-H query {number}' AS\n{query}"
            );
            let create = Statement::new(text).in_catalog(SOURCE).in_schema("tpch");
            if let Err(error) = exec(clxs, create).await {
                let why = error.because().first().cloned().unwrap_or_default();
                refused.push((name, why.lines().next().unwrap_or_default().to_owned()));
            }
        }
    }
    Ok(refused)
}

/// The views of one query: its name and text; query 15 defines a view of its own first.
fn queries_of(number: usize) -> Vec<(String, String)> {
    let Some(text) = i32::try_from(number).ok().and_then(queries::query) else {
        return Vec::new();
    };
    let mut text = text.replace("day (3)", "day");
    let parameters = PARAMETERS.get(number - 1).copied().unwrap_or_default();
    for (place, value) in parameters.iter().enumerate().rev() {
        text = text.replace(&format!(":{}", place + 1), value);
    }
    let revenue = format!("q{number:02}_revenue");
    let text = text.replace("revenue:s", &revenue);
    let mut views = Vec::new();
    for part in text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        if let Some(rest) = part.strip_prefix(&format!(
            "create view {revenue} (supplier_no, total_revenue) as"
        )) {
            let rest = rest
                .trim()
                .replacen("l_suppkey,", "l_suppkey AS supplier_no,", 1);
            let rest = rest.replacen("(1 - l_discount))", "(1 - l_discount)) AS total_revenue", 1);
            views.push((revenue.clone(), rest));
        } else if !part.starts_with("drop view") {
            views.push((format!("q{number:02}"), part.to_owned()));
        }
    }
    views
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_query_keeps_a_placeholder() {
        let views: Vec<_> = (1..=22).flat_map(queries_of).collect();
        assert_eq!(views.len(), 23);
        for (name, text) in views {
            assert!(!text.contains(':') && !text.contains(';'), "{name}: {text}");
            assert!(text.to_lowercase().starts_with("select"), "{name}: {text}");
        }
    }

    #[test]
    fn rows_become_literals_of_their_types() {
        let rows = ["1|O'Hara|1996-03-13|17.00|"];
        let (statements, count) = inserts(
            "t",
            &["BIGINT", "STRING", "DATE", "DECIMAL(15,2)"],
            rows.iter(),
        );
        assert_eq!(count, 1);
        assert_eq!(
            statements,
            ["INSERT INTO production.tpch.t VALUES\n(1, 'O\\'Hara', DATE '1996-03-13', 17.00)"]
        );
    }
}
