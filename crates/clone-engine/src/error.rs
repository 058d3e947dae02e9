//! Requests that could not be served.

use std::path::PathBuf;

use clone_core::ports::{PortError, PortErrorKind};
use sql_rewrite::Ident;
use uc_client::{AuthError, SetupError};

use clone_core::codes::{self, Code};
use clone_core::plan::{Change, Finding, LoadError, Side, Stale, Violations};

use crate::failure::{causes_of, code_of_reading, code_of_step, remedy_of};

/// The answer of the engine.
pub type EngineResult<T> = Result<T, EngineError>;

/// A request that could not be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The address or token cannot be used.
    #[error("cannot connect to a workspace")]
    Setup {
        /// Why.
        source: SetupError,
    },
    /// Two workspaces were named.
    #[error("both a host and a local workspace are given")]
    BothHostAndLocal,
    /// There is no home directory for the state.
    #[error("there is no home directory to keep state in")]
    NoHome,
    /// The workspace has no SQL warehouse.
    #[error("the workspace has no SQL warehouse that you may use")]
    NoWarehouse,
    /// No warehouse has that name.
    #[error("no SQL warehouse is called `{wanted}`")]
    UnknownWarehouse {
        /// What was asked for.
        wanted: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Two warehouses have that name.
    #[error("more than one SQL warehouse is called `{wanted}`")]
    AmbiguousWarehouse {
        /// What was asked for.
        wanted: String,
    },
    /// The directory is not a local workspace.
    #[error("`{dir}` is not a local workspace", dir = dir.display())]
    NotAWorkspace {
        /// The directory.
        dir: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The demo cannot be that large or small.
    #[error("scale factor {scale} is out of range")]
    BadScale {
        /// What was asked for.
        scale: String,
    },
    /// A demo that was stopped while its catalog was made, or a catalog of its name that is not it.
    #[error("catalog `production` in {} is no finished demo", dir.display())]
    UnfinishedDemo {
        /// The directory of the workspace.
        dir: PathBuf,
    },
    /// The request cannot be planned, whatever the catalogs hold.
    #[error("{}", finding.message)]
    BadRequest {
        /// What is wrong with it.
        finding: Finding,
    },
    /// There is no such catalog, as far as the principal sees.
    #[error("there is no catalog `{}` that `{principal}` can see", name.as_str())]
    UnknownCatalog {
        /// The name.
        name: Ident,
        /// Who asked.
        principal: String,
        /// The nearest name there is.
        nearest: Option<Ident>,
    },
    /// There is no such plan.
    #[error("there is no plan file `{name}`, and no plan was kept under this id")]
    NoSuchPlan {
        /// The file or id.
        name: String,
    },
    /// A file is not a plan that can be applied.
    #[error("`{name}` is not a plan that can be applied")]
    BadPlan {
        /// The file or id.
        name: String,
        /// What is wrong with it.
        source: LoadError,
    },
    /// A plan breaks a rule that every plan keeps.
    #[error("the plan breaks a rule that every plan keeps")]
    BrokenPlan {
        /// Which.
        source: Violations,
    },
    /// The plan was made for another workspace.
    #[error("plan {id} was made for `{planned}`, not for `{here}`")]
    OtherWorkspace {
        /// The plan.
        id: String,
        /// The workspace it was made for.
        planned: String,
        /// This workspace.
        here: String,
    },
    /// There is no run to go on with.
    #[error("there is no run to resume{}", id.as_ref().map(|id| format!(" called `{id}`")).unwrap_or_default())]
    NothingToResume {
        /// What was asked for.
        id: Option<String>,
    },
    /// The catalogs moved since the plan was made.
    #[error("plan {id} no longer fits: {}", list(moved))]
    Stale {
        /// The plan.
        id: String,
        /// What moved.
        moved: Vec<Stale>,
    },
    /// Another process clones the same pair.
    #[error("another run holds the pair")]
    LeaseHeld {
        /// Who.
        source: PortError,
    },
    /// The workspace did not do what was asked.
    #[error("cannot {doing}")]
    World {
        /// What was tried, as `read catalog x`.
        doing: String,
        /// What happened.
        source: PortError,
    },
    /// The workspace refused what was asked.
    #[error("cannot {doing}")]
    Refused {
        /// What was tried, as `add user x`.
        doing: String,
        /// What happened.
        source: PortError,
    },
    /// A statement did not run.
    #[error("the statement did not run")]
    Statement {
        /// Why.
        source: PortError,
    },
    /// A file of the user's could not be read or written.
    #[error("cannot {doing}")]
    File {
        /// What was tried.
        doing: String,
        /// What happened.
        source: PortError,
    },
    /// A text is neither a URL nor a path.
    #[cfg(feature = "embedded")]
    #[error("`{text}` is neither a URL nor a path of a table")]
    BadLocation {
        /// The text.
        text: String,
    },
    /// A Delta table could not be cloned; the target is as it was.
    #[cfg(feature = "embedded")]
    #[error("cannot clone the Delta table `{table}`")]
    Delta {
        /// The table.
        table: String,
        /// Why.
        source: Box<delta_clone::CloneError>,
    },
    /// The journal took no more entries; what is in it is intact.
    #[error("the journal cannot be written")]
    Journal {
        /// Why.
        source: PortError,
    },
}

#[cfg(feature = "embedded")]
fn code_of_delta(error: &delta_clone::CloneError) -> &'static Code {
    use delta_clone::CloneError as E;

    match error {
        E::NotADeltaTable { .. }
        | E::InvalidUrl { .. }
        | E::SameTable { .. }
        | E::Overlap { .. }
        | E::NoStore { .. } => &codes::BAD_LOCATION,
        E::UnsupportedFeatures { .. } | E::CatalogManaged { .. } | E::UnsupportedDomain { .. } => {
            &codes::STEP_UNSUPPORTED
        }
        E::TargetExists { .. }
        | E::TargetNotEmpty { .. }
        | E::TargetForeign { .. }
        | E::TargetChanged { .. } => &codes::STEP_EXISTS,
        E::ConcurrentCommit { .. } | E::TargetBusy { .. } => &codes::STEP_CONFLICT,
        E::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
            &codes::STEP_FULL
        }
        E::Io { .. } | E::Store { .. } => &codes::FILE_TROUBLE,
        _ => &codes::STEP_REFUSED,
    }
}

