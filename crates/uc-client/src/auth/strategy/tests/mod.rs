//! Each strategy against a provider on this machine, and the table that chooses one.

mod azure;
mod external;
mod federation;
mod google;
mod m2m;
mod managed;
mod metadata;
mod order;
mod person;
mod programs;
mod world;

use world::{World, bearer, header};
