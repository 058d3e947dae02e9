//! Cancels a statement whose caller goes away before its end.

use uuid::Uuid;

use super::Statements;
use super::recover::Fate;

/// Held while a statement is sent and awaited. Dropped before [`Watch::over`], as when its future is
/// dropped or a run is stopped, it cancels the statement; one of which the id is not known yet is
/// looked up by its mark first. [`crate::Client::parted`] waits for that.
#[derive(Debug)]
pub(super) struct Watch {
    statements: Statements,
    mark: Uuid,
    id: Option<String>,
    over: bool,
}

impl Watch {
    pub(super) fn new(statements: &Statements, mark: Uuid) -> Self {
        Self {
            statements: statements.clone(),
            mark,
            id: None,
            over: false,
        }
    }

    /// The statement was accepted.
    pub(super) fn knows(&mut self, id: Option<&str>) {
        self.id = id.map(str::to_owned);
    }

    /// The statement is at its end, or known never to have begun.
    pub(super) fn over(mut self) {
        self.over = true;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let (statements, mark, id) = (self.statements.clone(), self.mark, self.id.take());
        let take_back = async move {
            let id = match id {
                Some(id) => id,
                None => match statements.fate(mark).await {
                    Fate::Accepted(id) => id,
                    Fate::NotSeen | Fate::Unknown => return,
                },
            };
            match statements.cancel(&id).await {
                Ok(()) => tracing::info!(statement_id = %id, "cancelled: nobody waits for it"),
                Err(error) => tracing::warn!(statement_id = %id, %error, "is not cancelled"),
            }
        };
        self.statements.client.inner().parting.start(take_back);
    }
}
