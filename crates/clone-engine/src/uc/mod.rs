//! Unity Catalog behind the ports of `clone-core`, over `uc-client`.

mod actuator;
mod answer;
mod capabilities;
mod link;
mod reader;
mod together;

pub(crate) use actuator::{UcActuator, volume_root, volume_tree};
pub(crate) use answer::port_error;
pub use capabilities::Capabilities;
pub(crate) use capabilities::Known;
pub(crate) use link::{Link, Rows};
pub(crate) use reader::UcReader;
pub(crate) use together::together;
