//! Strategies that are known and not offered: refused by name where they would be used.

use async_trait::async_trait;

use super::{Ground, Outcome, Stop, Strategy};
use crate::Attribute;

/// A strategy that is not offered.
pub(crate) struct Refused {
    /// Variables of the places where it is used; all of them are there.
    pub(crate) signs: &'static [&'static str],
    /// What must be switched on, not only set.
    pub(crate) switch: Option<Attribute>,
    /// What to do instead.
    pub(crate) instead: &'static str,
}

#[async_trait]
impl Strategy for Refused {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        if ground.is_wanted {
            return Err(Stop::NotSupported(self.instead));
        }
        let settings = &ground.settings;
        if let Some(switch) = self.switch.filter(|switch| !settings.flag(*switch)) {
            let why_not = format!("{} is not switched on", switch.spec().name);
            return Ok(Outcome::NotHere(why_not));
        }
        let is_absent = |sign: &&&'static str| settings.environment().get(sign).is_none();
        match self.signs.iter().find(is_absent) {
            Some(sign) => Ok(Outcome::NotHere(format!("no {sign}"))),
            None => Err(Stop::NotSupported(self.instead)),
        }
    }
}
