//! JSON web tokens: reading the claims of others', signing our own.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};

use super::Secret;

/// What a token says of itself. Whether that is true is for whoever it is shown to.
pub(crate) fn claims(token: &Secret) -> Option<Value> {
    let payload = token.expose().split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// An RSA key that signs tokens.
#[derive(Debug)]
pub(crate) struct Signer {
    key: RsaKeyPair,
    /// How others find the key.
    id: Option<String>,
}

impl Signer {
    /// Reads a private key as files hold it, if it is one of RSA.
    pub(crate) fn of_pem(pem: &Secret, id: Option<String>) -> Option<Self> {
        let key = match PrivateKeyDer::from_pem_slice(pem.expose().as_bytes()).ok()? {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return None,
        };
        Some(Self { key: key.ok()?, id })
    }

    /// A token of these claims, if the key can sign.
    pub(crate) fn sign(&self, claims: &Value) -> Option<Secret> {
        let mut head = json!({"alg": "RS256", "typ": "JWT"});
        if let (Some(id), Some(head)) = (&self.id, head.as_object_mut()) {
            head.insert("kid".to_owned(), id.as_str().into());
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&head), part(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                text.as_bytes(),
                &mut signature,
            )
            .ok()?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        Some(Secret::new(&format!("{text}.{signature}")))
    }
}
