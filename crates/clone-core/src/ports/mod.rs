//! The world, as the engine sees it: traits that other crates implement.

mod actuator;
mod error;
mod journal;
mod observer;
mod reader;

pub use actuator::{ActionKey, Actuator, Outcome};
pub use error::{PortError, PortErrorKind, PortResult, Retry};
pub use journal::{Journal, Lease, PairKey};
pub use observer::{Event, Observer, Silent};
pub use reader::{CatalogReader, Scope};
