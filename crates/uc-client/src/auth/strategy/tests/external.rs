use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::bearer;
use crate::auth::{Credentials, Secret};
use crate::{ApiError, ErrorKind};

#[tokio::test]
async fn a_provider_of_another_program_is_asked_for_every_request() {
    let asked = Arc::new(AtomicU32::new(0));
    let counting = Arc::clone(&asked);
    let credentials = Credentials::external(move || {
        let number = counting.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move { Ok(Secret::new(&format!("notebook-{number}"))) })
    });
    assert_eq!(bearer(&credentials).await, "Bearer notebook-0");
    assert_eq!(bearer(&credentials).await, "Bearer notebook-1");
    assert_eq!(credentials.auth_type(), "external");
}

#[tokio::test]
async fn a_provider_that_fails_is_an_error_of_the_call() {
    let credentials =
        Credentials::external(|| Box::pin(async { Err("the notebook was detached".into()) }));
    let error = ApiError::from(credentials.current().await.unwrap_err());
    assert_eq!(*error.kind(), ErrorKind::Unauthenticated);
    let cause = std::error::Error::source(&error).and_then(std::error::Error::source);
    assert_eq!(cause.unwrap().to_string(), "the notebook was detached");
}
