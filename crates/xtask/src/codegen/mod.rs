//! `cargo xtask codegen`: the generated REST client. `document` reads `openapi/`, `render` writes
//! Rust from it, `task` compares or stores.

mod document;
mod render;
mod task;

pub(crate) use document::digest;
pub(crate) use render::{BODY_DIGEST, DOCUMENT_DIGEST, short_digest};
pub(crate) use task::{Options, generated_path, run};
