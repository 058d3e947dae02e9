//! The rules that every plan keeps, whoever made it; only a plan that keeps them can be applied.
//!
//! The rules are stated on the plan alone and share no code with the passes, so that a mistake of
//! the planner, or of an editor of plan files, is found before anything is done.

mod balance;
mod governance;
mod order;
mod sides;
mod texts;

use std::fmt;

use super::{Plan, StepId};

/// A rule that a plan breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The step, if it is about one.
    pub step: Option<StepId>,
    /// What is wrong, as a fragment.
    pub message: String,
}

/// The rules that a plan breaks; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    pub(crate) fn one(message: impl Into<String>) -> Self {
        Self(vec![Violation {
            step: None,
            message: message.into(),
        }])
    }

    /// The rules.
    pub fn list(&self) -> &[Violation] {
        &self.0
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            if let Some(step) = violation.step {
                write!(f, "step {step}: ")?;
            }
            f.write_str(&violation.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// A plan that keeps the rules. There is no other way to get one than [`CheckedPlan::check`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPlan(Plan);

impl CheckedPlan {
    /// Checks a plan.
    ///
    /// # Errors
    /// All rules that it breaks.
    pub fn check(plan: Plan) -> Result<Self, Violations> {
        let mut found = Found::default();
        order::check(&plan, &mut found);
        sides::check(&plan, &mut found);
        texts::check(&plan, &mut found);
        governance::check(&plan, &mut found);
        balance::check(&plan, &mut found);
        if found.0.is_empty() {
            Ok(Self(plan))
        } else {
            Err(Violations(found.0))
        }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.0
    }

    /// The plan, no longer known to be checked.
    pub fn into_plan(self) -> Plan {
        self.0
    }
}

/// Violations found so far.
#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn at(&mut self, step: StepId, message: impl Into<String>) {
        self.0.push(Violation {
            step: Some(step),
            message: message.into(),
        });
    }

    fn whole(&mut self, message: impl Into<String>) {
        self.0.push(Violation {
            step: None,
            message: message.into(),
        });
    }
}
