//! When a call is made again, and after how long.

use std::time::Duration;

use http::Method;

use crate::Retry;
use crate::transport::operation;

/// The rules of repeating calls.
///
/// What the service refused before doing anything (429, 503, not reached) is repeated for every
/// call but one: a statement is repeated by [`crate::statements`] alone, which first asks whether
/// it ran. What may have been done is repeated only where a second time changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// No further attempt starts after this time.
    pub budget: Duration,
    /// No more attempts than this.
    pub attempts: u32,
    /// The first pause where the service asks for none; later ones double up to `longest`.
    pub first: Duration,
    /// The longest pause of our own choice.
    pub longest: Duration,
    /// An attempt without an answer ends after this time. Longer than a statement's longest wait.
    pub attempt: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            budget: Duration::from_secs(300),
            attempts: 12,
            first: Duration::from_millis(250),
            longest: Duration::from_secs(10),
            attempt: Duration::from_secs(120),
        }
    }
}

impl RetryPolicy {
    /// Calls are made once.
    #[must_use]
    pub fn never() -> Self {
        Self {
            attempts: 1,
            ..Self::default()
        }
    }

    /// The pause before attempt `done + 1`, or none if the answer stands.
    ///
    /// `jitter` is between 0 and 1 and keeps many workers from returning at the same moment.
    #[must_use]
    pub fn pause(
        &self,
        call: Call<'_>,
        retry: Retry,
        done: u32,
        elapsed: Duration,
        jitter: f64,
    ) -> Option<Duration> {
        let asked = match retry {
            Retry::No => return None,
            Retry::OutcomeUnknown if !call.is_idempotent() => return None,
            Retry::After(_) if !call.may_be_refused_twice() => return None,
            Retry::After(asked) => asked,
            Retry::OutcomeUnknown => Duration::ZERO,
        };
        self.pause_after(asked, done, elapsed, jitter)
    }

    /// The pause before attempt `done + 1` of a call that may be repeated.
    pub(crate) fn pause_after(
        &self,
        asked: Duration,
        done: u32,
        elapsed: Duration,
        jitter: f64,
    ) -> Option<Duration> {
        if done >= self.attempts {
            return None;
        }
        let own = self
            .first
            .saturating_mul(1 << done.saturating_sub(1).min(16))
            .min(self.longest);
        let pause = asked.max(own) + own.mul_f64(jitter.clamp(0.0, 1.0));
        (elapsed + pause <= self.budget).then_some(pause)
    }
}

/// A number between 0 and 1 that differs from caller to caller.
pub(crate) fn jitter() -> f64 {
    f64::from(uuid::Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}

/// What is known of a call when its repetition is decided.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The HTTP verb.
    pub method: &'a Method,
    /// The name of the operation.
    pub operation: &'a str,
}

impl Call<'_> {
    /// Whether doing it twice is the same as doing it once, the answer included: a second DELETE
    /// finds nothing, and a second upload that keeps what is there finds its own file.
    fn is_idempotent(self) -> bool {
        match *self.method {
            Method::GET | Method::HEAD => true,
            Method::PUT => self.operation != operation::UPLOAD,
            _ => self.operation == operation::CANCEL,
        }
    }

    fn may_be_refused_twice(self) -> bool {
        self.operation != operation::EXECUTE
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::Method;
    use rstest::rstest;

    use super::{Call, RetryPolicy};
    use crate::Retry;

    const GET: Call<'_> = Call {
        method: &Method::GET,
        operation: "catalogs_get",
    };
    const POST: Call<'_> = Call {
        method: &Method::POST,
        operation: "catalogs_create",
    };
    const SQL: Call<'_> = Call {
        method: &Method::POST,
        operation: "statements_execute",
    };
    const PUT: Call<'_> = Call {
        method: &Method::PUT,
        operation: "files_create_directory",
    };
    const UPLOAD: Call<'_> = Call {
        method: &Method::PUT,
        operation: "files_upload",
    };
    const DELETE: Call<'_> = Call {
        method: &Method::DELETE,
        operation: "files_delete",
    };
    const CANCEL: Call<'_> = Call {
        method: &Method::POST,
        operation: "statements_cancel",
    };
    const ASKED: Retry = Retry::After(Duration::from_secs(7));

    #[rstest]
    #[case(GET, ASKED, Some(7_000))]
    #[case(POST, ASKED, Some(7_000))]
    #[case(SQL, ASKED, None)]
    #[case(GET, Retry::OutcomeUnknown, Some(250))]
    #[case(POST, Retry::OutcomeUnknown, None)]
    #[case(SQL, Retry::OutcomeUnknown, None)]
    #[case(GET, Retry::No, None)]
    #[case(PUT, Retry::OutcomeUnknown, Some(250))]
    #[case(UPLOAD, Retry::OutcomeUnknown, None)]
    #[case(UPLOAD, ASKED, Some(7_000))]
    #[case(DELETE, Retry::OutcomeUnknown, None)]
    #[case(CANCEL, Retry::OutcomeUnknown, Some(250))]
    fn what_may_have_happened_is_not_repeated(
        #[case] call: Call<'_>,
        #[case] retry: Retry,
        #[case] millis: Option<u64>,
    ) {
        let pause = RetryPolicy::default().pause(call, retry, 1, Duration::ZERO, 0.0);
        assert_eq!(pause, millis.map(Duration::from_millis));
    }

    #[test]
    fn pauses_grow_and_end_with_the_budget() {
        let policy = RetryPolicy {
            budget: Duration::from_secs(20),
            ..RetryPolicy::default()
        };
        let pause = |done, elapsed| {
            policy.pause(
                GET,
                Retry::OutcomeUnknown,
                done,
                Duration::from_secs(elapsed),
                0.5,
            )
        };
        assert_eq!(pause(1, 0), Some(Duration::from_millis(375)));
        assert_eq!(pause(3, 0), Some(Duration::from_millis(1_500)));
        assert_eq!(pause(9, 0), Some(Duration::from_secs(15)));
        assert_eq!(pause(9, 10), None);
        assert_eq!(pause(12, 0), None);
    }
}
