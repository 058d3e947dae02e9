//! The statement that makes a table or view, for `SHOW CREATE TABLE`.
//!
//! As the real one, it leaves out tags, grants and the owner.

use crate::catalog::{Column, TableConstraint, TableRow, TableType};
use crate::sql::names::{quoted_if_needed, string_literal};
use serde_json::Value;
use std::fmt::Write;

/// The statement for `table`.
pub(super) fn of(table: &TableRow) -> String {
    let mut text = String::new();
    let written = if table.view.is_some() {
        view(&mut text, table)
    } else {
        plain(&mut text, table)
    };
    // Writing to a string cannot fail.
    debug_assert!(written.is_ok());
    text
}

fn name(full_name: &str) -> String {
    full_name
        .split('.')
        .map(quoted_if_needed)
        .collect::<Vec<_>>()
        .join(".")
}

fn list(names: &[String]) -> String {
    names
        .iter()
        .map(|name| quoted_if_needed(name))
        .collect::<Vec<_>>()
        .join(", ")
}

fn view(text: &mut String, table: &TableRow) -> std::fmt::Result {
    write!(text, "CREATE VIEW {} (", name(&table.meta.full_name))?;
    for (position, column) in table.columns.iter().enumerate() {
        let comma = if position == 0 { "" } else { "," };
        write!(text, "{comma}\n  {}", quoted_if_needed(&column.name))?;
        if let Some(comment) = &column.comment {
            write!(text, " COMMENT {}", string_literal(comment))?;
        }
    }
    text.push(')');
    tail(text, table)?;
    if let Some(view) = &table.view {
        write!(text, "\nAS {}", view.definition)?;
    }
    text.push('\n');
    Ok(())
}

fn plain(text: &mut String, table: &TableRow) -> std::fmt::Result {
    write!(text, "CREATE TABLE {} (", name(&table.meta.full_name))?;
    let mut items: Vec<String> = table.columns.iter().map(column).collect();
    items.extend(table.constraints.iter().map(constraint));
    write!(text, "\n  {})", items.join(",\n  "))?;
    write!(
        text,
        "\nUSING {}",
        table.format.as_deref().unwrap_or("delta").to_lowercase()
    )?;
    let mut partitions: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| column.partition_index.is_some())
        .collect();
    partitions.sort_by_key(|column| column.partition_index);
    if !partitions.is_empty() {
        let names: Vec<String> = partitions
            .iter()
            .map(|column| column.name.clone())
            .collect();
        write!(text, "\nPARTITIONED BY ({})", list(&names))?;
    }
    if let Some(filter) = &table.row_filter {
        let columns = list(&filter.input_column_names);
        write!(
            text,
            "\nWITH ROW FILTER {} ON ({columns})",
            name(&filter.function_name)
        )?;
    }
    let outside = matches!(
        table.table_type,
        TableType::External | TableType::ExternalShallowClone
    );
    if let Some(location) = table.location.as_ref().filter(|_| outside) {
        write!(text, "\nLOCATION {}", string_literal(location))?;
    }
    tail(text, table)?;
    text.push('\n');
    Ok(())
}

fn tail(text: &mut String, table: &TableRow) -> std::fmt::Result {
    if let Some(comment) = &table.meta.comment {
        write!(text, "\nCOMMENT {}", string_literal(comment))?;
    }
    if !table.properties.is_empty() {
        let properties: Vec<String> = table
            .properties
            .iter()
            .map(|(key, value)| format!("{} = {}", string_literal(key), string_literal(value)))
            .collect();
        write!(text, "\nTBLPROPERTIES (\n  {})", properties.join(",\n  "))?;
    }
    Ok(())
}

fn column(column: &Column) -> String {
    let mut text = format!(
        "{} {}",
        quoted_if_needed(&column.name),
        column.type_text.to_uppercase()
    );
    // A column registered over REST may carry any text here; then nothing is noted.
    let field: Value = serde_json::from_str(&column.type_json).unwrap_or_default();
    let note = |key: &str| {
        field
            .get("metadata")
            .and_then(|metadata| metadata.get(key))
            .cloned()
    };
    if let Some(expression) = note("delta.generationExpression")
        .as_ref()
        .and_then(Value::as_str)
    {
        text.push_str(&format!(" GENERATED ALWAYS AS ( {expression} )"));
    }
    if let (Some(start), Some(step)) = (note("delta.identity.start"), note("delta.identity.step")) {
        let explicit = note("delta.identity.allowExplicitInsert") == Some(Value::Bool(true));
        let how = if explicit { "BY DEFAULT" } else { "ALWAYS" };
        text.push_str(&format!(
            " GENERATED {how} AS IDENTITY (START WITH {start} INCREMENT BY {step})"
        ));
    }
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = note("CURRENT_DEFAULT").as_ref().and_then(Value::as_str) {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(comment) = &column.comment {
        text.push_str(&format!(" COMMENT {}", string_literal(comment)));
    }
    if let Some(mask) = &column.mask {
        text.push_str(&format!(" MASK {}", name(&mask.function_name)));
        if !mask.using_column_names.is_empty() {
            text.push_str(&format!(
                " USING COLUMNS ({})",
                list(&mask.using_column_names)
            ));
        }
    }
    text
}

fn constraint(constraint: &TableConstraint) -> String {
    let rely = |rely: bool| if rely { " RELY" } else { "" };
    match constraint {
        TableConstraint::Primary(key) => {
            let columns: Vec<String> = key
                .columns
                .iter()
                .map(|column| {
                    let series = key.timeseries_columns.contains(column);
                    let suffix = if series { " TIMESERIES" } else { "" };
                    format!("{}{suffix}", quoted_if_needed(column))
                })
                .collect();
            let name = quoted_if_needed(&key.name);
            format!(
                "CONSTRAINT {name} PRIMARY KEY ({}){}",
                columns.join(", "),
                rely(key.rely)
            )
        }
        TableConstraint::Foreign(key) => format!(
            "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}){}",
            quoted_if_needed(&key.name),
            list(&key.columns),
            name(&key.parent_table),
            list(&key.parent_columns),
            rely(key.rely),
        ),
    }
}
