//! A token and how long it is good for.

use jiff::{SignedDuration, Timestamp};

use super::Secret;

/// Azure refuses tokens with 30 s left; a request takes its time too.
const MARGIN: SignedDuration = SignedDuration::from_secs(40);
/// No token is renewed earlier before its end than this.
const LONGEST_STALE: SignedDuration = SignedDuration::from_mins(20);

/// A token that opens a workspace for a while.
#[derive(Clone, Debug)]
pub struct Token {
    /// What is sent.
    pub access: Secret,
    /// What renews it, if the service gave one.
    pub refresh: Option<Secret>,
    /// When it ends; a token without an end is good until it is refused.
    pub expiry: Option<Timestamp>,
    /// When it was obtained.
    pub(crate) obtained: Timestamp,
}

/// How good a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// It is used.
    Fresh,
    /// It is used, and a new one is asked for meanwhile.
    Stale,
    /// It is not sent any more.
    Expired,
}

impl Token {
    /// A token obtained at a time.
    pub(crate) fn new(access: Secret, expiry: Option<Timestamp>, obtained: Timestamp) -> Self {
        Self {
            access,
            refresh: None,
            expiry,
            obtained,
        }
    }

    /// How good it is at a time.
    pub(crate) fn freshness(&self, now: Timestamp) -> Freshness {
        let Some(expiry) = self.expiry else {
            return Freshness::Fresh;
        };
        let left = expiry.duration_since(now);
        let life = expiry.duration_since(self.obtained);
        if left <= MARGIN {
            Freshness::Expired
        } else if left <= (life / 2).min(LONGEST_STALE) {
            Freshness::Stale
        } else {
            Freshness::Fresh
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use rstest::rstest;

    use super::{Freshness, Secret, Token};

    #[rstest]
    #[case::an_hour_begins(3_600, 0, Freshness::Fresh)]
    #[case::twenty_minutes_and_one_second_left(3_600, 2_399, Freshness::Fresh)]
    #[case::twenty_minutes_left(3_600, 2_400, Freshness::Stale)]
    #[case::forty_one_seconds_left(3_600, 3_559, Freshness::Stale)]
    #[case::forty_seconds_left(3_600, 3_560, Freshness::Expired)]
    #[case::over(3_600, 4_000, Freshness::Expired)]
    #[case::half_of_ten_minutes(600, 300, Freshness::Stale)]
    #[case::less_than_half_of_ten_minutes(600, 299, Freshness::Fresh)]
    #[case::shorter_than_the_margin(30, 0, Freshness::Expired)]
    fn tokens_grow_stale_and_expire(#[case] life: i64, #[case] age: i64, #[case] found: Freshness) {
        let born = Timestamp::from_second(1_000_000).unwrap();
        let later = |seconds| born + SignedDuration::from_secs(seconds);
        let token = Token::new(Secret::new("x"), Some(later(life)), born);
        assert_eq!(token.freshness(later(age)), found);
    }

    #[test]
    fn a_token_without_end_stays_fresh() {
        let token = Token::new(Secret::new("x"), None, Timestamp::UNIX_EPOCH);
        assert_eq!(token.freshness(Timestamp::MAX), Freshness::Fresh);
    }
}
