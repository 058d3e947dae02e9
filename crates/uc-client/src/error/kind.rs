//! What went wrong, decided by the service's `error_code` and by nothing else.

/// What went wrong.
///
/// The first group comes from an `error_code`. A code that is not known here is kept as
/// [`ErrorKind::Unknown`]; an answer without a code is [`ErrorKind::Uncoded`], whatever its status
/// and its text say. The second group happened before there was an answer, or in reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The object is not there, or the caller may not know that it is.
    NotFound,
    /// The service has no such operation.
    NoSuchEndpoint,
    /// The object is there already.
    AlreadyExists,
    /// The object still holds others.
    NotEmpty,
    /// A value in the request is wrong.
    InvalidParameter,
    /// The request is wrong. A SQL statement that does not run says this too; see its SQLSTATE.
    BadRequest,
    /// The object is in a state that forbids this.
    InvalidState,
    /// The caller lacks a privilege.
    PermissionDenied,
    /// The token is not accepted.
    Unauthenticated,
    /// Too many calls; the service did nothing.
    Throttled,
    /// A limit of the account, the metastore or the object is reached.
    QuotaExceeded,
    /// The service is not there for the moment.
    Unavailable,
    /// The call collided with another one.
    Aborted,
    /// The call was cancelled.
    Cancelled,
    /// The service ran out of time.
    DeadlineExceeded,
    /// The service lost data.
    DataLoss,
    /// The service failed inside.
    Internal,
    /// The service knows the operation and does not offer it here.
    NotImplemented,
    /// A code that has no kind of its own.
    Unknown(Box<str>),
    /// An error without a code: a proxy's page, an empty body.
    Uncoded,

    /// The request is not one that may be sent; nothing was.
    Refused,
    /// The service was not reached; nothing was sent.
    Unreachable,
    /// The connection broke after the request was sent.
    Interrupted,
    /// No answer came in time.
    TimedOut,
    /// A statement was sent, its answer was lost, and whether it ran cannot be found out.
    OutcomeUnknown,
    /// The answer breaks the service's own rules.
    Protocol,
}

impl ErrorKind {
    /// The kind of an error code.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        match code {
            "NOT_FOUND" => Self::NotFound,
            "ENDPOINT_NOT_FOUND" => Self::NoSuchEndpoint,
            "ALREADY_EXISTS" => Self::AlreadyExists,
            "INVALID_PARAMETER_VALUE" => Self::InvalidParameter,
            "BAD_REQUEST" | "MALFORMED_REQUEST" | "INVALID_REQUEST" => Self::BadRequest,
            "INVALID_STATE" => Self::InvalidState,
            "PERMISSION_DENIED" => Self::PermissionDenied,
            "UNAUTHENTICATED" => Self::Unauthenticated,
            "REQUEST_LIMIT_EXCEEDED" | "RESOURCE_EXHAUSTED" => Self::Throttled,
            "QUOTA_EXCEEDED" | "RESOURCE_LIMIT_EXCEEDED" => Self::QuotaExceeded,
            "TEMPORARILY_UNAVAILABLE"
            | "SERVICE_UNDER_MAINTENANCE"
            | "WORKSPACE_TEMPORARILY_UNAVAILABLE" => Self::Unavailable,
            "ABORTED" | "RESOURCE_CONFLICT" => Self::Aborted,
            "CANCELLED" => Self::Cancelled,
            "DEADLINE_EXCEEDED" => Self::DeadlineExceeded,
            "DATA_LOSS" => Self::DataLoss,
            "INTERNAL_ERROR" | "IO_ERROR" => Self::Internal,
            "NOT_IMPLEMENTED" => Self::NotImplemented,
            // Families with one member per kind of object, as in CATALOG_NOT_EMPTY.
            _ if code.ends_with("_DOES_NOT_EXIST") => Self::NotFound,
            _ if code.ends_with("_ALREADY_EXISTS") => Self::AlreadyExists,
            _ if code.ends_with("_NOT_EMPTY") => Self::NotEmpty,
            _ => Self::Unknown(code.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::ErrorKind;

    #[rstest]
    #[case("CATALOG_DOES_NOT_EXIST", ErrorKind::NotFound)]
    #[case("RESOURCE_DOES_NOT_EXIST", ErrorKind::NotFound)]
    #[case("SCHEMA_ALREADY_EXISTS", ErrorKind::AlreadyExists)]
    #[case("CATALOG_NOT_EMPTY", ErrorKind::NotEmpty)]
    #[case("ENDPOINT_NOT_FOUND", ErrorKind::NoSuchEndpoint)]
    #[case("FRESHLY_INVENTED", ErrorKind::Unknown("FRESHLY_INVENTED".into()))]
    fn codes_have_kinds(#[case] code: &str, #[case] kind: ErrorKind) {
        assert_eq!(ErrorKind::of_code(code), kind);
    }
}
