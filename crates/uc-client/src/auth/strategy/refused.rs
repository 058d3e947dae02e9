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
        let environment = ground.settings.environment();
        let absent = self
            .signs
            .iter()
            .find(|sign| environment.get(sign).is_none());
        match absent {
            Some(sign) if !ground.is_wanted => Ok(Outcome::NotHere(format!("no {sign}"))),
            // Nothing marks the place, and it was not asked for.
            None if self.signs.is_empty() && !ground.is_wanted && !self.is_configured(ground) => {
                Ok(Outcome::NotHere("not asked for".to_owned()))
            }
            _ => Err(Stop::NotSupported(self.instead)),
        }
    }
}

impl Refused {
    /// `azure_use_msi = false` is set and asks for nothing.
    fn is_configured(&self, ground: &Ground) -> bool {
        let off = ground
            .settings
            .text(crate::Attribute::AzureUseMsi)
            .is_some()
            && !ground.settings.flag(crate::Attribute::AzureUseMsi);
        !off
    }
}
