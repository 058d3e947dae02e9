//! SQL warehouses: which one, and why; and how one is woken.

use std::cmp::Reverse;
use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Parts;
use crate::{ApiError, Client, ErrorKind, types};

/// A warehouse, and why it is this one.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenWarehouse {
    /// The warehouse.
    pub warehouse: types::WarehouseInfo,
    /// Why it was chosen.
    pub why: Why,
}

/// Why a warehouse was chosen. Prints as the end of a sentence: `it runs already`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was asked for.
    Named,
    /// There is no other.
    Only,
    /// It runs, others do not; or it is the smallest of those that run.
    Runs,
    /// None runs; it is the smallest that starts within seconds.
    SmallestServerless,
    /// None runs or is serverless; it is the smallest.
    Smallest,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Named => "it was asked for",
            Self::Only => "there is no other",
            Self::Runs => "it runs already",
            Self::SmallestServerless => "none runs, it is the smallest serverless one",
            Self::Smallest => "none runs, it is the smallest",
        })
    }
}

/// Why no warehouse was chosen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoChoice {
    /// The caller sees none.
    #[error("there is no SQL warehouse")]
    None,
    /// None has this id or name.
    #[error("no SQL warehouse is called `{wanted}`")]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// More than one has this name.
    #[error("more than one SQL warehouse is called `{wanted}`")]
    Ambiguous {
        /// What was asked for.
        wanted: String,
    },
}

/// Sizes from the smallest; one that is not known counts as larger than all.
const SIZES: [&str; 10] = [
    "2X-Small", "X-Small", "Small", "Medium", "Large", "X-Large", "2X-Large", "3X-Large",
    "4X-Large", "5X-Large",
];

/// Chooses by id, by name, or by itself: one that runs, else the smallest serverless one, else the
/// smallest. Equal ones are told apart by name and id, so that the choice stays the same.
///
/// # Errors
/// [`NoChoice`] says what there is instead.
pub fn choose_warehouse(
    warehouses: Vec<types::WarehouseInfo>,
    wanted: Option<&str>,
) -> Result<ChosenWarehouse, NoChoice> {
    let mut there: Vec<types::WarehouseInfo> = warehouses
        .into_iter()
        .filter(|w| !matches!(state(w), "DELETED" | "DELETING"))
        .collect();
    if let Some(wanted) = wanted {
        return named(there, wanted);
    }
    there.sort_by_cached_key(|w| (Reverse(readiness(w)), size(w), w.name.clone(), w.id.clone()));
    let alone = there.len() == 1;
    let warehouse = there.into_iter().next().ok_or(NoChoice::None)?;
    let why = match readiness(&warehouse) {
        _ if alone => Why::Only,
        Readiness::Runs | Readiness::Starts => Why::Runs,
        Readiness::Serverless => Why::SmallestServerless,
        Readiness::Stopped => Why::Smallest,
    };
    Ok(ChosenWarehouse { warehouse, why })
}

fn named(there: Vec<types::WarehouseInfo>, wanted: &str) -> Result<ChosenWarehouse, NoChoice> {
    let of_id = there.iter().find(|w| w.id.as_deref() == Some(wanted));
    let mut of_name = there.iter().filter(|w| w.name.as_deref() == Some(wanted));
    let found = match (of_id, of_name.next(), of_name.next()) {
        (Some(found), ..) | (None, Some(found), None) => found.clone(),
        (None, Some(_), Some(_)) => {
            return Err(NoChoice::Ambiguous {
                wanted: wanted.to_owned(),
            });
        }
        (None, None, _) => {
            return Err(NoChoice::Unknown {
                wanted: wanted.to_owned(),
                known: there.into_iter().filter_map(|w| w.name).collect(),
            });
        }
    };
    Ok(ChosenWarehouse {
        warehouse: found,
        why: Why::Named,
    })
}

/// How soon a warehouse answers, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Readiness {
    Stopped,
    Serverless,
    Starts,
    Runs,
}

fn readiness(warehouse: &types::WarehouseInfo) -> Readiness {
    match state(warehouse) {
        "RUNNING" => Readiness::Runs,
        "STARTING" => Readiness::Starts,
        _ if warehouse.enable_serverless_compute == Some(true) => Readiness::Serverless,
        _ => Readiness::Stopped,
    }
}

fn size(warehouse: &types::WarehouseInfo) -> usize {
    let size = warehouse.cluster_size.as_deref().unwrap_or_default();
    let known = SIZES
        .iter()
        .position(|known| known.eq_ignore_ascii_case(size));
    known.unwrap_or(SIZES.len())
}

fn state(warehouse: &types::WarehouseInfo) -> &str {
    warehouse.state.as_deref().unwrap_or_default()
}

