//! `cargo bench --package sql-rewrite`: one text after another, on one thread, by divan.
//!
//! `cargo xtask bench retarget` measures the same texts in turn with sqlglot.

#![expect(
    clippy::unwrap_used,
    reason = "a text of the corpus that is refused ends the measuring"
)]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use sql_rewrite::{Ident, Input, Mapping, Namespace, SqlKind, retarget};

fn main() {
    divan::main();
}

const REPORTS: &str = include_str!("corpus/reports.sql");
const VIEWS: &str = include_str!("corpus/views.sql");

fn measure(bencher: Bencher<'_, '_>, texts: &[&str]) {
    let namespace = Namespace {
        catalog: Ident::new("prod"),
        schema: Ident::new("sales"),
    };
    let mapping = Mapping::catalog(Ident::new("prod"), Ident::new("staging"));
    bencher
        .counter(BytesCount::new(
            texts.iter().map(|text| text.len()).sum::<usize>(),
        ))
        .counter(ItemsCount::new(texts.len()))
        .bench_local(|| {
            for text in texts {
                let input = Input {
                    text,
                    kind: SqlKind::Query,
                    namespace: &namespace,
                    mapping: &mapping,
                };
                divan::black_box(retarget(&input).unwrap());
            }
        });
}

fn split(corpus: &str) -> Vec<&str> {
    corpus.split("\n---\n").map(str::trim).collect()
}

#[divan::bench]
fn reports(bencher: Bencher<'_, '_>) {
    measure(bencher, &split(REPORTS));
}

#[divan::bench]
fn views(bencher: Bencher<'_, '_>) {
    measure(bencher, &split(VIEWS));
}

/// One `SELECT` of as many qualified columns as fit, in megabytes of text.
#[divan::bench(args = [1, 2, 4, 8], sample_count = 5)]
fn megabytes(bencher: Bencher<'_, '_>, megabytes: usize) {
    let column = "prod.sales.orders.amount + 1";
    let columns = vec![column; megabytes * 1_000_000 / (column.len() + 2)].join(", ");
    measure(
        bencher,
        &[&format!("SELECT {columns} FROM prod.sales.orders")],
    );
}
