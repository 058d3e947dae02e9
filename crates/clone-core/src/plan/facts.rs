//! Digests: of what a plan relies on, and of a plan.

use serde::Serialize;

use crate::model::{Detail, Object};
use crate::rules::{PropertyClass, property_class};

/// A digest of everything about an object that a plan relies on.
///
/// Left out is what changes without anybody changing the object: the platform's own properties,
/// and the files of a volume, which are compared when they are copied.
pub fn facts_digest(object: &Object) -> String {
    let mut object = object.clone();
    object
        .properties
        .retain(|key, _| property_class(key) != PropertyClass::Platform);
    if let Detail::Volume { files, .. } = &mut object.detail {
        *files = None;
    }
    digest_of(&object, 16)
}

/// The first `digits` hexadecimal digits of the digest of a value's JSON.
pub(crate) fn digest_of(value: &impl Serialize, digits: usize) -> String {
    let mut hasher = blake3::Hasher::new();
    // Writing to a hasher cannot fail; if a value ever could not be written, its digest would be
    // that of the reason, and so match no other.
    if let Err(error) = serde_json::to_writer(&mut hasher, value) {
        hasher.update(error.to_string().as_bytes());
    }
    let hex = hasher.finalize().to_hex();
    hex.chars().take(digits).collect()
}
