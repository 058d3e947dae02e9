//! TLS with a certificate that the workspace makes for itself.
//!
//! `dir/tls/ca.pem` is what clients are told to trust. Its key is thrown away once it has signed
//! the server's certificate, so that trusting it means trusting this one server.

mod certificate;
mod listener;
mod server;

pub(crate) use listener::TlsListener;
pub use server::Tls;
