//! How often and how long a step is tried: bounded, whatever the world says.

use std::time::Duration;

use clone_core::ports::Retry;

/// Bounds of retrying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How often one action is tried, the first time included.
    pub tries: u32,
    /// The first pause where the world names none; each further one is twice as long.
    pub pause: Duration,
    /// The longest pause, also where the world asks for a longer one.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 6,
            pause: Duration::from_millis(200),
            longest: Duration::from_secs(60),
        }
    }
}

impl Patience {
    /// How long to wait before the next try, or none if the failure is final.
    pub(crate) fn pause_before_next(&self, retry: Retry, tried: u32) -> Option<Duration> {
        if tried >= self.tries {
            return None;
        }
        let growing = self
            .pause
            .saturating_mul(1 << tried.saturating_sub(1).min(16));
        match retry {
            Retry::Never => None,
            Retry::Now => Some(Duration::ZERO),
            Retry::After(wanted) => Some(wanted.min(self.longest)),
            Retry::AfterProbe => Some(growing.min(self.longest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[rstest::rstest]
    #[case::a_final_failure_is_final(Retry::Never, 1, None)]
    #[case::at_once(Retry::Now, 1, Some(MS(0)))]
    #[case::as_the_world_asks(Retry::After(MS(1500)), 2, Some(MS(1500)))]
    #[case::but_never_too_long(Retry::After(MS(999_000)), 2, Some(MS(60_000)))]
    #[case::looking_pauses_grow(Retry::AfterProbe, 3, Some(MS(800)))]
    #[case::tries_are_bounded(Retry::Now, 6, None)]
    fn pauses(#[case] retry: Retry, #[case] tried: u32, #[case] expected: Option<Duration>) {
        assert_eq!(
            Patience::default().pause_before_next(retry, tried),
            expected
        );
    }
}
