//! The client against servers on this machine, routers in this process, and recordings.

// `cfg(test)` marks the helpers as tests too, for the lints that are milder there.
#[cfg(test)]
mod faults;
#[cfg(test)]
mod files;
#[cfg(test)]
mod pace;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod recordings;
#[cfg(test)]
mod results;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod support;
#[cfg(test)]
mod transfer;
#[cfg(test)]
mod warehouses;
#[cfg(test)]
mod wire;
