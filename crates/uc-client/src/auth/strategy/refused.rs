//! Strategies that are known and not offered: refused by name where they would be used.

use async_trait::async_trait;

use super::{Ground, Outcome, Stop, Strategy};

/// A strategy that is not offered.
pub(crate) struct Refused {
    /// Variables of the places where it is used; all of them are there.
    pub(crate) signs: &'static [&'static str],
    /// What to do instead.
    pub(crate) instead: &'static str,
}

#[async_trait]
impl Strategy for Refused {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        if ground.is_wanted {
            return Err(Stop::NotSupported(self.instead));
        }
        let environment = ground.settings.environment();
        let is_absent = |sign: &&&'static str| environment.get(sign).is_none();
        match self.signs.iter().find(is_absent) {
            Some(sign) => Ok(Outcome::NotHere(format!("no {sign}"))),
            None => Err(Stop::NotSupported(self.instead)),
        }
    }
}
