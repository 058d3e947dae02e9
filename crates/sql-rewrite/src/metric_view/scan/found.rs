//! What a metric view holds.

use crate::metric_view::scalar::Scalar;

/// What the SQL of a scalar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::metric_view) enum Role {
    /// The table or query of the view.
    Source,
    /// The table or query of a join.
    JoinSource,
    Expression,
}

impl Role {
    pub(in crate::metric_view) fn is_source(self) -> bool {
        self != Self::Expression
    }
}

/// A scalar that holds SQL.
#[derive(Clone, Debug)]
pub(in crate::metric_view) struct Sql {
    pub(in crate::metric_view) role: Role,
    pub(in crate::metric_view) scalar: Scalar,
}

/// What a metric view holds, in the order of the text.
#[derive(Debug, Default)]
pub(in crate::metric_view) struct Found {
    pub(in crate::metric_view) sql: Vec<Sql>,
    /// The names of joins.
    pub(in crate::metric_view) joins: Vec<String>,
}
