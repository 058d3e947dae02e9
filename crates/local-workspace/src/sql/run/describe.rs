//! `DESCRIBE` of tables, catalogs, schemas, volumes and functions.

use super::Run;
use crate::catalog::{Column, TableConstraint, TableRow};
use crate::error::WsResult;
use crate::runner::SqlResult;
use crate::sql::ast::Target;
use crate::sql::names::{ObjectName, quoted};
use crate::sql::result::{Cell, Header, rows};

const TABLE: [Header; 3] = [
    ("col_name", "STRING"),
    ("data_type", "STRING"),
    ("comment", "STRING"),
];

/// A row of [`TABLE`] with texts.
fn line(name: &str, value: &str) -> Vec<Cell> {
    vec![Cell::from(name), Cell::from(value), Cell::from("")]
}

fn column_line(column: &Column) -> Vec<Cell> {
    vec![
        Cell::from(&column.name),
        Cell::from(&column.type_text),
        Cell::text(column.comment.as_deref()),
    ]
}

impl Run<'_> {
    /// `DESCRIBE [TABLE] [EXTENDED]`.
    pub(super) fn describe_table(&self, table: &ObjectName, extended: bool) -> WsResult<SqlResult> {
        let name = self.full(table)?.to_string();
        let table = self.catalog().get_table(self.caller(), &name)?;
        let mut lines: Vec<Vec<Cell>> = table.columns.iter().map(column_line).collect();
        let mut partitions: Vec<&Column> = table
            .columns
            .iter()
            .filter(|column| column.partition_index.is_some())
            .collect();
        partitions.sort_by_key(|column| column.partition_index);
        if !partitions.is_empty() {
            lines.push(line("# Partition Information", ""));
            lines.push(
                ["# col_name", "data_type", "comment"]
                    .map(Cell::from)
                    .to_vec(),
            );
            lines.extend(partitions.into_iter().map(column_line));
        }
        if extended {
            details(&table, &mut lines);
        }
        Ok(rows(&TABLE, lines))
    }

    /// `DESCRIBE QUERY`.
    pub(super) async fn describe_query(&self, query: &str) -> WsResult<SqlResult> {
        let found = self.query_columns(query).await?;
        Ok(rows(&TABLE, found.columns.iter().map(column_line)))
    }

    /// `DESCRIBE CATALOG`.
    pub(super) fn describe_catalog(&self, target: &Target, extended: bool) -> WsResult<SqlResult> {
        let (_, name) = self.securable(target)?;
        let catalog = self.catalog().get_catalog(self.caller(), &name)?;
        let meta = &catalog.meta;
        let mut lines = vec![
            ("Catalog Name", meta.name.clone()),
            ("Comment", meta.comment.clone().unwrap_or_default()),
            ("Owner", meta.owner.clone()),
        ];
        if extended {
            lines.extend([
                ("Catalog Type", catalog.catalog_type.clone()),
                ("Created By", meta.created_by.clone()),
                ("Created At", shown_time(meta.created_at)),
                ("Updated By", meta.updated_by.clone()),
                ("Updated At", shown_time(meta.updated_at)),
                (
                    "Storage Root",
                    catalog.storage_root.clone().unwrap_or_default(),
                ),
            ]);
        }
        Ok(info(
            &[("info_name", "STRING"), ("info_value", "STRING")],
            lines,
        ))
    }

    /// `DESCRIBE SCHEMA`.
    pub(super) fn describe_schema(&self, target: &Target, extended: bool) -> WsResult<SqlResult> {
        let (_, name) = self.securable(target)?;
        let schema = self.catalog().get_schema(self.caller(), &name)?;
        let meta = &schema.meta;
        let mut lines = vec![
            ("Catalog Name", schema.catalog_name.clone()),
            ("Namespace Name", meta.name.clone()),
            ("Comment", meta.comment.clone().unwrap_or_default()),
            ("Location", schema.storage_root.clone().unwrap_or_default()),
            ("Owner", meta.owner.clone()),
        ];
        if extended {
            let properties = schema
                .properties
                .iter()
                .map(|(key, value)| format!("({key},{value})"));
            lines.push((
                "Properties",
                format!("({})", properties.collect::<Vec<_>>().join(", ")),
            ));
        }
        let headers = [
            ("database_description_item", "STRING"),
            ("database_description_value", "STRING"),
        ];
        Ok(info(&headers, lines))
    }

    /// `DESCRIBE VOLUME`.
    pub(super) fn describe_volume(&self, target: &Target) -> WsResult<SqlResult> {
        let (_, name) = self.securable(target)?;
        let volume = self.catalog().get_volume(self.caller(), &name)?;
        let meta = &volume.meta;
        Ok(rows(
            &[
                ("name", "STRING"),
                ("catalog", "STRING"),
                ("database", "STRING"),
                ("owner", "STRING"),
                ("storageLocation", "STRING"),
                ("volumeType", "STRING"),
                ("comment", "STRING"),
            ],
            [vec![
                Cell::from(&meta.name),
                Cell::from(&volume.catalog_name),
                Cell::from(&volume.schema_name),
                Cell::from(&meta.owner),
                Cell::from(&volume.location),
                Cell::from(volume.volume_type.as_str()),
                Cell::text(meta.comment.as_deref()),
            ]],
        ))
    }

    /// `DESCRIBE FUNCTION`.
    pub(super) fn describe_function(&self, target: &Target, extended: bool) -> WsResult<SqlResult> {
        let (_, name) = self.securable(target)?;
        let function = self.catalog().get_function(self.caller(), &name)?;
        let definition = &function.definition;
        let kind = if definition.data_type == "TABLE_TYPE" {
            "TABLE"
        } else {
            "SCALAR"
        };
        let inputs: Vec<String> = definition
            .input_params
            .iter()
            .map(|input| format!("{} {}", input.name, input.type_text.to_uppercase()))
            .collect();
        let mut lines = vec![
            format!("Function: {name}"),
            format!("Type:     {kind}"),
            format!(
                "Input:    {}",
                if inputs.is_empty() {
                    "()".to_owned()
                } else {
                    inputs.join(", ")
                }
            ),
            format!("Returns:  {}", definition.full_data_type.to_uppercase()),
        ];
        if extended {
            let language = definition.external_language.as_deref().unwrap_or("SQL");
            lines.extend([
                format!(
                    "Comment:  {}",
                    function.meta.comment.clone().unwrap_or_default()
                ),
                format!(
                    "Data Access: {}",
                    definition.sql_data_access.replace('_', " ")
                ),
                format!("Deterministic: {}", definition.is_deterministic),
                format!("Owner:    {}", function.meta.owner),
                format!("Create Time: {}", shown_time(function.meta.created_at)),
                format!("Language: {language}"),
                format!("Body:     {}", definition.routine_definition),
            ]);
        }
        Ok(rows(
            &[("function_desc", "STRING")],
            lines.into_iter().map(|text| vec![Cell::from(text)]),
        ))
    }
}

