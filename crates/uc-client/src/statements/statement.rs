//! What to run, and how to wait for it.

use std::collections::BTreeMap;
use std::time::Duration;

use uuid::Uuid;

use crate::types;

/// The key of the tag by which a statement is found again.
pub(crate) const TAG: &str = "clone_xs_statement";

/// A SQL statement to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    text: String,
    catalog: Option<String>,
    schema: Option<String>,
    parameters: Vec<(String, Option<String>, Option<String>)>,
    tags: BTreeMap<String, String>,
    row_limit: Option<u32>,
    wait: Wait,
    repeat: Repeat,
    delivery: Delivery,
    deadline: Option<Duration>,
}

/// How long the service holds the first answer back: not at all, or 5 to 50 seconds. It knows
/// nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(u8);

impl Wait {
    /// Answers at once.
    pub const NONE: Self = Self(0);
    /// The shortest wait there is beside none: five seconds.
    pub const SHORTEST: Self = Self(5);
    /// The longest wait there is.
    pub const LONGEST: Self = Self(50);

    /// A wait of 5 to 50 seconds; nothing for any other number.
    #[must_use]
    pub const fn seconds(seconds: u8) -> Option<Self> {
        match seconds {
            5..=50 => Some(Self(seconds)),
            _ => None,
        }
    }
}

/// May the statement run twice?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeat {
    /// No. If its fate cannot be found out, that is an error.
    #[default]
    Never,
    /// A second run changes nothing: a query, `IF NOT EXISTS`, `CREATE OR REPLACE`.
    Harmless,
}

/// How rows come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Inside the answers, up to 25 MiB. The service aborts what is larger; a statement that may run
    /// twice is then run again by links.
    #[default]
    Inline,
    /// Through links to cloud storage, of any size.
    Links,
}

impl Statement {
    /// A statement that may run only once and whose rows come inline.
    ///
    /// It is not waited for in the call that sends it: its id is known at once, which leaves the
    /// least time for an answer to be lost in, and lets it be cancelled.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            catalog: None,
            schema: None,
            parameters: Vec::new(),
            tags: BTreeMap::new(),
            row_limit: None,
            wait: Wait::NONE,
            repeat: Repeat::default(),
            delivery: Delivery::default(),
            deadline: None,
        }
    }

    /// A statement that may run twice without harm. It is waited for in the call that sends it,
    /// which saves the calls that ask for its end.
    #[must_use]
    pub fn harmless(text: impl Into<String>) -> Self {
        Self {
            repeat: Repeat::Harmless,
            wait: Wait::LONGEST,
            ..Self::new(text)
        }
    }

    /// Names without a catalog mean this one.
    #[must_use]
    pub fn in_catalog(self, catalog: &str) -> Self {
        Self {
            catalog: Some(catalog.to_owned()),
            ..self
        }
    }

    /// Names without a schema mean this one.
    #[must_use]
    pub fn in_schema(self, schema: &str) -> Self {
        Self {
            schema: Some(schema.to_owned()),
            ..self
        }
    }

    /// The text `:name` in the statement stands for this text.
    #[must_use]
    pub fn with_parameter(self, name: &str, value: &str) -> Self {
        self.parameter(name, Some(value.to_owned()), None)
    }

    /// The text `:name` in the statement stands for a value of a SQL type, or for NULL.
    #[must_use]
    pub fn with_typed_parameter(self, name: &str, value: Option<&str>, sql_type: &str) -> Self {
        self.parameter(name, value.map(str::to_owned), Some(sql_type.to_owned()))
    }

    fn parameter(mut self, name: &str, value: Option<String>, sql_type: Option<String>) -> Self {
        self.parameters.push((name.to_owned(), value, sql_type));
        self
    }

    /// Marks the statement in the query history.
    #[must_use]
    pub fn with_tag(mut self, key: &str, value: &str) -> Self {
        self.tags.insert(key.to_owned(), value.to_owned());
        self
    }

    /// Asks for no more rows than this; a result cut there is not an error.
    #[must_use]
    pub fn with_row_limit(self, rows: u32) -> Self {
        Self {
            row_limit: Some(rows),
            ..self
        }
    }

    /// Sets how long the first answer may take.
    #[must_use]
    pub fn with_wait(self, wait: Wait) -> Self {
        Self { wait, ..self }
    }

    /// Sets how rows come back.
    #[must_use]
    pub fn with_delivery(self, delivery: Delivery) -> Self {
        Self { delivery, ..self }
    }

    /// Cancels the statement when it runs longer than this.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self {
            deadline: Some(deadline),
            ..self
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn repeat(&self) -> Repeat {
        self.repeat
    }

    pub(crate) fn delivery(&self) -> Delivery {
        self.delivery
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    pub(crate) fn is_limited(&self) -> bool {
        self.row_limit.is_some()
    }

    /// The request, marked with a tag by which exactly this sending is found again.
    pub(crate) fn request(&self, warehouse_id: &str, mark: Uuid) -> types::StatementRequest {
        let tag = |key: &str, value: &str| types::QueryTag {
            key: Some(key.to_owned()),
            value: Some(value.to_owned()),
            ..types::QueryTag::default()
        };
        let mut query_tags: Vec<_> = self.tags.iter().map(|(k, v)| tag(k, v)).collect();
        query_tags.push(tag(TAG, &mark.to_string()));
        let parameters =
            self.parameters
                .iter()
                .cloned()
                .map(|(name, value, type_)| types::StatementParameter {
                    name: Some(name),
                    value,
                    type_,
                });
        types::StatementRequest {
            statement: self.text.clone(),
            warehouse_id: warehouse_id.to_owned(),
            catalog: self.catalog.clone(),
            schema: self.schema.clone(),
            parameters: parameters.collect(),
            query_tags,
            row_limit: self.row_limit.map(i64::from),
            wait_timeout: Some(format!("{}s", self.wait.0)),
            on_wait_timeout: (self.wait != Wait::NONE).then(|| "CONTINUE".to_owned()),
            disposition: Some(
                match self.delivery {
                    Delivery::Inline => "INLINE",
                    Delivery::Links => "EXTERNAL_LINKS",
                }
                .to_owned(),
            ),
            format: Some("JSON_ARRAY".to_owned()),
            ..types::StatementRequest::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Statement, Wait};

    #[test]
    fn only_waits_that_the_service_knows_can_be_written() {
        let known: Vec<u8> = (0..=255).filter(|s| Wait::seconds(*s).is_some()).collect();
        assert_eq!(known, (5..=50).collect::<Vec<u8>>());
    }

    #[test]
    fn a_request_carries_parameters_and_its_mark() {
        let statement = Statement::new("SELECT :a, :b")
            .in_catalog("main")
            .with_parameter("a", "it's")
            .with_typed_parameter("b", None, "INT")
            .with_tag("run", "7")
            .with_wait(Wait::NONE);
        let request = serde_json::to_value(statement.request("w", Uuid::nil())).unwrap();
        insta::assert_json_snapshot!(request, @r#"
        {
          "catalog": "main",
          "disposition": "INLINE",
          "format": "JSON_ARRAY",
          "parameters": [
            {
              "name": "a",
              "value": "it's"
            },
            {
              "name": "b",
              "type": "INT"
            }
          ],
          "query_tags": [
            {
              "key": "run",
              "value": "7"
            },
            {
              "key": "clone_xs_statement",
              "value": "00000000-0000-0000-0000-000000000000"
            }
          ],
          "statement": "SELECT :a, :b",
          "wait_timeout": "0s",
          "warehouse_id": "w"
        }
        "#);
    }
}
