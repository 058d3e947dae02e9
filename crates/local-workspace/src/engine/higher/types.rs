//! What lambdas take, and what the functions around them give.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field};
use datafusion::common::Result;

use super::Verb;
use crate::engine::types::type_text;
use crate::error::WsError;

fn mismatch(verb: Verb, what: impl std::fmt::Display) -> WsError {
    WsError::sql(
        "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
        "42K09",
        format_args!("Cannot resolve a call of `{verb:?}` due to data type mismatch: {what}."),
    )
}

fn shown(data_type: &DataType) -> String {
    type_text(data_type).to_uppercase()
}

fn item(verb: Verb, data_type: &DataType) -> Result<DataType> {
    match data_type {
        DataType::List(item) => Ok(item.data_type().clone()),
        other => Err(mismatch(
            verb,
            format_args!("it takes an ARRAY, not {}", shown(other)),
        )
        .into()),
    }
}

/// Key and value of a map.
pub(super) fn entry(data_type: &DataType) -> Option<(&Arc<Field>, &Arc<Field>)> {
    match data_type {
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => match fields.as_ref() {
                [key, value] => Some((key, value)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn entry_of(verb: Verb, data_type: &DataType) -> Result<(DataType, DataType)> {
    match entry(data_type) {
        Some((key, value)) => Ok((key.data_type().clone(), value.data_type().clone())),
        None => Err(mismatch(
            verb,
            format_args!("it takes a MAP, not {}", shown(data_type)),
        )
        .into()),
    }
}

/// The same type where everything inside may be NULL, since a later value of it may have one.
pub(super) fn loose(data_type: &DataType) -> DataType {
    let field =
        |field: &Arc<Field>| Arc::new(Field::new(field.name(), loose(field.data_type()), true));
    match data_type {
        DataType::List(item) => DataType::List(field(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(field).collect()),
        other => other.clone(),
    }
}

/// The types of the parameters of each lambda, for values of these types.
///
/// # Errors
/// When the function does not take these values.
pub(super) fn parameters(verb: Verb, values: &[&DataType]) -> Result<Vec<Vec<DataType>>> {
    Ok(match (verb, values) {
        (Verb::Transform | Verb::Filter, [list]) => {
            vec![vec![item(verb, list)?, DataType::Int32]]
        }
        (Verb::Exists | Verb::ForAll, [list]) => vec![vec![item(verb, list)?]],
        (Verb::ZipWith, [left, right]) => vec![vec![item(verb, left)?, item(verb, right)?]],
        (Verb::SortBy, [list]) => vec![vec![item(verb, list)?, item(verb, list)?]],
        (Verb::Aggregate, [list, start]) => {
            vec![vec![loose(start), item(verb, list)?], vec![loose(start)]]
        }
        (Verb::TransformKeys | Verb::TransformValues | Verb::MapFilter, [map]) => {
            let (key, value) = entry_of(verb, map)?;
            vec![vec![key, value]]
        }
        (Verb::MapZipWith, [left, right]) => {
            let ((key, left), (other, right)) = (entry_of(verb, left)?, entry_of(verb, right)?);
            if key != other {
                return Err(mismatch(
                    verb,
                    format_args!(
                        "the keys of both maps must be of one type, not {} and {}",
                        shown(&key),
                        shown(&other)
                    ),
                )
                .into());
            }
            vec![vec![key, left, right]]
        }
        _ => return Err(mismatch(verb, "it takes another number of values").into()),
    })
}

/// The type of the function's value, for values and results of lambdas of these types.
///
/// # Errors
/// When the function does not take them.
pub(super) fn gives(verb: Verb, values: &[&DataType], lambdas: &[&DataType]) -> Result<DataType> {
    let condition = |given: &DataType| match given {
        DataType::Boolean | DataType::Null => Ok(()),
        other => Err(mismatch(
            verb,
            format_args!("its lambda must give a BOOLEAN, not {}", shown(other)),
        )),
    };
    Ok(match (verb, values, lambdas) {
        (Verb::Transform | Verb::ZipWith, [_, ..], [item]) => {
            DataType::new_list((*item).clone(), true)
        }
        (Verb::Filter | Verb::MapFilter, [kept], [given]) => {
            condition(given)?;
            (*kept).clone()
        }
        (Verb::Exists | Verb::ForAll, [_], [given]) => {
            condition(given)?;
            DataType::Boolean
        }
        (Verb::SortBy, [list], [DataType::Int32]) => (*list).clone(),
        (Verb::SortBy, [_], [given]) => {
            return Err(WsError::sql(
                "DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE",
                "42K09",
                format_args!(
                    "The lambda of `array_sort` must give an INT, not {}.",
                    shown(given)
                ),
            )
            .into());
        }
        (Verb::Aggregate, [_, start], [merged, finished]) => {
            if loose(merged) != loose(start) {
                return Err(mismatch(
                    verb,
                    format_args!(
                        "its first lambda must give {}, as what it starts with, not {}",
                        shown(start),
                        shown(merged)
                    ),
                )
                .into());
            }
            (*finished).clone()
        }
        (Verb::TransformKeys, [map], [key]) => {
            let (_, value) = entry_of(verb, map)?;
            map_of(map, key, &value)
        }
        (Verb::TransformValues, [map], [value]) => {
            let (key, _) = entry_of(verb, map)?;
            map_of(map, &key, value)
        }
        (Verb::MapZipWith, [left, _], [value]) => {
            let (key, _) = entry_of(verb, left)?;
            map_of(left, &key, value)
        }
        _ => return Err(mismatch(verb, "it takes other arguments").into()),
    })
}

/// A map, its parts named as those of another.
fn map_of(like: &DataType, key: &DataType, value: &DataType) -> DataType {
    let (DataType::Map(entries, sorted), Some((old_key, old_value))) = (like, entry(like)) else {
        return DataType::Null;
    };
    let fields = [
        Field::new(old_key.name(), key.clone(), false),
        Field::new(old_value.name(), value.clone(), true),
    ];
    let entries = Field::new(
        entries.name(),
        DataType::Struct(fields.into_iter().collect()),
        false,
    );
    DataType::Map(Arc::new(entries), *sorted)
}
