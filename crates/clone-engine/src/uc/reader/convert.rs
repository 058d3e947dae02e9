//! From the wire's shapes to the model's.

use std::collections::{BTreeMap, BTreeSet};

use clone_core::model::{
    Column, Detail, FunctionDetail, Grant, Kind, Mask, Object, Param, Returns, RowFilter, Storage,
    TableDetail, ViewDetail,
};
use clone_core::rules::{PropertyClass, property_class};
use sql_rewrite::{Ident, Namespace, QName};
use uc_client::types;

use super::governance::Governance;

/// Properties without those that the platform writes; our own markers are kept.
fn written(properties: BTreeMap<String, String>) -> BTreeMap<String, String> {
    properties
        .into_iter()
        .filter(|(key, _)| property_class(key) != PropertyClass::Platform)
        .collect()
}

pub(super) fn catalog(info: types::CatalogInfo, name: QName) -> Object {
    Object {
        kind: Kind::Catalog,
        name,
        id: info
            .extra
            .get("id")
            .and_then(|id| id.as_str())
            .map(str::to_owned),
        owner: info.owner,
        comment: not_empty(info.comment),
        properties: written(info.properties),
        tags: BTreeMap::new(),
        grants: Vec::new(),
        detail: Detail::Catalog {
            storage_root: info.storage_root,
        },
    }
}

pub(super) fn schema(info: types::SchemaInfo, name: QName) -> Object {
    Object {
        kind: Kind::Schema,
        name,
        id: info.schema_id,
        owner: info.owner,
        comment: not_empty(info.comment),
        properties: written(info.properties),
        tags: BTreeMap::new(),
        grants: Vec::new(),
        detail: Detail::Schema {
            storage_root: info.storage_root,
        },
    }
}

pub(super) fn relation(info: types::TableInfo, name: QName) -> Object {
    let wire_kind = info.table_type.clone().unwrap_or_default();
    let kind = relation_kind(&wire_kind);
    let detail = match kind {
        Kind::Table => Detail::Table(Box::new(table(&info, &wire_kind))),
        Kind::View | Kind::MaterializedView | Kind::MetricView => {
            Detail::View(Box::new(view(&info, &name)))
        }
        _ => Detail::Opaque { wire_kind },
    };
    Object {
        kind,
        name,
        id: info.table_id,
        owner: info.owner,
        comment: not_empty(info.comment),
        properties: written(info.properties),
        tags: BTreeMap::new(),
        grants: Vec::new(),
        detail,
    }
}

/// The kind behind a `table_type`; unknown ones stay what they are called.
pub(super) fn relation_kind(wire: &str) -> Kind {
    match wire {
        "MANAGED" | "EXTERNAL" | "MANAGED_SHALLOW_CLONE" | "EXTERNAL_SHALLOW_CLONE" => Kind::Table,
        "VIEW" => Kind::View,
        "MATERIALIZED_VIEW" => Kind::MaterializedView,
        "METRIC_VIEW" => Kind::MetricView,
        "STREAMING_TABLE" => Kind::StreamingTable,
        "FOREIGN" => Kind::ForeignTable,
        _ => Kind::Other,
    }
}

fn table(info: &types::TableInfo, wire_kind: &str) -> TableDetail {
    let storage = match (&info.storage_location, wire_kind.starts_with("EXTERNAL")) {
        (Some(location), true) => Storage::External {
            location: location.clone(),
        },
        _ => Storage::Managed,
    };
    TableDetail {
        storage,
        format: info.data_source_format.clone().unwrap_or_default(),
        shallow_clone: wire_kind.ends_with("_SHALLOW_CLONE"),
        columns: columns(&info.columns),
        constraints: Vec::new(),
        unknown_constraints: Vec::new(),
        row_filter: info.row_filter.as_ref().map(row_filter),
        pin: None,
    }
}

fn view(info: &types::TableInfo, name: &QName) -> ViewDetail {
    ViewDetail {
        text: info.view_definition.clone().unwrap_or_default(),
        namespace: view_namespace(&info.properties).unwrap_or_else(|| own_namespace(name)),
        columns: columns(&info.columns),
        dependencies: None,
    }
}

