//! Which names become which.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Ident, QName};

/// The catalog and schema in which unqualified names resolve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namespace {
    /// The current catalog.
    pub catalog: Ident,
    /// The current schema.
    pub schema: Ident,
}

/// New names for catalogs, schemas and single objects; the most specific entry wins, and all
/// entries apply at once, so that `a` to `b` with `b` to `c` leaves what was `a` as `b`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// Catalog to catalog.
    pub catalogs: BTreeMap<Ident, Ident>,
    /// `catalog.schema` to `catalog.schema`.
    pub schemas: BTreeMap<QName, QName>,
    /// `catalog.schema.object` to `catalog.schema.object`.
    pub objects: BTreeMap<QName, QName>,
}

impl Mapping {
    /// A mapping of one catalog to another.
    pub fn catalog(from: Ident, to: Ident) -> Self {
        Self {
            catalogs: BTreeMap::from([(from, to)]),
            ..Self::default()
        }
    }

    /// Whether no entry applies to anything.
    pub fn is_empty(&self) -> bool {
        self.catalogs.is_empty() && self.schemas.is_empty() && self.objects.is_empty()
    }

    /// The first entry that is none: with an empty name, or with more or fewer parts than its table
    /// holds.
    pub(crate) fn misshapen(&self) -> Option<String> {
        let named = |name: &&Ident| name.as_str().is_empty();
        let blank = self.catalogs.iter().flat_map(|(from, to)| [from, to]);
        if blank.clone().any(|name| named(&name)) {
            return Some("a catalog without a name".to_owned());
        }
        let schemas = self.schemas.iter().map(|entry| (2, entry));
        let objects = self.objects.iter().map(|entry| (3, entry));
        schemas.chain(objects).find_map(|(parts, (from, to))| {
            let fits =
                |name: &QName| name.len() == parts && !name.parts().iter().any(|p| named(&p));
            (!(fits(from) && fits(to))).then(|| format!("{from} to {to}"))
        })
    }

    /// The new name of a full name of one to three parts; none when no entry applies.
    pub fn map_name(&self, name: &QName) -> Option<QName> {
        if let Some(to) = self.objects.get(name) {
            return Some(to.clone());
        }
        let (catalog, inner) = name.parts().split_first()?;
        if let Some((schema, leaf)) = inner.split_first() {
            let schema = QName::new([catalog.clone(), schema.clone()]);
            if let Some(to) = self.schemas.get(&schema) {
                return Some(QName::new(to.parts().iter().chain(leaf).cloned()));
            }
        }
        let to = self.catalogs.get(catalog)?;
        Some(QName::new([to.clone()].iter().chain(inner).cloned()))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("prod.sales.orders", Some("x.y.z"))]
    #[case("PROD.sales.items", Some("staging.retail.items"))]
    #[case("prod.hr.people", Some("staging.hr.people"))]
    #[case("prod", Some("staging"))]
    #[case("prod_eu.hr.people", None)]
    fn the_most_specific_entry_wins(#[case] from: &str, #[case] to: Option<&str>) {
        let name = |text| QName::parse(text).unwrap();
        let mapping = Mapping {
            catalogs: BTreeMap::from([(Ident::new("prod"), Ident::new("staging"))]),
            schemas: BTreeMap::from([(name("prod.sales"), name("staging.retail"))]),
            objects: BTreeMap::from([(name("prod.sales.orders"), name("x.y.z"))]),
        };
        assert_eq!(mapping.map_name(&name(from)), to.map(name));
    }
}
