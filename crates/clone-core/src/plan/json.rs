//! Plans as text, and back.

use serde_json::Value;

use super::check::{CheckedPlan, Violations};
use super::facts::digest_of;
use super::planner::blocking;
use super::{FORMAT, Plan};
use crate::codes::{self, Code};

/// Hexadecimal digits of a plan's id.
const ID_DIGITS: usize = 12;

/// Why a text is not a plan that can be applied.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It is not JSON, or lacks what a plan has.
    #[error("the text is not a plan")]
    Corrupt(#[source] serde_json::Error),
    /// A newer version of clxs wrote it.
    #[error("the plan has format {found}, and this version of clxs reads formats up to {FORMAT}")]
    Newer {
        /// The number of its format.
        found: u64,
    },
    /// Its id does not fit its content.
    #[error("the plan was changed after it was made: its content has id `{content}`, not `{id}`")]
    Edited {
        /// The id that it bears.
        id: String,
        /// The id that its content has.
        content: String,
    },
    /// Its findings block it.
    #[error("the plan is blocked by its findings")]
    Blocked(Box<Plan>),
    /// It breaks a rule that every plan keeps.
    #[error("the plan breaks a rule that every plan keeps")]
    Broken(#[source] Violations),
}

impl LoadError {
    /// Its code.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::Corrupt(_) => &codes::PLAN_CORRUPT,
            Self::Newer { .. } => &codes::PLAN_NEWER,
            Self::Edited { .. } => &codes::PLAN_EDITED,
            Self::Blocked(_) => &codes::PLAN_BLOCKED,
            Self::Broken(_) => &codes::PLAN_BROKEN,
        }
    }
}

impl Plan {
    /// The id that its content has: a digest of all but the id itself and the instant.
    pub fn content_id(&self) -> String {
        let mut content = self.clone();
        content.id = String::new();
        content.made_at = jiff::Timestamp::UNIX_EPOCH;
        digest_of(&content, ID_DIGITS)
    }

    /// The plan as canonical JSON: equal plans give equal bytes.
    ///
    /// # Errors
    /// None that a plan can cause; the writer's are passed on.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// Reads a plan, whatever can be done with it.
    ///
    /// # Errors
    /// [`LoadError`] says what is wrong with the text; rules of plans are not checked here.
    pub fn from_json(text: &str) -> Result<Self, LoadError> {
        let value: Value = serde_json::from_str(text).map_err(LoadError::Corrupt)?;
        match value.get("format").and_then(Value::as_u64) {
            Some(found) if found > u64::from(FORMAT) => return Err(LoadError::Newer { found }),
            _ => {}
        }
        let plan: Self = serde_json::from_value(value).map_err(LoadError::Corrupt)?;
        let content = plan.content_id();
        if plan.id == content {
            Ok(plan)
        } else {
            Err(LoadError::Edited {
                id: plan.id,
                content,
            })
        }
    }
}

impl CheckedPlan {
    /// Reads a plan and checks it.
    ///
    /// # Errors
    /// [`LoadError`] says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, LoadError> {
        let plan = Plan::from_json(text)?;
        if blocking(&plan).next().is_some() {
            return Err(LoadError::Blocked(Box::new(plan)));
        }
        Self::check(plan).map_err(LoadError::Broken)
    }
}
