//! What a catalog is, what cloning one means, and how a clone is decided: all of it as values.
//!
//! The way through is one-way: an [`model::Inventory`] of the source and of the target and a
//! [`plan::PlanRequest`] go into the planner, which answers up to date, blocked (with findings),
//! or a plan that was checked. A checked plan is lowered to actions (SQL text, REST calls, file
//! copies), and what happened to them comes back as journal entries, which fold into a report.
//!
//! ```
//! use clone_core::model::{Detail, Identity, Inventory, Kind, Object};
//! use clone_core::plan::{PlanInput, PlanRequest, Planned, plan};
//! use clone_core::render::script;
//! use sql_rewrite::{Ident, QName};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let identity = Identity {
//!     workspace: "local".into(),
//!     metastore_id: "m1".into(),
//!     metastore_name: "eu".into(),
//!     principal: "ann".into(),
//! };
//! let catalog = Object {
//!     kind: Kind::Catalog,
//!     name: QName::parse("prod")?,
//!     id: None,
//!     owner: Some("ann".into()),
//!     comment: Some("orders".into()),
//!     properties: Default::default(),
//!     tags: Default::default(),
//!     grants: Vec::new(),
//!     detail: Detail::Catalog { storage_root: None },
//! };
//! let source = Inventory {
//!     catalog: Ident::from("prod"),
//!     identity: identity.clone(),
//!     taken_at: "2026-11-21T09:00:00Z".parse()?,
//!     objects: [(catalog.key(), catalog)].into(),
//!     policies: Vec::new(),
//!     gaps: Vec::new(),
//! };
//! let request = PlanRequest::new(Ident::from("prod"), Ident::from("staging"));
//! let planned = plan(&PlanInput {
//!     request: &request,
//!     source: &source,
//!     target: None,
//!     target_identity: &identity,
//!     tool: "clxs 0.1.0",
//! })?;
//! let Planned::Ready(plan) = planned else { panic!("nothing stands in the way") };
//! assert!(script(plan.plan()).contains("POST /api/2.1/unity-catalog/catalogs"));
//! # Ok(())
//! # }
//! ```
//!
//! What must not live here: I/O, clocks, environment, randomness, threads, HTTP. The world is
//! reached through the traits in [`ports`], which other crates implement.

pub mod codes;
pub mod lower;
pub mod model;
pub mod plan;
pub mod ports;
pub mod render;
pub mod rules;
pub mod run;