/// Where the view's unqualified names resolved when it was made, as its properties record it.
fn view_namespace(properties: &BTreeMap<String, String>) -> Option<Namespace> {
    let part = |n: u8| properties.get(&format!("view.catalogAndNamespace.part.{n}"));
    Some(Namespace {
        catalog: Ident::new(part(0)?.as_str()),
        schema: Ident::new(part(1)?.as_str()),
    })
}

/// The object's own catalog and schema.
fn own_namespace(name: &QName) -> Namespace {
    let part = |n| {
        name.parts()
            .get(n)
            .cloned()
            .unwrap_or_else(|| Ident::new(""))
    };
    Namespace {
        catalog: part(0),
        schema: part(1),
    }
}

fn columns(wire: &[types::ColumnInfo]) -> Vec<Column> {
    let mut wire: Vec<&types::ColumnInfo> = wire.iter().collect();
    wire.sort_by_key(|column| column.position.unwrap_or(i64::MAX));
    let column = |column: &types::ColumnInfo| Column {
        name: column.name.clone().unwrap_or_default(),
        type_text: column.type_text.clone().unwrap_or_default(),
        nullable: column.nullable.unwrap_or(true),
        comment: not_empty(column.comment.clone()),
        tags: BTreeMap::new(),
        mask: column.mask.as_ref().map(mask),
    };
    wire.into_iter().map(column).collect()
}

fn mask(wire: &types::ColumnMask) -> Mask {
    Mask {
        function: dotted(wire.function_name.as_deref()),
        using: arguments(&wire.using_column_names, &wire.using_arguments),
    }
}

fn row_filter(wire: &types::TableRowFilter) -> RowFilter {
    RowFilter {
        function: dotted(wire.function_name.as_deref()),
        columns: arguments(&wire.input_column_names, &wire.input_arguments),
    }
}

/// The older list of columns, or the newer one that may also hold constants.
fn arguments(columns: &[String], newer: &[types::PolicyFunctionArgument]) -> Vec<String> {
    if newer.is_empty() {
        return columns.to_vec();
    }
    let text = |argument: &types::PolicyFunctionArgument| {
        argument
            .column
            .clone()
            .or_else(|| argument.constant.clone())
            .unwrap_or_default()
    };
    newer.iter().map(text).collect()
}

/// A dotted name of the wire, which does not quote. Names cannot hold dots, so this is exact.
pub(super) fn dotted(text: Option<&str>) -> QName {
    QName::new(text.unwrap_or_default().split('.').map(Ident::new))
}

pub(super) fn function(info: types::FunctionInfo, name: QName) -> Object {
    let returns = match (info.full_data_type.as_deref(), info.return_params) {
        (Some("TABLE_TYPE" | "TABLE"), Some(columns)) => Returns::Table {
            columns: params(columns),
        },
        (Some(text), _) => Returns::Scalar {
            type_text: text.to_owned(),
        },
        (None, Some(columns)) => Returns::Table {
            columns: params(columns),
        },
        (None, None) => Returns::Scalar {
            type_text: info.data_type.unwrap_or_default(),
        },
    };
    let language = match (info.routine_body.as_deref(), info.external_language) {
        (Some("EXTERNAL"), Some(language)) => language,
        (_, Some(language)) if !language.is_empty() => language,
        (Some("EXTERNAL"), None) => "EXTERNAL".to_owned(),
        _ => "SQL".to_owned(),
    };
    let detail = FunctionDetail {
        language,
        params: info.input_params.map(params).unwrap_or_default(),
        returns,
        body: info.routine_definition.unwrap_or_default(),
        namespace: own_namespace(&name),
        deterministic: info.is_deterministic,
        data_access: info.sql_data_access,
    };
    Object {
        kind: Kind::Function,
        name,
        id: info.function_id,
        owner: info.owner,
        comment: not_empty(info.comment),
        properties: BTreeMap::new(),
        tags: BTreeMap::new(),
        grants: Vec::new(),
        detail: Detail::Function(Box::new(detail)),
    }
}

