//! What a catalog holds, as plain values.

mod detail;
mod identity;
mod inventory;
mod key;
mod kind;
mod object;

pub use detail::{
    Column, Constraint, ConstraintRule, Detail, FunctionDetail, Mask, Param, Pin, Returns,
    RowFilter, Storage, TableDetail, UnknownConstraint, ViewDetail,
};
pub use identity::Identity;
pub use inventory::{Gap, Inventory, Policy};
pub use key::{Class, ObjectKey};
pub use kind::{Kind, KindSpec};
pub use object::{Grant, Object};
