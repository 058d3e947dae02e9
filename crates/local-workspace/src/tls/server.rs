//! What a server needs: the chain and the key of the directory, read into a configuration.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::certificate;
use crate::error::{WsError, WsResult};
use crate::workspace::LocalWorkspace;

/// What a workspace needs to be served over TLS.
#[derive(Clone)]
pub struct Tls {
    ca_file: PathBuf,
    config: Arc<ServerConfig>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("ca_file", &self.ca_file)
            .finish_non_exhaustive()
    }
}

impl Tls {
    /// The certificate of the authority, in PEM: what clients are told to trust.
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }

    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

impl LocalWorkspace {
    /// The TLS of this workspace, whose certificate is valid for `localhost` and the loopback
    /// addresses. It is made once, and again when it is about to expire.
    ///
    /// # Errors
    /// When the directory cannot be written, or holds what is no certificate.
    pub fn tls(&self) -> WsResult<Tls> {
        let dir = self.root().join("tls");
        certificate::ensure(&dir)?;
        let wrong = |error: rustls::pki_types::pem::Error| {
            WsError::internal(format_args!("read `{}`: {error}", dir.display()))
        };
        let chain = CertificateDer::pem_file_iter(dir.join(certificate::CHAIN))
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(wrong)?;
        let key = PrivateKeyDer::from_pem_file(dir.join(certificate::KEY)).map_err(wrong)?;
        // Two providers are linked through other crates, so that there is no default one.
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(WsError::internal)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(WsError::internal)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls {
            ca_file: dir.join(certificate::CA),
            config: Arc::new(config),
        })
    }
}
