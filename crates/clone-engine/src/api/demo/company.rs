//! Schemas `hr`, `sales` and `governance`: a company's data and what governs it.

use local_workspace::LocalWorkspace;
use local_workspace::identity::PrincipalKind;

use super::run;
use crate::api::CloneXs;
use crate::error::{EngineError, EngineResult};
use crate::local;
use crate::uc::port_error;

/// Who is granted something.
const PRINCIPALS: [(PrincipalKind, &str); 6] = [
    (PrincipalKind::Group, "analysts"),
    (PrincipalKind::Group, "hr_team"),
    (PrincipalKind::Group, "sales_team"),
    (PrincipalKind::Group, "data_stewards"),
    (PrincipalKind::User, "ana@example.com"),
    (PrincipalKind::ServicePrincipal, "reporting-bot"),
];

/// Files of volume `sales.documents`.
const FILES: [(&str, &str); 3] = [
    (
        "/contracts/2026/acme.txt",
        "Contract with Acme, signed in Vienna.\n",
    ),
    (
        "/contracts/2026/globex.txt",
        "Contract with Globex, two pages.\n",
    ),
    (
        "/price list.csv",
        "product,price\nlamp,39.90\ndesk,249.00\nchair,119.00\n",
    ),
];

/// Adds the principals that do not exist yet.
pub(super) fn principals(workspace: &LocalWorkspace) -> EngineResult<()> {
    for (kind, name) in PRINCIPALS {
        local::ensure_principal(workspace, kind, name)?;
    }
    Ok(())
}

/// Makes the catalog and its schemas.
pub(super) async fn containers(clxs: &CloneXs) -> EngineResult<()> {
    run(clxs, include_str!("containers.sql")).await
}

/// Makes everything in `hr`, `sales` and `governance`.
pub(super) async fn rest(clxs: &CloneXs) -> EngineResult<()> {
    run(clxs, include_str!("hr.sql")).await?;
    run(clxs, include_str!("sales.sql")).await?;
    run(clxs, include_str!("governance.sql")).await?;
    let files = clxs.session.client().files();
    for (path, text) in FILES {
        let path = format!("/Volumes/production/sales/documents{path}");
        let directory = path
            .rsplit_once('/')
            .map_or("/", |(directory, _)| directory);
        let doing = format!("write `{path}`");
        let wrap = |error| EngineError::world(doing.clone(), port_error(error));
        files.create_directory(directory).await.map_err(wrap)?;
        files
            .upload(&path, text, uc_client::Existing::Overwrite)
            .await
            .map_err(wrap)?;
    }
    Ok(())
}