#[cfg(feature = "embedded")]
fn hint_of_delta(error: &delta_clone::CloneError) -> Option<&'static str> {
    use delta_clone::CloneError as E;

    Some(match error {
        E::TargetForeign { .. } | E::TargetChanged { .. } => {
            "choose another target, or replace it with --overwrite"
        }
        E::TargetNotEmpty { .. } => "choose an empty target",
        E::ConcurrentCommit { .. } => "run it again",
        _ => return None,
    })
}

/// What moved, in words.
fn list(moved: &[Stale]) -> String {
    let word = |stale: &Stale| {
        let side = match stale.side {
            Side::Source => "source",
            Side::Target => "destination",
        };
        let change = match stale.change {
            Change::Appeared => "appeared in the",
            Change::Disappeared => "disappeared from the",
            Change::Changed => "changed in the",
        };
        format!("{} {change} {side}", stale.object.name)
    };
    moved.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn code_of_setup(error: &SetupError) -> &'static Code {
    match error {
        SetupError::NotConfigured { .. } => &codes::UNAUTHENTICATED,
        SetupError::Auth { source, .. } => match &**source {
            AuthError::SignInNeeded { .. } => &codes::SIGN_IN_NEEDED,
            error if error.is_passing() => &codes::UNREACHABLE,
            _ => &codes::UNAUTHENTICATED,
        },
        _ => &codes::BAD_SETTING,
    }
}

fn hint_of_setup(error: &SetupError) -> Option<String> {
    Some(match error {
        SetupError::NoHost => {
            "set DATABRICKS_HOST, name a profile with --profile, or a local workspace with --local"
                .to_owned()
        }
        SetupError::NotConfigured { considered, .. } => format!(
            "sign in with `clxs auth login`, set DATABRICKS_TOKEN, or name a profile with \
             --profile; what was looked for:\n{}",
            considered.join("\n")
        ),
        SetupError::ManyFamilies { .. } => {
            "choose one with auth_type (DATABRICKS_AUTH_TYPE), or unset the others".to_owned()
        }
        SetupError::CredentialOfAnotherHost { .. } => {
            "pass the credential of that workspace, or name its profile with --profile".to_owned()
        }
        SetupError::UnknownAuthType { known, .. } => format!("there is: {}", known.join(", ")),
        SetupError::NoProfile { known, .. } if known.is_empty() => {
            "the file holds no profiles".to_owned()
        }
        SetupError::NoProfile { known, .. } => format!("there is: {}", known.join(", ")),
        SetupError::Auth { host, source, .. } => match &**source {
            AuthError::SignInNeeded { .. } => format!("clxs auth login --host {host}"),
            error if error.is_passing() => return None,
            _ => "`clxs auth describe` tells which values were used, and where they come from"
                .to_owned(),
        },
        _ => return None,
    })
}

impl From<uc_client::NoChoice> for EngineError {
    fn from(error: uc_client::NoChoice) -> Self {
        match error {
            uc_client::NoChoice::None => Self::NoWarehouse,
            uc_client::NoChoice::Unknown { wanted, known } => {
                Self::UnknownWarehouse { wanted, known }
            }
            uc_client::NoChoice::Ambiguous { wanted } => Self::AmbiguousWarehouse { wanted },
        }
    }
}

impl EngineError {
    pub(crate) fn world(doing: impl Into<String>, source: PortError) -> Self {
        Self::World {
            doing: doing.into(),
            source,
        }
    }

    pub(crate) fn file(doing: impl Into<String>, source: PortError) -> Self {
        Self::File {
            doing: doing.into(),
            source,
        }
    }

