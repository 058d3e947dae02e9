//! Failures of the world as they are written into the journal.

use std::error::Error;

use clone_core::codes::{self, Code};
use clone_core::ports::{PortError, PortErrorKind};
use clone_core::run::Failure;

/// The journal's form of a port error: code, message, chain of causes, advice.
pub(crate) fn failure_of(error: &PortError) -> Failure {
    Failure {
        code: code_of_step(error).id.to_owned(),
        message: error.message.clone(),
        causes: causes_of(error),
        remedy: remedy_of(error),
    }
}

/// The texts of an error's causes, outermost first.
pub(crate) fn causes_of(error: &dyn Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        // Layers that add nothing repeat the words of the one below.
        if causes.last() != Some(&text) {
            causes.push(text);
        }
        next = cause.source();
    }
    causes
}

/// The stable code of a step that failed.
pub(crate) fn code_of_step(error: &PortError) -> &'static Code {
    match error.kind {
        PortErrorKind::Denied | PortErrorKind::Unauthenticated => &codes::STEP_DENIED,
        PortErrorKind::AlreadyExists => &codes::STEP_EXISTS,
        PortErrorKind::NotFound => &codes::STEP_NOT_FOUND,
        PortErrorKind::Unsupported => &codes::STEP_UNSUPPORTED,
        PortErrorKind::Throttled | PortErrorKind::Unavailable => &codes::STEP_UNAVAILABLE,
        PortErrorKind::Full => &codes::STEP_FULL,
        PortErrorKind::Conflict => &codes::STEP_CONFLICT,
        PortErrorKind::Cancelled => &codes::STEP_CANCELLED,
        PortErrorKind::Invalid => &codes::STEP_REFUSED,
        _ => &codes::STEP_UNKNOWN,
    }
}

/// The stable code of a request that failed because the world did.
pub(crate) fn code_of_reading(error: &PortError) -> &'static Code {
    match error.kind {
        PortErrorKind::Denied => &codes::DENIED,
        PortErrorKind::Unauthenticated => &codes::UNAUTHENTICATED,
        PortErrorKind::Throttled | PortErrorKind::Unavailable => &codes::UNREACHABLE,
        _ => &codes::READING_FAILED,
    }
}

/// What to do about a port error, where that is known.
pub(crate) fn remedy_of(error: &PortError) -> Option<String> {
    if let Some((_, remedy)) = error.context.iter().find(|(name, _)| *name == "remedy") {
        return Some(remedy.clone());
    }
    let text = match error.kind {
        PortErrorKind::Unauthenticated => "give a valid token with DATABRICKS_TOKEN or --token",
        PortErrorKind::Full => "make room, then try again; `clxs resume` goes on with a run",
        PortErrorKind::Throttled => "try again later, or with a smaller --max-workers",
        PortErrorKind::Unavailable => "check the address and the network, then try again",
        _ => return None,
    };
    Some(text.to_owned())
}
