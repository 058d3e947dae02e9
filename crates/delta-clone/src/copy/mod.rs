//! Bringing files to the target, several at a time.

mod disk;
mod far;
mod files;
mod landing;
mod notes;
mod stream;
mod upload;

pub(crate) use files::{Copied, Copier, blocking};
pub(crate) use landing::Landing;
