//! Renews a token ahead of its end, one renewal at a time.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::auth::token::Freshness;
use crate::auth::{AuthError, Clock, Token};

/// After a renewal in the background failed, the next one waits this long.
const BACK_OFF: SignedDuration = SignedDuration::from_mins(1);
/// A token that is refused at this age or less was not refused for its age.
const JUST_OBTAINED: SignedDuration = SignedDuration::from_mins(1);

/// Gets a token from wherever it comes from.
#[async_trait]
pub(crate) trait Issuer: fmt::Debug + Send + Sync {
    /// A new token.
    async fn issue(&self) -> Result<Token, AuthError>;
}

/// Whether a stale token is renewed while it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// In the background, ahead of its end.
    InBackground,
    /// At its end only.
    Never,
}

/// A token that renews itself. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Refreshing(pub(super) Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    issuer: Box<dyn Issuer>,
    clock: Arc<dyn Clock>,
    ahead: Ahead,
    state: Mutex<State>,
    /// Held by the one who renews.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    token: Option<Token>,
    /// Counts renewals, whatever came of them.
    attempts: u64,
    failure: Option<Arc<AuthError>>,
    pub(super) in_background: bool,
    /// No renewal in the background before this.
    not_before: Option<Timestamp>,
}

impl Refreshing {
    pub(crate) fn new(issuer: Box<dyn Issuer>, clock: Arc<dyn Clock>, ahead: Ahead) -> Self {
        Self(Arc::new(Shared {
            issuer,
            clock,
            ahead,
            state: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }))
    }

    /// Starts with a token that is there already.
    pub(crate) fn with(self, token: Token) -> Self {
        self.0.state().token = Some(token);
        self
    }

    /// A token that may be sent.
    pub(crate) async fn token(&self) -> Result<Token, Arc<AuthError>> {
        let seen = {
            let mut state = self.0.state();
            let now = self.0.clock.now();
            match state.token.clone() {
                Some(token) => match token.freshness(now) {
                    Freshness::Fresh => return Ok(token),
                    Freshness::Stale => {
                        self.renew_behind(&mut state, now);
                        return Ok(token);
                    }
                    Freshness::Expired => state.attempts,
                },
                None => state.attempts,
            }
        };
        self.renew(seen).await
    }

    /// After `refused` was refused: a token that is worth one more try.
    pub(crate) async fn instead_of(
        &self,
        refused: &Token,
    ) -> Result<Option<Token>, Arc<AuthError>> {
        {
            let mut state = self.0.state();
            // Without a token somebody else is renewing the one that was refused.
            if let Some(token) = &state.token
                && token.obtained == refused.obtained
            {
                let age = self.0.clock.now().duration_since(token.obtained);
                if token.expiry.is_none() || age <= JUST_OBTAINED {
                    return Ok(None);
                }
                state.token = None;
            }
        }
        self.token().await.map(Some)
    }

    fn renew_behind(&self, state: &mut State, now: Timestamp) {
        let too_early = state.not_before.is_some_and(|earliest| now < earliest);
        if self.0.ahead == Ahead::Never || state.in_background || too_early {
            return;
        }
        state.in_background = true;
        let (shared, seen) = (Arc::clone(&self.0), state.attempts);
        tokio::spawn(async move {
            // The flag falls also if the task is dropped with its runtime.
            let _done = InBackground(&shared);
            if let Err(error) = shared.renew(seen).await {
                tracing::warn!(%error, "the token could not be renewed yet");
            }
        });
    }

    /// Renews in a task of its own: a caller who goes away must not lose a token that was given.
    async fn renew(&self, seen: u64) -> Result<Token, Arc<AuthError>> {
        let shared = Arc::clone(&self.0);
        let task = tokio::spawn(async move { shared.renew(seen).await });
        task.await
            .unwrap_or_else(|_| Err(Arc::new(AuthError::Interrupted)))
    }
}

impl Shared {
    pub(super) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renews, unless somebody else did since `seen`; then their outcome is ours.
    async fn renew(&self, seen: u64) -> Result<Token, Arc<AuthError>> {
        let _turn = self.turn.lock().await;
        {
            let state = self.state();
            let usable = |token: &&Token| token.freshness(self.clock.now()) != Freshness::Expired;
            if state.attempts != seen {
                if let Some(token) = state.token.as_ref().filter(usable) {
                    return Ok(token.clone());
                }
                if let Some(failure) = &state.failure {
                    return Err(Arc::clone(failure));
                }
            }
        }
        let issued = self.issuer.issue().await.map_err(Arc::new);
        let mut state = self.state();
        state.attempts += 1;
        match issued {
            Ok(token) => {
                state.token = Some(token.clone());
                state.failure = None;
                state.not_before = None;
                Ok(token)
            }
            Err(error) => {
                state.failure = Some(Arc::clone(&error));
                state.not_before = self.clock.now().checked_add(BACK_OFF).ok();
                Err(error)
            }
        }
    }
}

struct InBackground<'a>(&'a Shared);

impl Drop for InBackground<'_> {
    fn drop(&mut self) {
        self.0.state().in_background = false;
    }
}
