//! Where tables lie: local directories and object stores behind one door.
//!
//! Local files never go through `object_store`, whose local `copy` makes a hard link.

#[cfg(target_os = "linux")]
mod direct;
mod journal;
mod local;
mod paths;
mod place;
mod root;
mod scratch;
mod veil;

pub(crate) use journal::Origin;
pub(crate) use local::{
    Landed, LocalCopy, Source, put_if_absent, sync_directory, sync_file_system,
};
pub(crate) use paths::{LogPath, encode_leftovers};
pub(crate) use place::{Facts, Place, is_absent};
pub(crate) use root::Root;
pub use root::Stores;
pub(crate) use scratch::{PROGRESS_DIRECTORY, Scratch};

use url::Url;

/// The URL as it may appear in messages: without user, password, query and fragment.
pub(crate) fn shown(url: &Url) -> String {
    let mut clean = url.clone();
    clean.set_query(None);
    clean.set_fragment(None);
    // The container of `abfss://container@account/` is written where a user name would be.
    if clean.password().is_some() {
        let cleared = clean
            .set_password(None)
            .and_then(|()| clean.set_username(""));
        if cleared.is_err() {
            return format!("{}:", url.scheme());
        }
    }
    clean.to_string()
}
