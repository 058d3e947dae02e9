//! `cargo xtask bench clone`: what cloning the catalog of the published comparison costs.
//!
//! The catalog has 3 schemas with 20 tables, 5 views, 2 functions and a volume each, all of them
//! governed. It is cloned on a local workspace in this process, once as it is and once with 20 ms
//! added to every REST call and 180 ms to every SQL statement, into a fresh catalog each time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clone_core::plan::PlanRequest;
use clone_core::ports::Silent;
use clone_engine::{ApplyOptions, CloneXs, ConnectOptions, Freshness, local};
use sql_rewrite::Ident;
use testkit::worlds::{PlainWorld, plain};
use uc_client::transport::Latency;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program that prints figures")]
async fn main() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let workspace = local::create(&dir.path().join("workspace"))?;
    for group in [
        "analysts",
        "readers of region 0",
        "readers of region 1",
        "readers of region 2",
    ] {
        local::add_group(&workspace, group)?;
    }
    let setup = connect(dir.path(), Latency::default()).await?;
    for statement in plain("prod", PlainWorld::COMPARISON) {
        setup.sql(&statement).await?;
    }
    println!("latency (REST, SQL)   calls  statements  objects  failed  wall");
    for (dest, latency) in [
        ("staging", Latency::default()),
        (
            "staging_slow",
            Latency {
                rest: Duration::from_millis(20),
                sql: Duration::from_millis(180),
            },
        ),
    ] {
        let engine = connect(dir.path(), latency).await?;
        let start = Instant::now();
        let request = PlanRequest::new(Ident::new("prod"), Ident::new(dest));
        let options = ApplyOptions {
            freshness: Freshness::JustRead,
            ..ApplyOptions::default()
        };
        let applied = engine
            .clone_catalog(&request, &options, Arc::new(Silent))
            .await?
            .map_err(|planned| format!("the plan cannot be applied: {planned:?}"))?;
        let wall = start.elapsed();
        let counts = engine
            .session()
            .counted()
            .map(|counted| counted.counts())
            .unwrap_or_default();
        let failed: u64 = applied
            .report
            .kinds
            .values()
            .map(|counts| counts.failed)
            .sum();
        println!(
            "{:>6} ms, {:>4} ms {:>10} {:>11} {:>8} {failed:>7}  {:.1} s",
            latency.rest.as_millis(),
            latency.sql.as_millis(),
            counts.http_calls(),
            counts.sql_statements(),
            applied.report.objects.len(),
            wall.as_secs_f64(),
        );
    }
    println!("\ncarried        source  staging  staging_slow");
    let mut missing = Vec::new();
    for (what, query) in FACTS {
        let source = count(&setup, query, "prod").await?;
        let (fast, slow) = (
            count(&setup, query, "staging").await?,
            count(&setup, query, "staging_slow").await?,
        );
        println!("{what:<13} {source:>7} {fast:>8} {slow:>13}");
        if source == 0 || fast != source || slow != source {
            missing.push(what);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("not everything was carried: {}", missing.join(", ")).into())
}

/// What must be in a clone as often as in its source. `{}` stands for the catalog.
const FACTS: [(&str, &str); 7] = [
    (
        "tables",
        "SELECT count(*) FROM {}.information_schema.tables \
      WHERE table_schema LIKE 'region%' AND table_type <> 'VIEW'",
    ),
    (
        "views",
        "SELECT count(*) FROM {}.information_schema.views WHERE table_schema LIKE 'region%'",
    ),
    (
        "functions",
        "SELECT count(*) FROM {}.information_schema.routines",
    ),
    (
        "volumes",
        "SELECT count(*) FROM {}.information_schema.volumes",
    ),
    (
        "grants",
        "SELECT sum(n) FROM (\
      SELECT count(*) AS n FROM {}.information_schema.catalog_privileges WHERE inherited_from = 'NONE' UNION ALL \
      SELECT count(*) FROM {}.information_schema.schema_privileges WHERE inherited_from = 'NONE' UNION ALL \
      SELECT count(*) FROM {}.information_schema.table_privileges WHERE inherited_from = 'NONE' UNION ALL \
      SELECT count(*) FROM {}.information_schema.routine_privileges WHERE inherited_from = 'NONE' UNION ALL \
      SELECT count(*) FROM {}.information_schema.volume_privileges WHERE inherited_from = 'NONE')",
    ),
    (
        "tags",
        "SELECT sum(n) FROM (\
      SELECT count(*) AS n FROM {}.information_schema.table_tags UNION ALL \
      SELECT count(*) FROM {}.information_schema.column_tags)",
    ),
    (
        "comments",
        "SELECT sum(n) FROM (\
      SELECT count(comment) AS n FROM {}.information_schema.schemata WHERE schema_name LIKE 'region%' UNION ALL \
      SELECT count(comment) FROM {}.information_schema.tables WHERE table_schema LIKE 'region%' UNION ALL \
      SELECT count(comment) FROM {}.information_schema.columns WHERE table_schema LIKE 'region%')",
    ),
];

async fn count(engine: &CloneXs, query: &str, catalog: &str) -> Result<u64, Failure> {
    let answer = engine.sql(&query.replace("{}", catalog)).await?;
    let value = answer.rows.first().and_then(|row| row.first()).cloned();
    Ok(value.flatten().ok_or("a count has one value")?.parse()?)
}

async fn connect(dir: &std::path::Path, latency: Latency) -> Result<CloneXs, Failure> {
    let options = ConnectOptions {
        local: Some(dir.join("workspace")),
        state_dir: Some(dir.join("state")),
        counted: Some(latency),
        ..ConnectOptions::default()
    };
    Ok(CloneXs::connect(&options).await?)
}
