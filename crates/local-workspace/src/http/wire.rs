//! Rows as the JSON objects of the API.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::reply::compact;
use crate::catalog::{
    CatalogRow, Column, FunctionParam, FunctionRow, Metastore, ModelRow, Optimization, SchemaRow,
    Securable, TableConstraint, TableRow, TableType, VolumeRow,
};

/// What objects of every kind show, and what needs the metastore.
pub(super) struct Wire {
    pub(super) metastore: Metastore,
    pub(super) version: i64,
}

impl Wire {
    fn common(&self, meta: &Securable) -> Map<String, Value> {
        let fields = json!({
            "name": meta.name,
            "full_name": meta.full_name,
            "owner": meta.owner,
            "comment": meta.comment,
            "metastore_id": self.metastore.id,
            "created_at": meta.created_at,
            "created_by": meta.created_by,
            "updated_at": meta.updated_at,
            "updated_by": meta.updated_by,
            "securable_type": meta.kind.as_str(),
            "browse_only": meta.browse_only,
            "metastore_version": self.version,
            "cache_version_info": {"metastore_version": self.version},
            "etag": STANDARD.encode(format!("{}:{}", meta.id, meta.updated_at)),
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }

    fn render(&self, meta: &Securable, own: Value) -> Value {
        let mut fields = self.common(meta);
        if let Value::Object(own) = own {
            fields.extend(own);
        }
        compact(Value::Object(fields))
    }

    pub(super) fn catalog(&self, row: &CatalogRow) -> Value {
        let managed = !row.meta.system;
        let path = format!("/metastores/{}/catalogs/{}", self.metastore.id, row.meta.id);
        self.render(
            &row.meta,
            json!({
                "id": row.meta.id,
                "catalog_type": row.catalog_type,
                "securable_kind": kind_of(&row.meta),
                "isolation_mode": row.isolation_mode,
                "storage_root": row.storage_root,
                "storage_location": row.storage_root.as_ref().map(|root| {
                    format!("{}/__unitystorage/catalogs/{}", root.trim_end_matches('/'), row.meta.id)
                }),
                "custom_max_retention_hours": row.retention_hours,
                "options": map(&row.options),
                "properties": map(&row.properties),
                "resource_name": path,
                "accessible_in_current_workspace": true,
                "provisioning_info": (!managed).then(|| json!({"state": "ACTIVE"})),
                "delta_sharing_valid_through_timestamp": (!managed).then_some(row.meta.updated_at),
                "enable_predictive_optimization": managed.then_some(&row.optimization.own),
                "enable_auto_maintenance": managed.then_some(&row.optimization.own),
                "effective_predictive_optimization_flag": managed.then(|| optimization(&row.optimization)),
                "effective_auto_maintenance_flag": managed.then(|| optimization(&row.optimization)),
            }),
        )
    }

    pub(super) fn schema(&self, row: &SchemaRow, has_tags: bool) -> Value {
        let managed = !row.meta.system;
        self.render(
            &row.meta,
            json!({
                "catalog_name": row.catalog_name,
                "schema_id": row.meta.id,
                "catalog_type": row.catalog_type,
                "securable_kind": kind_of(&row.meta),
                "storage_root": row.storage_root,
                "storage_location": row.storage_root.as_ref().map(|root| {
                    format!("{}/__unitystorage/schemas/{}", root.trim_end_matches('/'), row.meta.id)
                }),
                "custom_max_retention_hours": row.retention_hours,
                "properties": map(&row.properties),
                "related_entity_hints": {"tag": {"exists": has_tags}, "policy": {"exists": false}},
                "secret_storage": managed.then(|| json!({"storage_type": "STORAGE_TYPE_MANAGED"})),
                "enable_predictive_optimization": managed.then_some(&row.optimization.own),
                "enable_auto_maintenance": managed.then_some(&row.optimization.own),
                "effective_predictive_optimization_flag": managed.then(|| optimization(&row.optimization)),
                "effective_auto_maintenance_flag": managed.then(|| optimization(&row.optimization)),
            }),
        )
    }

    pub(super) fn table(&self, row: &TableRow) -> Value {
        let dependencies = row.view.as_ref().map(|view| {
            let tables = view
                .tables
                .iter()
                .map(|name| json!({"table": {"table_full_name": name}}));
            let functions = view
                .functions
                .iter()
                .map(|name| json!({"function": {"function_full_name": name}}));
            json!({"dependencies": tables.chain(functions).collect::<Vec<_>>()})
        });
        let constraints: Vec<Value> = row.constraints.iter().map(constraint).collect();
        self.render(
            &row.meta,
            json!({
                "catalog_name": row.catalog_name,
                "schema_name": row.schema_name,
                "table_id": row.meta.id,
                "table_type": row.table_type.as_str(),
                "securable_kind": table_kind(row),
                "data_source_format": row.format,
                "columns": row.columns.iter().enumerate().map(|(n, c)| column(n, c)).collect::<Vec<_>>(),
                "storage_location": row.location,
                "view_definition": row.view.as_ref().map(|view| &view.definition),
                "view_dependencies": dependencies,
                "sql_path": Value::Null,
                "row_filter": row.row_filter,
                "properties": row.properties,
                "table_constraints": (!constraints.is_empty()).then_some(constraints),
                "data_access_configuration_id": row.location.as_ref().map(|_| NO_CREDENTIAL),
                "delta_runtime_properties_kvpairs": {},
                "enable_predictive_optimization": row.optimization.own,
                "effective_predictive_optimization_flag": optimization(&row.optimization),
                "generation": 0,
            }),
        )
    }

    pub(super) fn volume(&self, row: &VolumeRow) -> Value {
        self.render(
            &row.meta,
            json!({
                "catalog_name": row.catalog_name,
                "schema_name": row.schema_name,
                "volume_id": row.meta.id,
                "volume_type": row.volume_type.as_str(),
                "storage_location": row.location,
                "securable_kind": format!("VOLUME_{}", row.volume_type.as_str()),
            }),
        )
    }

    pub(super) fn function(&self, row: &FunctionRow) -> Value {
        let it = &row.definition;
        let none = it.return_params.is_empty();
        let dependencies: Vec<Value> = it
            .tables
            .iter()
            .map(|name| json!({"table": {"table_full_name": name}}))
            .chain(
                it.functions
                    .iter()
                    .map(|name| json!({"function": {"function_full_name": name}})),
            )
            .collect();
        self.render(
            &row.meta,
            json!({
                "catalog_name": row.catalog_name,
                "schema_name": row.schema_name,
                "function_id": row.meta.id,
                "specific_name": row.meta.name,
                "input_params": {"parameters": params(&it.input_params, "PARAM")},
                "data_type": it.data_type,
                "full_data_type": it.full_data_type,
                "return_params": (!none).then(|| json!({"parameters": params(&it.return_params, "COLUMN")})),
                "routine_body": it.routine_body,
                "routine_definition": it.routine_definition,
                "routine_dependencies": (!dependencies.is_empty())
                    .then(|| json!({"dependencies": dependencies})),
                "external_language": it.external_language,
                "parameter_style": "S",
                "is_deterministic": it.is_deterministic,
                "is_null_call": it.is_null_call,
                "security_type": it.security_type,
                "sql_data_access": it.sql_data_access,
                "properties": it.properties.as_deref().unwrap_or("{}"),
                "securable_kind": "FUNCTION_STANDARD",
            }),
        )
    }

    pub(super) fn model(&self, row: &ModelRow) -> Value {
        self.render(
            &row.meta,
            json!({
                "catalog_name": row.catalog_name,
                "schema_name": row.schema_name,
                "id": row.meta.id,
                "storage_location": row.location,
                "securable_type": "FUNCTION",
                "securable_kind": "FUNCTION_REGISTERED_MODEL",
            }),
        )
    }
}

/// Local files need no credential; the id is that of none.
const NO_CREDENTIAL: &str = "00000000-0000-0000-0000-000000000000";

fn kind_of(meta: &Securable) -> String {
    format!(
        "{}_{}",
        meta.kind.as_str(),
        if meta.system { "SYSTEM" } else { "STANDARD" }
    )
}

pub(super) fn table_kind(row: &TableRow) -> String {
    match row.table_type {
        TableType::View => "TABLE_VIEW".to_owned(),
        TableType::Managed => format!("TABLE_{}", row.format.as_deref().unwrap_or("DELTA")),
        TableType::External => format!(
            "TABLE_{}_EXTERNAL",
            row.format.as_deref().unwrap_or("DELTA")
        ),
        kind => format!("TABLE_DELTA_{}", kind.as_str()),
    }
}

fn optimization(it: &Optimization) -> Value {
    match &it.inherited_from {
        Some((kind, name)) => json!({
            "value": it.effective,
            "inherited_from_type": kind.as_str(),
            "inherited_from_name": name,
        }),
        None => json!({"value": it.effective}),
    }
}

fn map(values: &BTreeMap<String, String>) -> Value {
    if values.is_empty() {
        Value::Null
    } else {
        json!(values)
    }
}

fn column(position: usize, column: &Column) -> Value {
    compact(json!({
        "name": column.name,
        "type_text": column.type_text,
        "type_json": column.type_json,
        "type_name": column.type_name,
        "type_precision": column.type_precision.unwrap_or_default(),
        "type_scale": column.type_scale.unwrap_or_default(),
        "type_interval_type": column.type_interval_type,
        "position": position,
        "comment": column.comment,
        "nullable": column.nullable,
        "partition_index": column.partition_index,
        "mask": column.mask,
    }))
}

pub(super) fn constraint(constraint: &TableConstraint) -> Value {
    match constraint {
        TableConstraint::Primary(key) => json!({"primary_key_constraint": compact(json!({
            "name": key.name,
            "child_columns": key.columns,
            "rely": key.rely,
            "timeseries_columns": (!key.timeseries_columns.is_empty()).then_some(&key.timeseries_columns),
        }))}),
        TableConstraint::Foreign(key) => json!({"foreign_key_constraint": {
            "name": key.name,
            "child_columns": key.columns,
            "parent_table": key.parent_table,
            "parent_columns": key.parent_columns,
            "rely": key.rely,
        }}),
    }
}

fn params(list: &[FunctionParam], kind: &str) -> Vec<Value> {
    let render = |(position, it): (usize, &FunctionParam)| {
        compact(json!({
            "name": it.name,
            "type_text": it.type_text,
            "type_name": it.type_name,
            "type_json": it.type_json,
            "type_precision": it.type_precision.unwrap_or_default(),
            "type_scale": it.type_scale.unwrap_or_default(),
            "position": position,
            "parameter_mode": "IN",
            "parameter_type": kind,
            "parameter_default": it.parameter_default,
            "comment": it.comment,
        }))
    };
    list.iter().enumerate().map(render).collect()
}
