//! What `include` and `exclude` name.

use sql_rewrite::QName;

/// `schema` or `schema.object`, where `*` stands for any run of characters.
///
/// `?` stands for itself, because names may hold it.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// As it was given.
    pub(crate) text: String,
    schema: Vec<char>,
    object: Option<Vec<char>>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, as a fragment.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let name = QName::parse(text).map_err(|error| error.reason.to_owned())?;
        let (schema, object) = match name.parts() {
            [schema] => (schema, None),
            [schema, object] => (schema, Some(object)),
            _ => return Err("it has more than a schema and an object".to_owned()),
        };
        Ok(Self {
            text: text.to_owned(),
            schema: fold(schema.as_str()),
            object: object.map(|object| fold(object.as_str())),
        })
    }

    /// Whether it names this schema as a whole.
    pub(crate) fn names_schema(&self, schema: &str) -> bool {
        self.object.is_none() && matches(&self.schema, &fold(schema))
    }

    /// Whether it names this object, alone or with its schema.
    pub(crate) fn names_object(&self, schema: &str, object: &str) -> bool {
        matches(&self.schema, &fold(schema))
            && self
                .object
                .as_ref()
                .is_none_or(|pattern| matches(pattern, &fold(object)))
    }
}

fn fold(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Whether `text` is `pattern`, by going back to the last `*` when the text does not go on.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == text.get(t) {
            p += 1;
            t += 1;
        } else if let Some((star_p, star_t)) = star {
            p = star_p + 1;
            t = star_t + 1;
            star = Some((star_p, t));
        } else {
            return false;
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("sales", "sales", "orders", true)]
    #[case("SALES", "Sales", "orders", true)]
    #[case("sales", "sales_eu", "orders", false)]
    #[case("sales*", "sales_eu", "orders", true)]
    #[case("sales.orders", "sales", "orders", true)]
    #[case("sales.tmp_*", "sales", "tmp_1", true)]
    #[case("sales.tmp_*", "sales", "atmp_1", false)]
    #[case("*.tmp*x", "any", "tmp_x_y_x", true)]
    #[case("*.tmp*x", "any", "tmp_x_y", false)]
    #[case("`a.b`.c", "a.b", "c", true)]
    #[case("s.what?", "s", "what?", true)]
    #[case("s.what?", "s", "whats", false)]
    fn a_pattern_names_objects(
        #[case] pattern: &str,
        #[case] schema: &str,
        #[case] object: &str,
        #[case] named: bool,
    ) {
        let pattern = Pattern::parse(pattern).unwrap();
        assert_eq!(pattern.names_object(schema, object), named);
    }

    #[test]
    fn a_schema_is_named_as_a_whole_only_by_one_part() {
        assert!(Pattern::parse("sa*").unwrap().names_schema("sales"));
        assert!(!Pattern::parse("sales.*").unwrap().names_schema("sales"));
    }

    #[rstest]
    #[case("")]
    #[case("a..b")]
    #[case("prod.sales.orders")]
    fn what_names_nothing_is_refused(#[case] pattern: &str) {
        assert!(Pattern::parse(pattern).is_err());
    }
}
