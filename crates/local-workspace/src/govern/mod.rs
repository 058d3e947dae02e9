//! Who may do what: privileges, owners, inheritance, and the questions asked of them.

mod access;
mod grants;
mod privilege;

pub use access::{can, require};
pub use grants::{EffectiveGrant, Grant, GrantChange};
pub use privilege::Privilege;

pub(crate) use access::{Access, Sight, needs};
