//! The identity of an object inside an inventory.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sql_rewrite::QName;

/// A namespace: two objects of one class cannot have the same name, two of different classes can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Class {
    /// Catalogs.
    Catalog,
    /// Schemas.
    Schema,
    /// Tables and views of every kind.
    Relation,
    /// Functions and procedures.
    Function,
    /// Volumes.
    Volume,
    /// Registered models.
    Model,
    /// Whatever this version does not know.
    Other,
}

impl Class {
    const NAMES: [(Self, &'static str); 7] = [
        (Self::Catalog, "catalog"),
        (Self::Schema, "schema"),
        (Self::Relation, "relation"),
        (Self::Function, "function"),
        (Self::Volume, "volume"),
        (Self::Model, "model"),
        (Self::Other, "other"),
    ];

    /// The class's word in keys.
    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(class, _)| *class == self)
            .map_or("other", |(_, name)| name)
    }
}

/// Class and full name; written `relation:prod.sales.orders`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// The namespace.
    pub class: Class,
    /// The full name, with one part for a catalog, two for a schema, three for the rest.
    pub name: QName,
}

impl ObjectKey {
    /// Makes a key.
    pub fn new(class: Class, name: QName) -> Self {
        Self { class, name }
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.class.as_str(), self.name)
    }
}

impl FromStr for ObjectKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (class, name) = text
            .split_once(':')
            .ok_or_else(|| format!("object key `{text}` has no class"))?;
        let class = Class::NAMES
            .iter()
            .find(|(_, word)| *word == class)
            .map(|(class, _)| *class)
            .ok_or_else(|| format!("object key `{text}` has an unknown class"))?;
        let name = QName::parse(name).map_err(|error| error.to_string())?;
        Ok(Self { class, name })
    }
}

impl Serialize for ObjectKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ObjectKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
