//! What a clone carries: the platform's own behaviour beside what is wanted, as tables.
//!
//! Where the two differ, the planner plans a repair step or reports. A decision about what is
//! carried is a row here, never a condition in a pass.

mod properties;
mod unity;

pub use properties::{PropertyClass, carried_properties, property_class};
pub use unity::{Aspect, Goal, How, Native, ROWS, Row, row};
