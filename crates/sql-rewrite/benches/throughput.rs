//! Statements and megabytes per second, on one thread, over the tables of the tests and over
//! queries in the manner of TPC-DS.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use sql_rewrite::{Ident, Input, Mapping, Namespace, SqlKind, retarget};

/// Reports of a warehouse: common table expressions, wide joins, long conditions.
const REPORTS: &[&str] = &[
    "WITH customer_total_return AS (SELECT sr_customer_sk AS ctr_customer_sk, sr_store_sk AS ctr_store_sk, sum(sr_return_amt) AS ctr_total_return FROM prod.tpcds.store_returns, prod.tpcds.date_dim WHERE sr_returned_date_sk = d_date_sk AND d_year = 2000 GROUP BY sr_customer_sk, sr_store_sk) SELECT c_customer_id FROM customer_total_return ctr1, prod.tpcds.store, prod.tpcds.customer WHERE ctr1.ctr_total_return > (SELECT avg(ctr_total_return) * 1.2 FROM customer_total_return ctr2 WHERE ctr1.ctr_store_sk = ctr2.ctr_store_sk) AND s_store_sk = ctr1.ctr_store_sk AND s_state = 'TN' AND ctr1.ctr_customer_sk = c_customer_sk ORDER BY c_customer_id LIMIT 100",
    "SELECT i_item_id, avg(ss_quantity) agg1, avg(ss_list_price) agg2, avg(ss_coupon_amt) agg3, avg(ss_sales_price) agg4 FROM prod.tpcds.store_sales, prod.tpcds.customer_demographics, prod.tpcds.date_dim, prod.tpcds.item, prod.tpcds.promotion WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND ss_cdemo_sk = cd_demo_sk AND ss_promo_sk = p_promo_sk AND cd_gender = 'M' AND cd_marital_status = 'S' AND cd_education_status = 'College' AND (p_channel_email = 'N' OR p_channel_event = 'N') AND d_year = 2000 GROUP BY i_item_id ORDER BY i_item_id LIMIT 100",
    "SELECT l.l_returnflag, l.l_linestatus, sum(l.l_quantity) AS sum_qty, sum(l.l_extendedprice * (1 - l.l_discount)) AS sum_disc_price, sum(l.l_extendedprice * (1 - l.l_discount) * (1 + l.l_tax)) AS sum_charge, avg(l.l_quantity) AS avg_qty, count(*) AS count_order FROM prod.tpch.lineitem l WHERE l.l_shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY GROUP BY l.l_returnflag, l.l_linestatus ORDER BY l.l_returnflag, l.l_linestatus",
    "SELECT prod.sales.orders.id, o2.k, rank() OVER (PARTITION BY prod.sales.orders.region ORDER BY o2.v DESC) AS r, CASE WHEN prod.util.tier(o2.v) = 'gold' THEN 1 ELSE 0 END AS gold FROM prod.sales.orders LEFT JOIN (SELECT c.id, c.k, max(c.v) AS v FROM prod.crm.customers c WHERE EXISTS (SELECT 1 FROM prod.crm.flags f WHERE f.id = c.id AND f.name = 'prod.flag') GROUP BY c.id, c.k) o2 ON prod.sales.orders.id = o2.id WHERE prod.sales.orders.day >= '2024-01-01' -- prod.sales.orders since 2024\nQUALIFY r <= 10",
];

fn main() -> io::Result<()> {
    let namespace = Namespace {
        catalog: Ident::new("prod"),
        schema: Ident::new("sales"),
    };
    let mapping = Mapping::catalog(Ident::new("prod"), Ident::new("staging"));
    let long = format!(
        "SELECT {} FROM prod.sales.orders",
        vec!["prod.sales.orders.amount + 1"; 30_000].join(", ")
    );
    let corpora = [
        ("reports", REPORTS.to_vec()),
        ("one text of 1 MB", vec![long.as_str()]),
    ];
    let mut out = io::stdout().lock();
    for (name, texts) in corpora {
        let (mut bytes, mut count) = (0, 0_u32);
        #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(2) {
            for text in &texts {
                let (kind, text) = (SqlKind::Query, *text);
                let input = Input {
                    text,
                    kind,
                    namespace: &namespace,
                    mapping: &mapping,
                };
                match retarget(&input) {
                    Ok(done) => bytes += done.text.len(),
                    Err(refusal) => return Err(io::Error::other(refusal)),
                }
                count += 1;
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        let megabytes = bytes as f64 / 1e6 / seconds;
        let rate = f64::from(count) / seconds;
        writeln!(out, "{name}: {rate:.0} statements/s, {megabytes:.1} MB/s")?;
    }
    Ok(())
}
