//! The API over TLS: who trusts the workspace's certificate gets in, others do not.

use std::sync::Arc;

use local_workspace::LocalWorkspace;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;

fn trusting(workspace: &LocalWorkspace) -> TlsConnector {
    let tls = workspace.tls().unwrap();
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(tls.ca_file()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

async fn asked(connector: &TlsConnector, name: &'static str, port: u16) -> std::io::Result<String> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let name = ServerName::try_from(name).unwrap();
    let mut stream = connector.connect(name, stream).await?;
    let request = "GET /.well-known/databricks-config HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn tls_is_for_who_trusts_the_certificate_of_this_workspace() {
    let room = tempfile::tempdir().unwrap();
    let ours = LocalWorkspace::create(room.path().join("ours")).unwrap();
    let other = LocalWorkspace::create(room.path().join("other")).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // A client that connects and says nothing holds up nobody.
    let silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (served, tls) = (ours.clone(), ours.tls().unwrap());
    let server = tokio::spawn(async move { served.serve_tls(listener, &tls).await });

    let connector = trusting(&ours);
    for name in ["localhost", "127.0.0.1", "::1"] {
        let answer = asked(&connector, name, port).await.unwrap();
        assert!(answer.contains("https://localhost:1/oidc"), "{answer}");
    }
    assert!(asked(&connector, "example.com", port).await.is_err());
    assert!(asked(&trusting(&other), "localhost", port).await.is_err());
    drop(silent);
    server.abort();
}
