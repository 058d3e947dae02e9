//! Text as SQL literals and as segments of a path: the only place where quoting is done.

/// A string literal. Backslashes and quotes are escaped, so that no text can end it.
pub fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        if matches!(c, '\\' | '\'') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

/// `('key' = 'value', ...)`.
pub fn pairs<'a>(pairs: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let inner: Vec<_> = pairs
        .into_iter()
        .map(|(key, value)| format!("{} = {}", literal(key), literal(value)))
        .collect();
    format!("({})", inner.join(", "))
}

/// Identifiers in backticks, separated by commas.
pub fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let quoted: Vec<_> = names.into_iter().map(|name| ident(name)).collect();
    quoted.join(", ")
}

/// One identifier in backticks.
pub fn ident(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// One segment of a path: every byte that RFC 3986 does not leave unreserved is encoded.
pub fn segment(text: &str) -> String {
    use std::fmt::Write as _;

    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// What an SQL engine makes of a literal, and what follows it.
    fn read_literal(sql: &str) -> Option<(String, &str)> {
        let mut text = String::new();
        let mut chars = sql.strip_prefix('\'')?.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => text.push(chars.next()?.1),
                '\'' => return Some((text, &sql[at + 2..])),
                other => text.push(other),
            }
        }
        None
    }

    #[rstest]
    #[case("plain", "'plain'")]
    #[case("o'brien", r"'o\'brien'")]
    #[case(r"a\b", r"'a\\b'")]
    #[case(r"x\'); DROP CATALOG prod; --", r"'x\\\'); DROP CATALOG prod; --'")]
    #[case("", "''")]
    #[case("naïve ✓", "'naïve ✓'")]
    fn a_literal_escapes_what_could_end_it(#[case] text: &str, #[case] sql: &str) {
        assert_eq!(literal(text), sql);
    }

    #[rstest]
    #[case("prod.sales.orders", "prod.sales.orders")]
    #[case("a/b", "a%2Fb")]
    #[case("ü#?% ", "%C3%BC%23%3F%25%20")]
    fn a_segment_cannot_leave_its_place_in_the_path(#[case] text: &str, #[case] path: &str) {
        assert_eq!(segment(text), path);
    }

    proptest! {
        #[test]
        fn a_literal_reads_back_as_its_text_and_nothing_more(text in any::<String>(), tail in "[ ;)'\\\\a-z]{0,8}") {
            let sql = format!("{}{}", literal(&text), tail);
            prop_assert_eq!(read_literal(&sql), Some((text, tail.as_str())));
        }

        #[test]
        fn an_identifier_reads_back_as_its_text(text in "[^\\x00]{1,20}") {
            let read = sql_rewrite::QName::parse(&ident(&text)).unwrap();
            prop_assert_eq!(read.leaf(), text);
        }

        #[test]
        fn a_segment_holds_only_unreserved_characters(text in any::<String>()) {
            let encoded = segment(&text);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        }
    }
}
