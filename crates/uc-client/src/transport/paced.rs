//! Sends no more at a time than a host bears, by [`Pace`].

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::pace::{Bounds, Ended, Line, Next, Pace};
use super::{Transport, TransportError, operation};
use crate::Retry;
use crate::error::from_answer;

/// Holds calls to another transport back, each host on its own. Clones share what they learned.
#[derive(Clone, Debug)]
pub struct Paced {
    below: Arc<dyn Transport>,
    bounds: Bounds,
    hosts: Arc<Mutex<HashMap<String, Arc<Host>>>>,
}

impl Paced {
    /// Sends to `below` within the usual bounds.
    #[must_use]
    pub fn new(below: Arc<dyn Transport>) -> Self {
        Self::within(below, Bounds::default())
    }

    /// Sends to `below` within these bounds.
    #[must_use]
    pub fn within(below: Arc<dyn Transport>, bounds: Bounds) -> Self {
        Self {
            below,
            bounds,
            hosts: Arc::default(),
        }
    }

    /// Calls that may be under way to a host, if anything was sent to it.
    #[must_use]
    pub fn limit(&self, host: &str) -> Option<u32> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.get(host).map(|host| host.lock().pace.limit())
    }

    fn host(&self, url: &url::Url) -> Arc<Host> {
        let name = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(name.to_owned()).or_insert_with(|| {
            Arc::new(Host {
                start: Instant::now(),
                state: Mutex::new(State {
                    pace: Pace::new(self.bounds),
                    reads: VecDeque::new(),
                    statements: VecDeque::new(),
                    wakes_at: None,
                }),
            })
        }))
    }
}

#[async_trait]
impl Transport for Paced {
    async fn send(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<reqwest::Response, TransportError> {
        let line = if operation == operation::EXECUTE {
            Line::Statements
        } else {
            Line::Reads
        };
        let mut place = self.host(request.url()).place(line).await;
        let answer = self.below.send(request, operation).await;
        place.how = match &answer {
            Ok(answer) => match answer.status().as_u16() {
                429 | 503 => match from_answer(answer.status(), answer.headers(), b"").retry() {
                    Retry::After(pause) => Ended::Refused(pause),
                    _ => Ended::Refused(Duration::ZERO),
                },
                _ => Ended::Answered,
            },
            Err(_) => Ended::Lost,
        };
        answer
    }
}

/// One host, and who waits for it.
#[derive(Debug)]
struct Host {
    start: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    pace: Pace,
    reads: VecDeque<oneshot::Sender<Place>>,
    statements: VecDeque<oneshot::Sender<Place>>,
    /// When somebody will look again who may start.
    wakes_at: Option<Duration>,
}

impl Host {
    /// Waits in line for a place.
    async fn place(self: &Arc<Self>, line: Line) -> Place {
        let (tell, told) = oneshot::channel();
        self.lock().line(line).push_back(tell);
        self.pump();
        match told.await {
            Ok(place) => place,
            // Nobody drops a sender but with the host, which this call holds.
            Err(_) => std::future::pending().await,
        }
    }

    /// Lets in whoever may.
    fn pump(self: &Arc<Self>) {
        loop {
            let now = self.start.elapsed();
            let mut state = self.lock();
            // Whoever went away waits no longer.
            state.reads.retain(|waits| !waits.is_closed());
            state.statements.retain(|waits| !waits.is_closed());
            let waiting = [state.reads.len(), state.statements.len()];
            match state.pace.next(now, waiting) {
                Next::Start(line) => {
                    let waits = state.line(line).pop_front();
                    let place = Place {
                        host: Arc::clone(self),
                        line,
                        started: now,
                        how: Ended::Lost,
                    };
                    drop(state);
                    // A place that nobody takes any more gives itself back.
                    if let Some(waits) = waits {
                        drop(waits.send(place));
                    }
                }
                Next::NotBefore(at) => {
                    if state.wakes_at.is_none_or(|wakes| at < wakes) {
                        state.wakes_at = Some(at);
                        drop(state);
                        self.wake_at(at);
                    }
                    return;
                }
                Next::Nobody => return,
            }
        }
    }

    fn wake_at(self: &Arc<Self>, at: Duration) {
        // A place may be dropped when the runtime is over, and with it everybody who waits.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let host = Arc::clone(self);
        runtime.spawn(async move {
            tokio::time::sleep_until(host.start + at).await;
            {
                let mut state = host.lock();
                if state.wakes_at == Some(at) {
                    state.wakes_at = None;
                }
            }
            host.pump();
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn line(&mut self, line: Line) -> &mut VecDeque<oneshot::Sender<Place>> {
        match line {
            Line::Reads => &mut self.reads,
            Line::Statements => &mut self.statements,
        }
    }
}

/// A place among the calls under way; dropping it makes it free.
#[derive(Debug)]
struct Place {
    host: Arc<Host>,
    line: Line,
    started: Duration,
    how: Ended,
}

impl Drop for Place {
    fn drop(&mut self) {
        let now = self.host.start.elapsed();
        self.host
            .lock()
            .pace
            .ended(self.line, self.started, now, self.how);
        self.host.pump();
    }
}
