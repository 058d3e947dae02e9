//! `information_schema`: views over the catalog service, as one caller sees it.
//!
//! Everything comes from [`Inventory`], which holds only what the caller may see; nothing here
//! decides about privileges.

mod columns;
mod constraints;
mod objects;
mod policies;
mod privileges;
mod routines;
mod tags;

use std::sync::Arc;

use super::result::{Cell, Header};
use crate::catalog::Inventory;

/// A view of `information_schema`.
pub(crate) struct View {
    /// Its name, in lower case.
    pub(crate) name: &'static str,
    /// Its columns.
    pub(crate) columns: &'static [Header],
    /// Its rows.
    rows: fn(&Inventory) -> Vec<Vec<Cell>>,
}

impl View {
    /// The rows over these catalogs, in their order.
    pub(crate) fn rows(&self, catalogs: &[Arc<Inventory>]) -> Vec<Vec<Cell>> {
        catalogs.iter().flat_map(|all| (self.rows)(all)).collect()
    }
}

/// Groups of views.
const GROUPS: [&[View]; 7] = [
    objects::VIEWS,
    columns::VIEWS,
    routines::VIEWS,
    constraints::VIEWS,
    tags::VIEWS,
    privileges::VIEWS,
    policies::VIEWS,
];

/// Every view.
pub(crate) fn views() -> impl Iterator<Item = &'static View> {
    GROUPS.into_iter().flatten()
}

/// The view of this name, in any case.
pub(crate) fn view(name: &str) -> Option<&'static View> {
    views().find(|view| view.name.eq_ignore_ascii_case(name))
}

/// No rows: for what this workspace cannot hold.
fn none(_: &Inventory) -> Vec<Vec<Cell>> {
    Vec::new()
}

/// The parts of a full name.
fn parts<const N: usize>(full_name: &str) -> [Cell; N] {
    let mut parts = full_name.split('.');
    std::array::from_fn(|_| Cell::text(parts.next()))
}
