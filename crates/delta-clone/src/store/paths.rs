//! Paths as a Delta log writes them: relative or absolute URIs, percent-encoded.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use url::Url;

/// What some writers leave unencoded and a URL cannot hold. `%` stays: it is already an escape.
const LEFTOVERS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

/// A path of the log, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LogPath {
    /// Below the table, decoded once: the name that the file has on disk.
    Relative(String),
    /// Anywhere.
    Absolute(Url),
}

impl LogPath {
    /// Parses `path`, which stands in the log of the table at `root`.
    ///
    /// The error is the reason, in words.
    pub(crate) fn parse(path: &str, root: &Url) -> Result<Self, String> {
        if path.starts_with('/') {
            // A bare path belongs to the store of the table.
            let mut url = root.clone();
            url.set_path(&encode_leftovers(path));
            return Ok(Self::Absolute(url));
        }
        if has_scheme(path) {
            return Url::parse(&encode_leftovers(path))
                .map(Self::Absolute)
                .map_err(|error| format!("it is no URL: {error}"));
        }
        let decoded = percent_decode_str(path)
            .decode_utf8()
            .map_err(|_| "its decoded name is not UTF-8".to_owned())?;
        if decoded.contains('\0') {
            return Err("its name holds a zero byte".to_owned());
        }
        if decoded
            .split('/')
            .any(|part| matches!(part, ".." | "." | ""))
        {
            return Err("a relative path must go straight down from the table".to_owned());
        }
        if decoded.split('/').next() == Some("_delta_log") {
            return Err("data files cannot lie in the log".to_owned());
        }
        Ok(Self::Relative(decoded.into_owned()))
    }
}

/// Percent-encodes what a URL cannot hold, and leaves existing escapes alone.
pub(crate) fn encode_leftovers(path: &str) -> String {
    utf8_percent_encode(path, LEFTOVERS).to_string()
}

// A partition directory may hold a colon, as in `at=10:30`, so the slash after it is needed too.
fn has_scheme(path: &str) -> bool {
    let Some((scheme, _)) = path.split_once(":/") else {
        return false;
    };
    let mut letters = scheme.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn root() -> Url {
        Url::parse("file:///data/my%20table/").unwrap()
    }

    #[rstest]
    #[case("part-0.parquet", "part-0.parquet")]
    #[case("a=x%2520y/part-0.parquet", "a=x%20y/part-0.parquet")]
    #[case("at=10:30/part-0.parquet", "at=10:30/part-0.parquet")]
    #[case("a=%25%23/p.parquet", "a=%#/p.parquet")]
    fn relative_path_is_decoded_once(#[case] path: &str, #[case] name: &str) {
        assert_eq!(
            LogPath::parse(path, &root()),
            Ok(LogPath::Relative(name.to_owned()))
        );
    }

    #[rstest]
    #[case("file:///a/b.parquet", "file:///a/b.parquet")]
    #[case("file:/a/b.parquet", "file:///a/b.parquet")]
    #[case("/a/b%20c.parquet", "file:///a/b%20c.parquet")]
    #[case("/a/b c.parquet", "file:///a/b%20c.parquet")]
    #[case("s3://bucket/a.parquet", "s3://bucket/a.parquet")]
    fn absolute_path_is_a_url(#[case] path: &str, #[case] url: &str) {
        assert_eq!(
            LogPath::parse(path, &root()),
            Ok(LogPath::Absolute(Url::parse(url).unwrap()))
        );
    }

    #[rstest]
    #[case("../other/part-0.parquet")]
    #[case("a/%2e%2e/%2E%2E/x.parquet")]
    #[case("_delta_log/00000000000000000000.json")]
    #[case("a//b.parquet")]
    #[case("a%00b")]
    #[case("%ff%fe")]
    fn path_out_of_the_table_is_refused(#[case] path: &str) {
        assert!(LogPath::parse(path, &root()).is_err());
    }
}
