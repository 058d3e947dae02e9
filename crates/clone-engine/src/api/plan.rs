//! Planning a clone.

use clone_core::plan::{PlanInput, PlanRequest, Planned, request_findings};
use clone_core::ports::Observer;

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
        let (source, target) = tokio::try_join!(
            self.inventory(&request.source, Pins::Read, observer),
            self.find(&request.dest, Pins::Read, observer),
        )?;
        let input = PlanInput {
            request,
            source: &source,
            target: target.as_ref(),
            target_identity: self.identity(),
            tool: env!("CARGO_PKG_VERSION"),
        };
        clone_core::plan::plan(&input).map_err(|source| EngineError::BrokenPlan { source })
    }
}