fn params(wire: types::FunctionParameterInfos) -> Vec<Param> {
    let mut wire = wire.parameters;
    wire.sort_by_key(|param| param.position.unwrap_or(i64::MAX));
    let param = |param: types::FunctionParameterInfo| Param {
        name: param.name.unwrap_or_default(),
        type_text: param.type_text.unwrap_or_default(),
        default: param.parameter_default,
        comment: not_empty(param.comment),
    };
    wire.into_iter().map(param).collect()
}

pub(super) fn volume(info: types::VolumeInfo, name: QName) -> Object {
    let storage = match (info.volume_type.as_deref(), info.storage_location) {
        (Some("EXTERNAL"), Some(location)) => Storage::External { location },
        _ => Storage::Managed,
    };
    Object {
        kind: Kind::Volume,
        name,
        id: info.volume_id,
        owner: info.owner,
        comment: not_empty(info.comment),
        properties: BTreeMap::new(),
        tags: BTreeMap::new(),
        grants: Vec::new(),
        detail: Detail::Volume {
            storage,
            files: None,
        },
    }
}

pub(super) fn model(info: types::RegisteredModelInfo, name: QName) -> Object {
    Object {
        kind: Kind::Model,
        name,
        id: info
            .extra
            .get("id")
            .and_then(|id| id.as_str())
            .map(str::to_owned),
        owner: info.owner,
        comment: not_empty(info.comment),
        properties: BTreeMap::new(),
        tags: BTreeMap::new(),
        grants: Vec::new(),
        detail: Detail::Opaque {
            wire_kind: "REGISTERED_MODEL".to_owned(),
        },
    }
}

/// Hangs tags and grants on the object that they belong to.
pub(super) fn govern(object: &mut Object, governance: &mut Governance) {
    let key = object.key();
    object.tags = governance.tags.remove(&key).unwrap_or_default();
    object.grants = grants(governance.privileges.remove(&key).unwrap_or_default());
    let columns = match &mut object.detail {
        Detail::Table(table) => &mut table.columns,
        Detail::View(view) => &mut view.columns,
        _ => return,
    };
    let Some(mut tagged) = governance.column_tags.remove(&key) else {
        return;
    };
    for column in columns {
        // Column names keep their case on the wire and compare without it.
        column.tags = tagged
            .remove(&Ident::new(column.name.as_str()))
            .unwrap_or_default();
    }
}

fn grants(privileges: BTreeMap<String, BTreeSet<String>>) -> Vec<Grant> {
    let grant = |(principal, privileges)| Grant {
        principal,
        privileges,
    };
    privileges.into_iter().map(grant).collect()
}

/// The platform sends an empty comment where there is none.
fn not_empty(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("MANAGED", Kind::Table)]
    #[case("EXTERNAL_SHALLOW_CLONE", Kind::Table)]
    #[case("METRIC_VIEW", Kind::MetricView)]
    #[case("FOREIGN", Kind::ForeignTable)]
    #[case("HOLOGRAM", Kind::Other)]
    #[case("", Kind::Other)]
    fn a_relation_of_any_kind_is_kept(#[case] wire: &str, #[case] kind: Kind) {
        let info = types::TableInfo {
            table_type: Some(wire.to_owned()),
            ..types::TableInfo::default()
        };
        let name = QName::new(["c", "s", "t"].map(Ident::new));
        let object = relation(info, name);
        assert_eq!(object.kind, kind);
        if kind == Kind::Other {
            let wire_kind = wire.to_owned();
            assert_eq!(object.detail, Detail::Opaque { wire_kind });
        }
    }

    #[test]
    fn what_the_platform_writes_is_not_read_as_the_users() {
        let properties = [
            "unity.catalog.managed.delta.x",
            "delta.lastCommitTimestamp",
            "team",
        ];
        let properties = properties.map(|key| (key.to_owned(), "v".to_owned()));
        let kept = written(BTreeMap::from(properties));
        assert_eq!(kept.into_keys().collect::<Vec<_>>(), ["team"]);
    }
}
