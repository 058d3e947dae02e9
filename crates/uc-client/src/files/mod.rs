//! Files in volumes. The paths of this API are whole paths, which the generator would encode as one
//! segment; so its calls are written here.

mod calls;
mod digest;
mod download;
mod multipart;
mod upload;

pub use calls::{DirectoryEntry, Existing, Files};
pub use digest::Digest;
use digest::Hashing;
