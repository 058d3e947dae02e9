//! Pages of lists.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::params;

use super::securable::{COLUMNS, read};
use super::{Chain, Kind};
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Sight};

/// The most objects that one page may ask for.
const MAX_SIZE: usize = 10_000;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The most objects to return. `None` is the whole list, `Some(0)` the server's page size.
    pub size: Option<usize>,
    /// Where to go on; from the page before.
    pub token: Option<String>,
}

impl Page {
    /// The whole list.
    pub fn all() -> Self {
        Self::default()
    }
}

/// One page of a list.
///
/// A page may be empty and yet not be the last: what the caller may not see is left out after the
/// page was cut. Only a missing token ends the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf<T> {
    /// The objects.
    pub items: Vec<T>,
    /// The token of the next page; none on the last.
    pub next: Option<String>,
}

impl<T> PageOf<T> {
    pub(crate) fn try_map<U>(self, change: impl FnMut(T) -> WsResult<U>) -> WsResult<PageOf<U>> {
        let items = self
            .items
            .into_iter()
            .map(change)
            .collect::<WsResult<_>>()?;
        Ok(PageOf {
            items,
            next: self.next,
        })
    }
}

/// Hides the position in a token, so that nobody builds one.
pub(crate) fn encode_token(position: &str) -> String {
    URL_SAFE_NO_PAD.encode(position)
}

/// Reads a token of [`encode_token`].
pub(crate) fn decode_token(token: &str) -> WsResult<String> {
    let invalid = || WsError::invalid("Invalid page token.");
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
    String::from_utf8(bytes).map_err(|_| invalid())
}

/// Cuts a page out of a list that is at hand, by the position in it.
pub(crate) fn cut<T>(items: Vec<T>, page: &Page, server_size: usize) -> WsResult<PageOf<T>> {
    let start = match &page.token {
        Some(token) => decode_token(token)?
            .parse::<usize>()
            .map_err(|_| WsError::invalid("Invalid page token."))?,
        None => 0,
    };
    let size = limit(page, server_size).unwrap_or(usize::MAX);
    let more = items.len() > start.saturating_add(size);
    let next = more.then(|| encode_token(&(start + size).to_string()));
    Ok(PageOf {
        items: items.into_iter().skip(start).take(size).collect(),
        next,
    })
}

fn limit(page: &Page, server_size: usize) -> Option<usize> {
    page.size.map(|size| {
        if size == 0 {
            server_size
        } else {
            size.min(MAX_SIZE)
        }
    })
}

impl Access<'_> {
    /// The active objects of `kind` in `parent` that the caller sees, ordered by name.
    pub(crate) fn children(
        &self,
        parent: &Chain,
        kind: Kind,
        page: &Page,
    ) -> WsResult<PageOf<Chain>> {
        let after = page
            .token
            .as_deref()
            .map(decode_token)
            .transpose()?
            .unwrap_or_default();
        let size = limit(page, self.catalog.page_size);
        let sql = format!(
            "SELECT {COLUMNS} FROM securable s
             WHERE s.parent_id = ?1 AND s.kind = ?2 AND s.name > ?3 AND s.state = 'active'
             ORDER BY s.name LIMIT ?4"
        );
        let fetch = size.map_or(-1, |size| i64::try_from(size + 1).unwrap_or(i64::MAX));
        let mut found = self
            .tx
            .prepare_cached(&sql)?
            .query_map(
                params![parent.object().id, kind.as_str(), after, fetch],
                |row| read(row, Some(parent)),
            )?
            .collect::<Result<Vec<_>, _>>()?;
        let more = size.is_some_and(|size| found.len() > size);
        if let Some(size) = size {
            found.truncate(size);
        }
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| encode_token(&last.name));
        let mut items = Vec::new();
        for object in found {
            let chain = parent.child(object);
            match self.sight(&chain)? {
                Sight::Full => items.push(chain),
                Sight::Browse => items.push(chain.browsed()),
                Sight::None => {}
            }
        }
        Ok(PageOf { items, next })
    }
}