fn info(headers: &[Header], lines: Vec<(&str, String)>) -> SqlResult {
    rows(
        headers,
        lines
            .into_iter()
            .map(|(name, value)| vec![Cell::from(name), Cell::from(value)]),
    )
}

/// `Wed Jan 31 09:30:00 UTC 2024`, as these statements write times.
fn shown_time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(
        |_| ms.to_string(),
        |time| time.strftime("%a %b %d %H:%M:%S UTC %Y").to_string(),
    )
}

fn details(table: &TableRow, lines: &mut Vec<Vec<Cell>>) {
    let meta = &table.meta;
    lines.push(line("", ""));
    lines.push(line("# Detailed Table Information", ""));
    lines.push(line("Catalog", &table.catalog_name));
    lines.push(line("Database", &table.schema_name));
    lines.push(line("Table", &meta.name));
    lines.push(line("Created Time", &shown_time(meta.created_at)));
    lines.push(line("Last Access", "UNKNOWN"));
    lines.push(line("Created By", &meta.created_by));
    lines.push(line("Type", table.table_type.as_str()));
    if let Some(comment) = &meta.comment {
        lines.push(line("Comment", comment));
    }
    if let Some(location) = &table.location {
        lines.push(line("Location", location));
    }
    if let Some(format) = &table.format {
        lines.push(line("Provider", &format.to_lowercase()));
    }
    lines.push(line("Owner", &meta.owner));
    if !table.properties.is_empty() {
        let properties: Vec<String> = table
            .properties
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        lines.push(line(
            "Table Properties",
            &format!("[{}]", properties.join(",")),
        ));
    }
    if let Some(view) = &table.view {
        lines.push(line("View Text", &view.definition));
        lines.push(line("View Original Text", &view.definition));
        let mode = table
            .properties
            .get(super::views::SCHEMA_MODE)
            .map_or("COMPENSATION", String::as_str);
        lines.push(line("View Schema Mode", mode));
        let namespace = format!("{}.{}", quoted(&view.catalog), quoted(&view.schema));
        lines.push(line("View Catalog and Namespace", &namespace));
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| quoted(&column.name))
            .collect();
        lines.push(line(
            "View Query Output Columns",
            &format!("[{}]", columns.join(", ")),
        ));
    }
    policies(table, lines);
    if !table.constraints.is_empty() {
        lines.push(line("", ""));
        lines.push(line("# Constraints", ""));
        lines.extend(
            table
                .constraints
                .iter()
                .map(|key| line(key.name(), &constraint_text(key))),
        );
    }
}

fn policies(table: &TableRow, lines: &mut Vec<Vec<Cell>>) {
    if let Some(filter) = &table.row_filter {
        lines.push(line("", ""));
        lines.push(line("# Row Filter", ""));
        let columns = filter.input_column_names.join(", ");
        lines.push(line(
            "Row Filter",
            &format!("{} ON ({columns})", filter.function_name),
        ));
    }
    let masked: Vec<_> = table
        .columns
        .iter()
        .filter_map(|column| Some((column, column.mask.as_ref()?)))
        .collect();
    if !masked.is_empty() {
        lines.push(line("", ""));
        lines.push(line("# Column Masks", ""));
        lines.extend(
            masked
                .into_iter()
                .map(|(column, mask)| line(&column.name, &mask.function_name)),
        );
    }
}

fn constraint_text(constraint: &TableConstraint) -> String {
    let list = |names: &[String]| {
        names
            .iter()
            .map(|name| quoted(name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match constraint {
        TableConstraint::Primary(key) => format!("PRIMARY KEY ({})", list(&key.columns)),
        TableConstraint::Foreign(key) => {
            let parent: Vec<String> = key.parent_table.split('.').map(quoted).collect();
            let (columns, others) = (list(&key.columns), list(&key.parent_columns));
            format!(
                "FOREIGN KEY ({columns}) REFERENCES {} ({others})",
                parent.join(".")
            )
        }
    }
}
