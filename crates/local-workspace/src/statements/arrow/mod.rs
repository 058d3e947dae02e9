//! Results as Arrow: batches of the types that the service sends, as IPC streams.

mod columns;
mod cut;
mod wire;

pub(super) use cut::cut;
