//! `cargo xtask bench inventory`: what reading a catalog costs, by the number of its tables.
//!
//! A local workspace of this process serves one catalog of each size over a socket: 100 tables a
//! schema, every twentieth with a primary key. Another process reads each of them, so that its
//! memory is that of a reader alone. Versions of tables are not read; each is one statement more.

use std::process::Command;
use std::time::Instant;

use clone_core::model::Kind;
use clone_core::ports::Silent;
use clone_engine::{CloneXs, ConnectOptions, Pins, Secret, local};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use sql_rewrite::Ident;
use tokio::net::TcpListener;
use uc_client::transport::Latency;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Tables of one schema.
const A_SCHEMA: usize = 100;
/// Every how many tables one has a primary key.
const KEYED: usize = 20;
/// Statements that make the world, under way at the same time.
const WIDTH: usize = 8;
/// What a reader may cost where it matters, and from which size on it does.
const MOST_CALLS: (usize, f64) = (10_000, 0.11);

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program that prints figures")]
async fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [what, host, catalog, tables] = args.as_slice()
        && what == "read"
    {
        println!("{}", read(host, catalog, tables.parse()?).await?);
        return Ok(());
    }
    let sizes = if args.is_empty() {
        vec![100, 1_000, 10_000]
    } else {
        args.iter()
            .map(|size| size.parse())
            .collect::<Result<_, _>>()?
    };
    let dir = tempfile::tempdir()?;
    let workspace = local::create(&dir.path().join("workspace"))?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let host = format!("http://{}", listener.local_addr()?);
    let serving = tokio::spawn(async move { workspace.serve(listener).await });
    let setup = CloneXs::connect(&options(&host, &dir.path().join("state"))).await?;
    println!("tables  schemas  keys  calls  a table  statements    wall  peak memory");
    for tables in sizes {
        let catalog = format!("of_{tables}");
        fill(&setup, &catalog, tables).await?;
        let (program, host) = (std::env::current_exe()?, host.clone());
        let reader = move || {
            Command::new(program)
                .args(["read", &host, &catalog, &tables.to_string()])
                .output()
        };
        let read = tokio::task::spawn_blocking(reader).await??;
        if !read.status.success() {
            return Err(String::from_utf8_lossy(&read.stderr).into());
        }
        println!("{}", String::from_utf8(read.stdout)?.trim_end());
    }
    serving.abort();
    Ok(())
}

fn options(host: &str, state: &std::path::Path) -> ConnectOptions {
    ConnectOptions {
        host: Some(host.to_owned()),
        token: Some(Secret::new(local_workspace::identity::DEFAULT_TOKEN)),
        state_dir: Some(state.to_owned()),
        counted: Some(Latency::default()),
        ..ConnectOptions::default()
    }
}

/// Makes a catalog of this many tables.
async fn fill(clxs: &CloneXs, catalog: &str, tables: usize) -> Result<(), Failure> {
    let schemas = tables.div_ceil(A_SCHEMA);
    clxs.sql(&format!(
        "CREATE CATALOG {catalog} COMMENT 'of {tables} tables'"
    ))
    .await?;
    for s in 0..schemas {
        clxs.sql(&format!("CREATE SCHEMA {catalog}.s{s} COMMENT 'part {s}'"))
            .await?;
    }
    let statements = (0..tables).map(|t| {
        let key = if t % KEYED == 0 {
            ", CONSTRAINT pk PRIMARY KEY (id)"
        } else {
            ""
        };
        format!(
            "CREATE TABLE {catalog}.s{}.t{t} (id BIGINT NOT NULL COMMENT 'number', amount DOUBLE, \
             status STRING{key}) COMMENT 'table {t}' TBLPROPERTIES ('team' = 'sales')",
            t % schemas
        )
    });
    stream::iter(statements)
        .map(|sql| async move { clxs.sql(&sql).await.map(drop) })
        .buffer_unordered(WIDTH)
        .try_collect::<()>()
        .await?;
    Ok(())
}

/// Reads the catalog and gives its row of the table.
async fn read(host: &str, catalog: &str, tables: usize) -> Result<String, Failure> {
    let state = tempfile::tempdir()?;
    let clxs = CloneXs::connect(&options(host, state.path())).await?;
    let start = Instant::now();
    let inventory = clxs
        .inventory(&Ident::new(catalog), Pins::Skip, &Silent)
        .await?;
    let wall = start.elapsed();
    let of_kind = |kind| {
        inventory
            .objects
            .values()
            .filter(|o| o.kind == kind)
            .count()
    };
    let (found, schemas) = (of_kind(Kind::Table), of_kind(Kind::Schema));
    if found != tables || !inventory.gaps.is_empty() {
        return Err(format!("{found} of {tables} tables, gaps {:?}", inventory.gaps).into());
    }
    let counts = clxs.session().counted().map(|counted| counted.counts());
    let counts = counts.unwrap_or_default();
    #[expect(
        clippy::cast_precision_loss,
        reason = "small numbers, shown with three digits"
    )]
    let a_table = counts.http_calls() as f64 / tables as f64;
    if tables >= MOST_CALLS.0 && a_table > MOST_CALLS.1 {
        let (_, most) = MOST_CALLS;
        let calls = &counts.calls;
        return Err(format!("{a_table:.3} calls a table are more than {most}: {calls:?}").into());
    }
    let keys = counts.calls.get("tables_get").copied().unwrap_or_default();
    Ok(format!(
        "{tables:>6} {schemas:>8} {keys:>5} {:>6} {a_table:>8.3} {:>11} {:>5.1} s {:>12}",
        counts.http_calls(),
        counts.sql_statements(),
        wall.as_secs_f64(),
        peak(),
    ))
}

/// The most memory that this process held at a time, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|line| {
        let number = line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?;
        number.trim().parse::<u64>().ok()
    });
    kib.map_or_else(
        || "not told".to_owned(),
        |kib| format!("{} MiB", kib / 1024),
    )
}
