//! How tokens are renewed, on a clock that is turned by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use async_trait::async_trait;
use jiff::SignedDuration;

use super::{Ahead, Issuer, Refreshing};
use crate::auth::testing::Turned;
use crate::auth::{AuthError, Clock, Secret, Token};

/// Gives numbered tokens of an hour, one after another opening of its gate.
#[derive(Debug)]
struct Numbered {
    clock: Arc<Turned>,
    issued: Arc<AtomicU64>,
    fails: Arc<AtomicBool>,
    gate: Arc<tokio::sync::Semaphore>,
}

#[async_trait]
impl Issuer for Numbered {
    async fn issue(&self) -> Result<Token, AuthError> {
        self.gate.acquire().await.unwrap().forget();
        let number = self.issued.fetch_add(1, Ordering::SeqCst) + 1;
        if self.fails.load(Ordering::SeqCst) {
            return Err(AuthError::NoIdentity {
                why: format!("attempt {number}"),
            });
        }
        let now = self.clock.now();
        let end = now + SignedDuration::from_hours(1);
        Ok(Token::new(Secret::new(&number.to_string()), Some(end), now))
    }
}

struct World {
    clock: Arc<Turned>,
    issued: Arc<AtomicU64>,
    fails: Arc<AtomicBool>,
    gate: Arc<tokio::sync::Semaphore>,
    token: Refreshing,
}

impl World {
    fn new(ahead: Ahead) -> Self {
        let clock = Turned::new();
        let (issued, fails) = (Arc::<AtomicU64>::default(), Arc::<AtomicBool>::default());
        let gate = Arc::new(tokio::sync::Semaphore::new(0));
        let issuer = Numbered {
            clock: Arc::clone(&clock),
            issued: Arc::clone(&issued),
            fails: Arc::clone(&fails),
            gate: Arc::clone(&gate),
        };
        let token = Refreshing::new(Box::new(issuer), Arc::clone(&clock) as _, ahead);
        Self {
            clock,
            issued,
            fails,
            gate,
            token,
        }
    }

    async fn now(&self) -> String {
        match self.token.token().await {
            Ok(token) => token.access.expose().to_owned(),
            Err(error) => error.to_string(),
        }
    }

    fn issued(&self) -> u64 {
        self.issued.load(Ordering::SeqCst)
    }

    /// Lets tasks run until the one in the background is done.
    async fn settle(&self) {
        while self.token.0.state().in_background {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_tasks_renew_once() {
    let world = World::new(Ahead::InBackground);
    let asking: Vec<_> = (0..100)
        .map(|_| {
            let token = world.token.clone();
            tokio::spawn(async move { token.token().await.unwrap().access.expose().to_owned() })
        })
        .collect();
    tokio::task::yield_now().await;
    world.gate.add_permits(100);
    for asked in asking {
        assert_eq!(asked.await.unwrap(), "1");
    }
    assert_eq!(world.issued(), 1);
}

#[tokio::test]
async fn a_stale_token_is_used_while_it_is_renewed() {
    let world = World::new(Ahead::InBackground);
    world.gate.add_permits(1);
    assert_eq!(world.now().await, "1");
    world.clock.by(3_600 - 20 * 60 - 1);
    assert_eq!(world.now().await, "1");
    assert_eq!(world.issued(), 1, "it is fresh to the last second");
    world.clock.by(1);
    // The gate is closed: the renewal hangs, and nobody waits for it.
    for _ in 0..10 {
        assert_eq!(world.now().await, "1");
    }
    world.gate.add_permits(10);
    world.settle().await;
    assert_eq!(world.now().await, "2");
    assert_eq!(world.issued(), 2);
}

#[tokio::test]
async fn a_failed_renewal_fails_nobody_and_waits_a_minute() {
    let world = World::new(Ahead::InBackground);
    world.gate.add_permits(100);
    assert_eq!(world.now().await, "1");
    world.clock.by(3_000);
    world.fails.store(true, Ordering::SeqCst);
    assert_eq!(world.now().await, "1");
    world.settle().await;
    assert_eq!(world.issued(), 2);
    world.clock.by(59);
    assert_eq!(world.now().await, "1");
    world.settle().await;
    assert_eq!(world.issued(), 2, "a minute is not over");
    world.fails.store(false, Ordering::SeqCst);
    world.clock.by(1);
    assert_eq!(world.now().await, "1");
    world.settle().await;
    assert_eq!(world.now().await, "3");
}

#[tokio::test]
async fn an_expired_token_is_never_sent() {
    let world = World::new(Ahead::InBackground);
    world.gate.add_permits(100);
    assert_eq!(world.now().await, "1");
    world.clock.by(3_600 - 40);
    assert_eq!(world.now().await, "2");
    world.clock.by(7_200);
    world.fails.store(true, Ordering::SeqCst);
    assert_eq!(world.now().await, "there is no identity token: attempt 3");
    world.fails.store(false, Ordering::SeqCst);
    assert_eq!(world.now().await, "4", "the next one asks again at once");
}

#[tokio::test]
async fn without_background_a_token_is_renewed_at_its_end() {
    let world = World::new(Ahead::Never);
    world.gate.add_permits(100);
    assert_eq!(world.now().await, "1");
    world.clock.by(3_500);
    assert_eq!(world.now().await, "1");
    assert_eq!(world.issued(), 1);
    world.clock.by(61);
    assert_eq!(world.now().await, "2");
}

#[tokio::test]
async fn who_waits_for_a_failure_shares_it() {
    let world = World::new(Ahead::InBackground);
    world.fails.store(true, Ordering::SeqCst);
    let ask = || async { world.token.token().await.unwrap_err().to_string() };
    let opened = async {
        tokio::task::yield_now().await;
        world.gate.add_permits(100);
    };
    let (a, b, c, ()) = tokio::join!(ask(), ask(), ask(), opened);
    assert_eq!(
        [a.as_str(), b.as_str(), c.as_str()],
        ["there is no identity token: attempt 1"; 3]
    );
    assert_eq!(world.issued(), 1);
}

#[tokio::test]
async fn a_caller_who_goes_away_loses_no_token() {
    let world = World::new(Ahead::InBackground);
    let asked = world.token.clone();
    let caller = tokio::spawn(async move { asked.token().await.map(drop) });
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    caller.abort();
    world.gate.add_permits(1);
    assert_eq!(world.now().await, "1");
    assert_eq!(world.issued(), 1);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_unless_it_is_young() {
    let world = World::new(Ahead::InBackground);
    world.gate.add_permits(100);
    let first = world.token.token().await.unwrap();
    assert!(
        world.token.instead_of(&first).await.unwrap().is_none(),
        "just obtained"
    );
    world.clock.by(61);
    let (a, b) = tokio::join!(
        world.token.instead_of(&first),
        world.token.instead_of(&first)
    );
    for renewed in [a, b] {
        assert_eq!(renewed.unwrap().unwrap().access.expose(), "2");
    }
    assert_eq!(world.issued(), 2, "two who were refused share the new one");
}
