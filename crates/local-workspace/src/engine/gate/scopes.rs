//! Which one-part names are common table expressions at a place of a query.

use datafusion::sql::sqlparser::ast::{Cte, Query};

/// The `WITH` clauses around the place that a visitor has reached.
///
/// A query is recognised by its address: the visitor reaches the query of each common table
/// expression after the query that declares it, and before that query's body.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    frames: Vec<Frame>,
}

#[derive(Debug)]
struct Frame {
    query: usize,
    /// Address of each expression's query, and its name.
    declared: Vec<(usize, String)>,
    recursive: bool,
    /// How many of them can be seen.
    visible: usize,
}

fn address(query: &Query) -> usize {
    std::ptr::from_ref(query) as usize
}

impl Scopes {
    /// The visitor enters a query.
    pub(super) fn enter(&mut self, query: &Query) {
        let here = address(query);
        if let Some(frame) = self.frames.last_mut()
            && let Some(index) = frame.declared.iter().position(|(at, _)| *at == here)
        {
            // Its own name is visible inside only when it may be recursive.
            frame.visible = if frame.recursive { index + 1 } else { index };
        }
        let with = query.with.as_ref();
        let declared = with.map(|with| {
            let name = |cte: &Cte| (address(&cte.query), cte.alias.name.value.to_lowercase());
            with.cte_tables.iter().map(name).collect()
        });
        self.frames.push(Frame {
            query: here,
            declared: declared.unwrap_or_default(),
            recursive: with.is_some_and(|with| with.recursive),
            visible: 0,
        });
    }

    /// The visitor leaves a query.
    pub(super) fn leave(&mut self, query: &Query) {
        self.frames.retain(|frame| frame.query != address(query));
        let here = address(query);
        if let Some(frame) = self.frames.last_mut()
            && let Some(index) = frame.declared.iter().position(|(at, _)| *at == here)
        {
            frame.visible = index + 1;
        }
    }

    /// Whether a one-part name is a common table expression here.
    pub(super) fn is_cte(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.frames.iter().any(|frame| {
            frame
                .declared
                .iter()
                .take(frame.visible)
                .any(|(_, declared)| *declared == name)
        })
    }
}