    pub(crate) fn journal(source: PortError) -> Self {
        Self::Journal { source }
    }

    pub(crate) fn unreachable(workspace: &str, source: PortError) -> Self {
        Self::World {
            doing: format!("use workspace `{workspace}`"),
            source,
        }
    }

    /// The stable code, such as `CX2103`.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::Setup { source } => code_of_setup(source),
            Self::BothHostAndLocal
            | Self::NoHome
            | Self::NoWarehouse
            | Self::UnknownWarehouse { .. }
            | Self::AmbiguousWarehouse { .. }
            | Self::BadScale { .. } => &codes::BAD_SETTING,
            Self::UnfinishedDemo { .. } => &codes::NOT_A_WORKSPACE,
            Self::NotAWorkspace { .. } => &codes::NOT_A_WORKSPACE,
            Self::BadRequest { finding } => codes::find(&finding.code).unwrap_or(&codes::INTERNAL),
            Self::NoSuchPlan { .. } => &codes::NO_SUCH_RUN,
            Self::UnknownCatalog { .. } => &codes::NO_SUCH_CATALOG,
            Self::BadPlan { source, .. } => source.code(),
            Self::BrokenPlan { .. } => &codes::PLAN_BROKEN,
            Self::OtherWorkspace { .. } => &codes::PLAN_STALE,
            Self::NothingToResume { .. } => &codes::NO_SUCH_RUN,
            Self::Stale { .. } => &codes::PLAN_STALE,
            Self::LeaseHeld { .. } => &codes::LEASE_HELD,
            Self::World { source, .. } => code_of_reading(source),
            Self::Statement { source } | Self::Refused { source, .. } => code_of_step(source),
            Self::File { .. } => &codes::FILE_TROUBLE,
            #[cfg(feature = "embedded")]
            Self::BadLocation { .. } => &codes::BAD_LOCATION,
            #[cfg(feature = "embedded")]
            Self::Delta { source, .. } => code_of_delta(source),
            Self::Journal { .. } => &codes::JOURNAL_TROUBLE,
        }
    }

    /// Why, outermost first.
    pub fn because(&self) -> Vec<String> {
        causes_of(self)
    }

    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Setup { source } => return hint_of_setup(source),
            Self::BothHostAndLocal => "give one of them".to_owned(),
            Self::NoHome => "name a folder with --state-dir".to_owned(),
            Self::NoWarehouse => "make a SQL warehouse, or ask for CAN USE on one".to_owned(),
            Self::UnknownWarehouse { known, .. } => format!("there is: {}", known.join(", ")),
            Self::AmbiguousWarehouse { .. } => "name it by its id".to_owned(),
            Self::NotAWorkspace { .. } => {
                "make one in an empty directory with `clxs local init DIR`".to_owned()
            }
            Self::BadRequest { finding } => return finding.remedy.clone(),
            Self::NoSuchPlan { .. } => "`clxs runs` lists the plans that were run".to_owned(),
            Self::BrokenPlan { .. } => {
                "make a new plan; if it happens again, report it with the request".to_owned()
            }
            Self::UnknownCatalog {
                nearest: Some(nearest),
                ..
            } => {
                format!("did you mean `{}`?", nearest.as_str())
            }
            Self::UnknownCatalog {
                name, principal, ..
            } => format!(
                "if it exists, ask for: GRANT USE CATALOG ON CATALOG {} TO {}",
                name.quoted(),
                Ident::new(principal.as_str()).quoted()
            ),
            Self::BadPlan {
                source: LoadError::Newer { .. },
                ..
            } => "use the clxs that made it, or make a new plan".to_owned(),
            Self::BadPlan { .. } | Self::Stale { .. } => {
                "make a new plan with `clxs plan`".to_owned()
            }
            Self::OtherWorkspace { .. } => {
                "connect to the workspace it was made for, or make a new plan".to_owned()
            }
            Self::NothingToResume { .. } => "`clxs runs` lists past runs".to_owned(),
            Self::LeaseHeld { .. } => "wait for it to end, then try again".to_owned(),
            Self::World { source, .. }
            | Self::Refused { source, .. }
            | Self::File { source, .. }
            | Self::Statement { source } => {
                return remedy_of(source);
            }
            #[cfg(feature = "embedded")]
            Self::BadLocation { .. } => {
                "write it as s3://bucket/table/ or /path/to/table".to_owned()
            }
            #[cfg(feature = "embedded")]
            Self::Delta { source, .. } => {
                let hint = hint_of_delta(source).map(str::to_owned);
                return hint.or_else(|| source.hint());
            }
            Self::Journal { source } if source.kind == PortErrorKind::Full => {
                "what is done is recorded; make room, then run `clxs resume`".to_owned()
            }
            Self::Journal { .. } => "name another folder with --state-dir".to_owned(),
            Self::UnfinishedDemo { .. } => {
                "make the demo anew with --fresh, or name another directory with --dir".to_owned()
            }
            Self::BadScale { .. } => "choose one from 0.001 to 10".to_owned(),
        })
    }
}
