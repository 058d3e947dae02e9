//! Planning a clone.

use clone_core::plan::{PlanInput, PlanRequest, Planned, request_findings};
use clone_core::ports::{Observer, PortErrorKind};

use super::CloneXs;
use super::catalogs::Pins;
use crate::error::{EngineError, EngineResult};

impl CloneXs {
    /// Reads both catalogs and decides what a clone would do. Nothing is changed.
    ///
    /// # Errors
    /// When the request contradicts itself, the source does not exist, or reading fails.
    pub async fn plan(
        &self,
        request: &PlanRequest,
        observer: &dyn Observer,
    ) -> EngineResult<Planned> {
        if let Some(finding) = request_findings(request).into_iter().next() {
            return Err(EngineError::BadRequest { finding });
        }
        let (source, target, scripts) = tokio::try_join!(
            self.inventory(&request.source, Pins::Read, observer),
            self.find(&request.dest, Pins::Read, observer),
            self.runs_scripts(request),
        )?;
        let request = PlanRequest {
            scripts,
            ..request.clone()
        };
        let input = PlanInput {
            request: &request,
            source: &source,
            target: target.as_ref(),
            target_identity: self.identity(),
            tool: env!("CARGO_PKG_VERSION"),
        };
        clone_core::plan::plan(&input).map_err(|source| EngineError::BrokenPlan { source })
    }

    /// Whether scripts are wanted and the warehouse runs them; older ones do not, and a plan says
    /// exactly what is sent.
    async fn runs_scripts(&self, request: &PlanRequest) -> EngineResult<bool> {
        if !request.scripts {
            return Ok(false);
        }
        match self.session.link.query("BEGIN\n  SELECT 1;\nEND").await {
            Ok(_) => Ok(true),
            Err(error) if cannot(error.kind) => Ok(false),
            Err(source) => Err(EngineError::world(
                "ask the SQL warehouse what it can do",
                source,
            )),
        }
    }
}

/// Whether a statement failed because of what it is.
fn cannot(kind: PortErrorKind) -> bool {
    matches!(
        kind,
        PortErrorKind::Unsupported | PortErrorKind::Invalid | PortErrorKind::Unknown
    )
}
