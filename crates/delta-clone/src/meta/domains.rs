//! Domain metadata: clustering follows the source, row tracking is the target's own.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::CloneError;
use crate::spec::Carry;

pub(crate) const CLUSTERING: &str = "delta.clustering";
pub(crate) const ROW_TRACKING: &str = "delta.rowTracking";

/// A `domainMetadata` action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DomainAction {
    pub(crate) domain: String,
    pub(crate) configuration: String,
    pub(crate) removed: bool,
}

/// The actions that make the target's domains follow the source's.
pub(crate) fn actions(
    table: &str,
    source: &BTreeMap<String, String>,
    target: &BTreeMap<String, String>,
    user: Carry,
) -> Result<Vec<DomainAction>, CloneError> {
    let follows = |domain: &str| match domain {
        CLUSTERING => true,
        _ => user == Carry::Keep && !domain.starts_with("delta."),
    };
    let unknown = source.keys().find(|name| {
        name.starts_with("delta.") && ![CLUSTERING, ROW_TRACKING].contains(&name.as_str())
    });
    if let Some(domain) = unknown {
        let (table, domain) = (table.to_owned(), domain.clone());
        return Err(CloneError::UnsupportedDomain { table, domain });
    }
    let set = source
        .iter()
        .filter(|(domain, configuration)| {
            follows(domain) && target.get(*domain) != Some(*configuration)
        })
        .map(|(domain, configuration)| (domain, configuration, false));
    let removed = target
        .iter()
        .filter(|(domain, _)| follows(domain) && !source.contains_key(*domain))
        .map(|(domain, configuration)| (domain, configuration, true));
    Ok(set
        .chain(removed)
        .map(|(domain, configuration, removed)| DomainAction {
            domain: domain.clone(),
            configuration: configuration.clone(),
            removed,
        })
        .collect())
}

/// The highest row id given out, from the configuration of the row tracking domain.
pub(crate) fn row_id_high_water_mark(domains: &BTreeMap<String, String>) -> Option<i64> {
    let configuration: serde_json::Value = serde_json::from_str(domains.get(ROW_TRACKING)?).ok()?;
    configuration.get("rowIdHighWaterMark")?.as_i64()
}

/// The action that records the highest row id given out.
pub(crate) fn row_tracking_action(high_water_mark: i64) -> DomainAction {
    DomainAction {
        domain: ROW_TRACKING.to_owned(),
        configuration: serde_json::json!({ "rowIdHighWaterMark": high_water_mark }).to_string(),
        removed: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn clustering_and_user_domains_follow_the_source() {
        let source = map(&[(CLUSTERING, "new"), (ROW_TRACKING, "s"), ("mine", "1")]);
        let target = map(&[(CLUSTERING, "old"), (ROW_TRACKING, "t"), ("gone", "2")]);
        let told = |user| -> Vec<(String, bool)> {
            actions("t", &source, &target, user)
                .unwrap()
                .into_iter()
                .map(|action| (action.domain, action.removed))
                .collect()
        };
        let of = |name: &str, removed| (name.to_owned(), removed);
        assert_eq!(
            told(Carry::Keep),
            [of(CLUSTERING, false), of("mine", false), of("gone", true)]
        );
        assert_eq!(told(Carry::Leave), [of(CLUSTERING, false)]);
    }

    #[test]
    fn unknown_system_domain_is_refused_by_name() {
        let error = actions("t", &map(&[("delta.tea", "{}")]), &map(&[]), Carry::Keep);
        assert!(
            matches!(error, Err(CloneError::UnsupportedDomain { domain, .. }) if domain == "delta.tea")
        );
    }
}
