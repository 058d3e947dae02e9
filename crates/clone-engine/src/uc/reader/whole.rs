//! Whether the principal sees all of a catalog.
//!
//! Lists and `information_schema` leave out, without a word, what the caller may not see. That an
//! inventory is whole can therefore not be read from it; it follows from privileges that reach
//! everything inside the catalog, or from owning it.

use clone_core::model::{Gap, Object};
use clone_core::ports::PortResult;
use futures::{StreamExt as _, TryStreamExt as _};
use sql_rewrite::Ident;
use uc_client::{ApiError, paging, types};

use crate::uc::Link;
use crate::uc::answer::port_error;

/// Privileges on a catalog that, taken together, show everything in it.
const NEEDED: [&str; 5] = [
    "USE_CATALOG",
    "USE_SCHEMA",
    "SELECT",
    "EXECUTE",
    "READ_VOLUME",
];
/// Every account user is in this group, whatever the directory says.
const EVERYBODY: &str = "account users";

/// The gap that is left when nothing proves that the principal sees everything.
pub(super) async fn gap(
    link: &Link,
    catalog: &Ident,
    principal: &str,
    object: &Object,
) -> PortResult<Option<Gap>> {
    let mut names = groups(link).await?;
    names.extend([principal.to_owned(), EVERYBODY.to_owned()]);
    let is_me = |name: &str| names.iter().any(|mine| mine.eq_ignore_ascii_case(name));
    if object.owner.as_deref().is_some_and(is_me) || owns_metastore(link, &is_me).await? {
        return Ok(None);
    }
    let granted: Vec<String> = privileges(link, catalog)
        .await?
        .into_iter()
        .filter(|assignment| assignment.principal.as_deref().is_some_and(is_me))
        .flat_map(|assignment| assignment.privileges)
        .filter_map(|privilege| privilege.privilege)
        .collect();
    Ok(missing_of(&granted).map(|missing| Gap {
        object: object.key(),
        what: format!(
            "nothing proves that `{principal}` sees all of it: no {} on the whole catalog",
            missing.join(", ")
        ),
        remedy: Some(format!(
            "GRANT {} ON CATALOG {} TO {}",
            missing.join(", "),
            catalog.quoted(),
            Ident::new(principal).quoted()
        )),
    }))
}

/// The privileges that are missing, as SQL spells them.
fn missing_of(granted: &[String]) -> Option<Vec<String>> {
    let has = |wanted: &str| granted.iter().any(|have| have.replace(' ', "_") == wanted);
    if has("ALL_PRIVILEGES") {
        return None;
    }
    let missing: Vec<String> = NEEDED
        .iter()
        .filter(|wanted| !has(wanted))
        .map(|wanted| wanted.replace('_', " "))
        .collect();
    (!missing.is_empty()).then_some(missing)
}

async fn groups(link: &Link) -> PortResult<Vec<String>> {
    let user = link.client.api().current_user(None, None).await;
    let user = user.map_err(|error| port_error(error.into()))?.into_inner();
    Ok(user
        .groups
        .into_iter()
        .filter_map(|group| group.display)
        .collect())
}

async fn owns_metastore(link: &Link, is_me: &impl Fn(&str) -> bool) -> PortResult<bool> {
    match link.client.api().metastore_summary().await {
        Ok(summary) => Ok(summary.into_inner().owner.as_deref().is_some_and(is_me)),
        Err(error) => Err(port_error(error.into())),
    }
}

async fn privileges(
    link: &Link,
    catalog: &Ident,
) -> PortResult<Vec<types::EffectivePrivilegeAssignment>> {
    let found = paging::items(|token| async move {
        let (api, token) = (link.client.api(), token.as_deref());
        let answer = api
            .permissions_get_effective("catalog", catalog.as_str(), None, token, None)
            .await;
        match answer.map_err(ApiError::from) {
            Ok(page) => {
                let page = page.into_inner();
                Ok((page.privilege_assignments, page.next_page_token))
            }
            // Whoever may not read the grants of the catalog cannot prove anything by them.
            Err(error) if *error.kind() == uc_client::ErrorKind::PermissionDenied => {
                Ok((Vec::new(), None))
            }
            Err(error) => Err(error),
        }
    });
    found.boxed().try_collect().await.map_err(port_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::all(&["ALL_PRIVILEGES"], None)]
    #[case::each(&["USE_CATALOG", "USE_SCHEMA", "SELECT", "EXECUTE", "READ_VOLUME"], None)]
    #[case::as_sql_spells_them(&["USE CATALOG", "USE SCHEMA", "SELECT", "EXECUTE", "READ VOLUME"], None)]
    #[case::not_volumes(&["USE_CATALOG", "USE_SCHEMA", "SELECT", "EXECUTE"], Some("READ VOLUME"))]
    #[case::nothing(&[], Some("USE CATALOG, USE SCHEMA, SELECT, EXECUTE, READ VOLUME"))]
    fn what_is_missing(#[case] granted: &[&str], #[case] missing: Option<&str>) {
        let granted: Vec<String> = granted.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(
            missing_of(&granted)
                .map(|names| names.join(", "))
                .as_deref(),
            missing
        );
    }
}
