//! The body of an answer that grants a token.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{Secret, Token};

/// The body of an answer that grants a token.
#[derive(Deserialize)]
pub(crate) struct Granted {
    access_token: Secret,
    #[serde(default)]
    token_type: Option<String>,
    #[serde(default)]
    refresh_token: Option<Secret>,
    /// For how many seconds it is good.
    #[serde(default)]
    expires_in: Option<Seconds>,
    /// When it ends, in seconds since 1970; for those who do not say the other.
    #[serde(default)]
    expires_on: Option<Seconds>,
}

/// Entra writes numbers as texts.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(i64),
    Text(String),
}

impl Seconds {
    fn read(self) -> Option<i64> {
        match self {
            Self::Number(seconds) => Some(seconds),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

impl Granted {
    /// The token, or what is wrong with the answer.
    pub(crate) fn token(self, now: Timestamp) -> Result<Token, &'static str> {
        if self.access_token.expose().is_empty() {
            return Err("an empty token");
        }
        let kind = self.token_type.as_deref().unwrap_or("Bearer");
        if !kind.eq_ignore_ascii_case("bearer") {
            return Err("a token that is no bearer token");
        }
        let expiry = match (self.expires_in, self.expires_on) {
            (Some(seconds), _) => {
                let seconds = seconds.read().ok_or("an `expires_in` that is no number")?;
                let end = now.saturating_add(SignedDuration::from_secs(seconds));
                Some(end.map_err(|_| "an `expires_in` out of range")?)
            }
            (None, Some(seconds)) => {
                let seconds = seconds.read().ok_or("an `expires_on` that is no number")?;
                Some(Timestamp::from_second(seconds).map_err(|_| "an `expires_on` out of range")?)
            }
            (None, None) => None,
        };
        Ok(Token {
            refresh: self.refresh_token,
            ..Token::new(self.access_token, expiry, now)
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;
    use serde_json::{Value, json};

    use super::Granted;

    #[rstest]
    #[case::for_a_while(json!({"expires_in": 60}), Ok(Some(1_060)))]
    #[case::as_a_text(json!({"expires_in": "60"}), Ok(Some(1_060)))]
    #[case::until_a_time(json!({"expires_on": 5_000}), Ok(Some(5_000)))]
    #[case::until_a_time_as_a_text(json!({"expires_on": "5000"}), Ok(Some(5_000)))]
    #[case::by_our_own_clock_first(json!({"expires_in": 60, "expires_on": 9}), Ok(Some(1_060)))]
    #[case::without_end(json!({}), Ok(None))]
    #[case::of_another_kind(json!({"token_type": "mac"}), Err("a token that is no bearer token"))]
    #[case::empty(json!({"access_token": ""}), Err("an empty token"))]
    #[case::no_number(json!({"expires_in": "soon"}), Err("an `expires_in` that is no number"))]
    #[case::no_time(json!({"expires_on": "soon"}), Err("an `expires_on` that is no number"))]
    #[case::too_late(json!({"expires_on": i64::MAX}), Err("an `expires_on` out of range"))]
    fn an_answer_says_when_its_token_ends(
        #[case] fields: Value,
        #[case] expected: Result<Option<i64>, &'static str>,
    ) {
        let mut answer = json!({"access_token": "a", "token_type": "Bearer"});
        for (name, value) in fields.as_object().unwrap() {
            answer[name] = value.clone();
        }
        let granted: Granted = serde_json::from_value(answer).unwrap();
        let token = granted.token(Timestamp::from_second(1_000).unwrap());
        let found = token.map(|token| token.expiry.map(Timestamp::as_second));
        assert_eq!(found, expected);
    }
}
