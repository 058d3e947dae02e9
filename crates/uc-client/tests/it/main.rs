//! The client against servers on this machine, routers in this process, and recordings.

mod faults;
mod files;
mod paging;
mod paths;
mod recordings;
mod statements;
mod support;
mod wire;
