//! Names as parts of a URL path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::ApiError;

/// Everything except the characters that no URL parser touches.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Encodes a name as one segment of a path.
///
/// `.` and `..` mean a place even when they are percent-encoded, so they are encoded twice: the
/// service then looks for an object that does not exist instead of answering for another one.
#[must_use]
pub fn encode_path(name: &str) -> String {
    match name {
        "." => "%252E".to_owned(),
        ".." => "%252E%252E".to_owned(),
        _ => utf8_percent_encode(name, SEGMENT).to_string(),
    }
}

/// Encodes an absolute path of a file in a volume, segment by segment.
///
/// # Errors
/// A path that does not start with `/`, has an empty segment, or holds `.` or `..` as a segment.
pub fn encode_volume_path(path: &str) -> Result<String, ApiError> {
    let refused = |why: &str| Err(ApiError::refused(format!("the path `{path}` {why}")));
    let Some(rest) = path.strip_prefix('/') else {
        return refused("does not start with `/`");
    };
    let mut encoded = String::new();
    for segment in rest.trim_end_matches('/').split('/') {
        match segment {
            "" => return refused("has an empty segment"),
            "." | ".." => return refused("holds `.` or `..`, which name another place"),
            _ => {
                encoded.push('/');
                encoded.push_str(&encode_path(segment));
            }
        }
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{encode_path, encode_volume_path};

    #[rstest]
    #[case("main", "main")]
    #[case("cost/center", "cost%2Fcenter")]
    #[case("ü#?", "%C3%BC%23%3F")]
    #[case("50 %", "50%20%25")]
    #[case(r"a\b", "a%5Cb")]
    #[case("a.b.c", "a.b.c")]
    #[case("..", "%252E%252E")]
    fn names_become_one_segment(#[case] name: &str, #[case] encoded: &str) {
        assert_eq!(encode_path(name), encoded);
    }

    #[rstest]
    #[case("/Volumes/c/s/v/a b.txt", "/Volumes/c/s/v/a%20b.txt")]
    #[case("/Volumes/c/s/v/dir/", "/Volumes/c/s/v/dir")]
    fn volume_paths_keep_their_slashes(#[case] path: &str, #[case] encoded: &str) {
        assert_eq!(encode_volume_path(path).unwrap(), encoded);
    }

    #[rstest]
    #[case("Volumes/c")]
    #[case("/Volumes//c")]
    #[case("/Volumes/c/../d")]
    #[case("/")]
    fn paths_that_mean_another_place_are_refused(#[case] path: &str) {
        assert!(encode_volume_path(path).is_err());
    }
}
