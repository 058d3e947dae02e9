//! Makes and keeps the certificates.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use jiff::{ToSpan as _, civil};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use uuid::Uuid;

use crate::error::{WsError, WsResult};

/// What clients trust.
pub(super) const CA: &str = "ca.pem";
/// What the server shows.
pub(super) const CHAIN: &str = "server.pem";
/// The key of the server, readable by its owner alone.
pub(super) const KEY: &str = "key.pem";
/// The day from which on a client refuses them.
const EXPIRES: &str = "expires";

/// The names that the certificate is valid for.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// Some clients refuse certificates that live longer.
const DAYS: i32 = 820;
/// Certificates with less life than this are replaced.
const SPARE_DAYS: i32 = 30;

/// Makes the certificates in `dir` unless there are some that live on.
pub(super) fn ensure(dir: &Path) -> WsResult<()> {
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    if lives(dir, today)? {
        return Ok(());
    }
    let draft = dir.with_file_name(format!("tls.{}", Uuid::new_v4().simple()));
    make(&draft, today)?;
    let wrong =
        |error: std::io::Error| WsError::io(format_args!("write `{}`", dir.display()), &error);
    if dir.exists() {
        let old = dir.with_file_name(format!("tls.{}", Uuid::new_v4().simple()));
        std::fs::rename(dir, &old).map_err(wrong)?;
        std::fs::remove_dir_all(&old).map_err(wrong)?;
    }
    let Err(error) = std::fs::rename(&draft, dir) else {
        return Ok(());
    };
    std::fs::remove_dir_all(&draft).map_err(wrong)?;
    // Another process may have been faster; its certificates are as good.
    if lives(dir, today)? {
        Ok(())
    } else {
        Err(wrong(error))
    }
}

/// Whether there are certificates that live for a while.
fn lives(dir: &Path, today: civil::Date) -> WsResult<bool> {
    let file = dir.join(EXPIRES);
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => {
            return Err(WsError::io(
                format_args!("read `{}`", file.display()),
                &error,
            ));
        }
    };
    let expires: civil::Date = text.trim().parse().map_err(|error| {
        WsError::internal(format_args!("`{}` holds no day: {error}", file.display()))
    })?;
    let needed = today
        .checked_add(SPARE_DAYS.days())
        .map_err(WsError::internal)?;
    Ok(needed < expires)
}

fn make(dir: &Path, today: civil::Date) -> WsResult<()> {
    let begins = today.checked_sub(1.day()).map_err(WsError::internal)?;
    let expires = today.checked_add(DAYS.days()).map_err(WsError::internal)?;
    let ca_key = KeyPair::generate().map_err(WsError::internal)?;
    // The name differs between workspaces: a client that trusts two tells them apart by it.
    let mut ca = params(&[], &format!("clone-xs local workspace {}", Uuid::new_v4()))?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate().map_err(WsError::internal)?;
    let mut server = params(&NAMES, "localhost")?;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    for params in [&mut ca, &mut server] {
        params.not_before = day(begins)?;
        params.not_after = day(expires)?;
    }
    let ca_certificate = ca.self_signed(&ca_key).map_err(WsError::internal)?;
    let issuer = Issuer::new(ca, ca_key);
    let certificate = server.signed_by(&key, &issuer).map_err(WsError::internal)?;

    let wrong =
        |error: std::io::Error| WsError::io(format_args!("write `{}`", dir.display()), &error);
    std::fs::create_dir(dir).map_err(wrong)?;
    std::fs::write(dir.join(CA), ca_certificate.pem()).map_err(wrong)?;
    let chain = certificate.pem() + &ca_certificate.pem();
    std::fs::write(dir.join(CHAIN), chain).map_err(wrong)?;
    write_secret(&dir.join(KEY), &key.serialize_pem()).map_err(wrong)?;
    std::fs::write(dir.join(EXPIRES), format!("{expires}\n")).map_err(wrong)
}

fn params(names: &[&str], name: &str) -> WsResult<CertificateParams> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(WsError::internal)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

fn day(date: civil::Date) -> WsResult<time::OffsetDateTime> {
    let month = u8::try_from(date.month()).map_err(WsError::internal)?;
    let day = u8::try_from(date.day()).map_err(WsError::internal)?;
    Ok(rcgen::date_time_ymd(i32::from(date.year()), month, day))
}

fn write_secret(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_made_once_and_again_before_they_expire() {
        let room = tempfile::tempdir().unwrap();
        let dir = room.path().join("tls");
        ensure(&dir).unwrap();
        let first = std::fs::read(dir.join(CA)).unwrap();
        ensure(&dir).unwrap();
        assert_eq!(std::fs::read(dir.join(CA)).unwrap(), first);
        std::fs::write(dir.join(EXPIRES), "2020-01-01\n").unwrap();
        ensure(&dir).unwrap();
        assert_ne!(std::fs::read(dir.join(CA)).unwrap(), first);
        assert_eq!(std::fs::read_dir(room.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let room = tempfile::tempdir().unwrap();
        let dir = room.path().join("tls");
        ensure(&dir).unwrap();
        let mode = std::fs::metadata(dir.join(KEY))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
