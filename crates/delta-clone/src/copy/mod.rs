//! Bringing files to the target, several at a time.

mod disk;
mod files;
mod landing;
mod stream;

pub(crate) use files::{Copied, Copier, blocking};
pub(crate) use landing::Landing;
