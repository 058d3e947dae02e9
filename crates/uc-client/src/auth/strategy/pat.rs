//! A personal access token, or any other that is sent as it is.

use async_trait::async_trait;

use super::super::credentials::header;
use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::AuthError;
use crate::{Attribute, Credentials, Secret};

pub(crate) struct Pat;

#[async_trait]
impl Strategy for Pat {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let Some(token) = ground.settings.secret(Attribute::Token) else {
            return Ok(Outcome::NotHere("no token".to_owned()));
        };
        header(&Secret::new(&format!("Bearer {}", token.expose())))
            .map_err(|_| AuthError::BadToken)?;
        Ok(Outcome::ready(Credentials::token(token.clone())))
    }
}
