//! Who we are towards the service, as the official SDK finds it out.
//!
//! [`Settings`] are values with their sources: arguments, then the environment, then a profile of
//! `~/.databrickscfg`. [`Credentials`] are what a row of the strategy table makes of them; they put
//! headers on requests and renew their token ahead of its end. What the host says about itself is
//! asked only where a strategy needs it. [`login`] signs a person in with a browser.

mod attribute;
mod browser;
mod cache;
mod callback;
mod clock;
mod cloud;
mod command;
mod connection;
mod credentials;
mod discovery;
mod endpoint;
mod environment;
mod error;
mod granted;
mod jwt;
mod login;
mod nearby;
mod pkce;
mod profiles;
mod refresh;
mod secret;
mod settings;
mod source;
mod strategy;
#[cfg(test)]
mod testing;
mod token;

pub use attribute::{Attribute, Spec};
pub use browser::{Terminal, headless};
pub use cache::TokenCache;
pub use clock::{Clock, SystemClock};
pub use cloud::Cloud;
pub use connection::Connection;
pub use credentials::Credentials;
pub use environment::Environment;
pub use error::{AuthError, SetupError};
pub use login::{LoggedIn, Login, LoginOptions};
pub use profiles::{Profile, Profiles};
pub use secret::Secret;
pub use settings::{Arguments, Settings, Told};
pub use source::Source;
pub use strategy::Considered;
pub use token::Token;