impl Client {
    /// Starts a warehouse if it does not run, and waits until it does. `progress` is told each state
    /// that is seen, and how long it has been waited for.
    ///
    /// # Errors
    /// [`ApiError`], of kind `DeadlineExceeded` when it does not run after `patience`, and of kind
    /// `InvalidState` when it is being deleted.
    pub async fn start_warehouse(
        &self,
        id: &str,
        patience: Duration,
        mut progress: impl FnMut(&str, Duration),
    ) -> Result<types::WarehouseInfo, ApiError> {
        let began = Instant::now();
        let (step, longest) = (self.inner().retry.first * 4, self.inner().retry.longest);
        let mut pause = step;
        let mut told_to_start = false;
        loop {
            let warehouse = self.api().warehouses_get(id).await?.into_inner();
            let now = state(&warehouse);
            progress(now, began.elapsed());
            match now {
                "RUNNING" => return Ok(warehouse),
                "STOPPED" if !told_to_start => {
                    let body = types::EmptyRequest::default();
                    self.api().warehouses_start(id, &body).await?;
                    told_to_start = true;
                }
                "DELETED" | "DELETING" => {
                    return Err(not_started(
                        ErrorKind::InvalidState,
                        format!("the SQL warehouse `{id}` is deleted"),
                    ));
                }
                // One that is stopping can be started when it has stopped.
                "STOPPING" => told_to_start = false,
                _ => {}
            }
            if began.elapsed() + pause > patience {
                return Err(not_started(
                    ErrorKind::DeadlineExceeded,
                    format!(
                        "the SQL warehouse `{id}` does not run after {} s; its state is `{now}`",
                        began.elapsed().as_secs()
                    ),
                ));
            }
            tokio::time::sleep(pause).await;
            pause = (pause + step).min(longest);
        }
    }
}

fn not_started(kind: ErrorKind, message: String) -> ApiError {
    Parts {
        kind: Some(kind),
        message,
        ..Parts::default()
    }
    .into()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// `id name size state`, with `*` after the size of a serverless one.
    fn warehouse(text: &str) -> types::WarehouseInfo {
        let parts: Vec<&str> = text.split(' ').collect();
        types::WarehouseInfo {
            id: Some(parts[0].into()),
            name: Some(parts[1].into()),
            cluster_size: Some(parts[2].trim_end_matches('*').into()),
            enable_serverless_compute: Some(parts[2].ends_with('*')),
            state: Some(parts[3].into()),
            ..types::WarehouseInfo::default()
        }
    }

    #[rstest]
    #[case::by_id(&["a big Large RUNNING", "b small Small STOPPED"], Some("b"), "b: it was asked for")]
    #[case::by_name(&["a big Large RUNNING", "b small Small STOPPED"], Some("small"), "b: it was asked for")]
    #[case::an_id_before_a_name(&["a b Small RUNNING", "b x Small STOPPED"], Some("b"), "b: it was asked for")]
    #[case::unknown(&["a big Large RUNNING"], Some("x"), "no SQL warehouse is called `x`")]
    #[case::twice(&["a twin Small RUNNING", "b twin Small RUNNING"], Some("twin"), "more than one SQL warehouse is called `twin`")]
    #[case::one_that_is_gone(&["a x Small DELETED"], Some("a"), "no SQL warehouse is called `a`")]
    #[case::the_only_one(&["a x Large STOPPED"], None, "a: there is no other")]
    #[case::the_running_one(&["a x 2X-Small* STOPPED", "b y 4X-Large RUNNING"], None, "b: it runs already")]
    #[case::the_smallest_that_runs(&["a x Large RUNNING", "b y X-Small RUNNING", "c z Small RUNNING"], None, "b: it runs already")]
    #[case::one_that_starts(&["a x 2X-Small* STOPPED", "b y Large STARTING"], None, "b: it runs already")]
    #[case::the_smallest_serverless(&["a x 2X-Small STOPPED", "b y Medium* STOPPED", "c z Small* STOPPED"], None,
        "c: none runs, it is the smallest serverless one")]
    #[case::the_smallest(&["a x Medium STOPPED", "b y Small STOPPING"], None, "b: none runs, it is the smallest")]
    #[case::a_size_of_its_own(&["a x Gigantic STOPPED", "b y 5X-Large STOPPED"], None, "b: none runs, it is the smallest")]
    #[case::equal_ones_by_name(&["b y Small RUNNING", "a z Small RUNNING"], None, "b: it runs already")]
    #[case::none(&[], None, "there is no SQL warehouse")]
    #[case::only_gone_ones(&["a x Small DELETING"], None, "there is no SQL warehouse")]
    fn a_warehouse_is_chosen_and_it_is_said_why(
        #[case] there: &[&str],
        #[case] wanted: Option<&str>,
        #[case] expected: &str,
    ) {
        let there = there.iter().map(|text| warehouse(text)).collect();
        let said = match choose_warehouse(there, wanted) {
            Ok(chosen) => format!("{}: {}", chosen.warehouse.id.unwrap(), chosen.why),
            Err(error) => error.to_string(),
        };
        assert_eq!(said, expected);
    }
}
