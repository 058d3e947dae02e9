//! Identity columns: on a replace, the value that has come further wins.

use serde_json::Value;

const STEP: &str = "delta.identity.step";
const HIGH_WATER_MARK: &str = "delta.identity.highWaterMark";
const PHYSICAL_NAME: &str = "delta.columnMapping.physicalName";

/// The source's schema, with the high-water marks of identity columns moved on to the target's
/// where the target has given out more values. Without such a column, the very same text.
pub(crate) fn merged_high_water_marks(source: &str, target: &str) -> String {
    let (Ok(mut merged), Ok(target)) = (
        serde_json::from_str::<Value>(source),
        serde_json::from_str::<Value>(target),
    ) else {
        return source.to_owned();
    };
    let mut moved = false;
    for field in fields_mut(&mut merged) {
        let Some(step) = number(field, STEP) else {
            continue;
        };
        let theirs = fields(&target)
            .find(|other| physical_name(other) == physical_name(field))
            .and_then(|other| number(other, HIGH_WATER_MARK));
        let Some(theirs) = theirs else { continue };
        let further = match number(field, HIGH_WATER_MARK) {
            None => true,
            Some(ours) if step >= 0 => theirs > ours,
            Some(ours) => theirs < ours,
        };
        if further && let Some(metadata) = field.get_mut("metadata").and_then(Value::as_object_mut)
        {
            metadata.insert(HIGH_WATER_MARK.to_owned(), theirs.into());
            moved = true;
        }
    }
    if moved {
        merged.to_string()
    } else {
        source.to_owned()
    }
}

fn fields(schema: &Value) -> impl Iterator<Item = &Value> {
    schema
        .get("fields")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn fields_mut(schema: &mut Value) -> impl Iterator<Item = &mut Value> {
    schema
        .get_mut("fields")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
}

fn number(field: &Value, key: &str) -> Option<i64> {
    field.get("metadata")?.get(key)?.as_i64()
}

fn physical_name(field: &Value) -> Option<&str> {
    let mapped = field
        .get("metadata")
        .and_then(|metadata| metadata.get(PHYSICAL_NAME));
    mapped.or_else(|| field.get("name"))?.as_str()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn schema(step: i64, mark: Option<i64>) -> String {
        let mut field = serde_json::json!({
            "name": "id", "type": "long", "nullable": false,
            "metadata": {"delta.identity.start": 1, STEP: step}
        });
        if let Some(mark) = mark {
            field["metadata"][HIGH_WATER_MARK] = mark.into();
        }
        serde_json::json!({"type": "struct", "fields": [field]}).to_string()
    }

    #[rstest]
    #[case(1, Some(10), Some(7), Some(10))]
    #[case(1, Some(7), Some(10), Some(10))]
    #[case(-1, Some(-7), Some(-10), Some(-10))]
    #[case(-1, Some(-10), Some(-7), Some(-10))]
    #[case(1, None, Some(3), Some(3))]
    #[case(1, Some(3), None, Some(3))]
    #[case(1, None, None, None)]
    fn further_mark_wins(
        #[case] step: i64,
        #[case] source: Option<i64>,
        #[case] target: Option<i64>,
        #[case] expected: Option<i64>,
    ) {
        let merged = merged_high_water_marks(&schema(step, source), &schema(step, target));
        assert_eq!(merged, schema(step, expected));
    }

    #[test]
    fn schema_without_identity_keeps_its_text() {
        let odd = r#"{ "type":"struct", "fields":[ ] }"#;
        assert_eq!(merged_high_water_marks(odd, odd), odd);
    }
}
