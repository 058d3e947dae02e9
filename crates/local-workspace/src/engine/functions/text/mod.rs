//! Functions of texts: splitting, regular expressions, JSON paths, encodings.

mod code;
mod json;
mod part;
mod pattern;
mod shape;

use arrow::datatypes::DataType;

use self::code::{chr, conv, decode, encode};
use self::json::json_path;
use self::part::{find_in_set, levenshtein, locate, replace, split_part, substring_index};
use self::pattern::{count, extract, instr, regexp_replace, split};
use self::shape::{format_number, initcap};
use super::row::{Entry, Gives, Row, Takes, texts};

/// The functions of these files.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "spark_split",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 1,
        gives: texts,
        value: split,
    },
    Entry {
        name: "spark_split_part",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: split_part,
    },
    Entry {
        name: "spark_regexp_extract",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 1,
        gives: || DataType::Utf8,
        value: extract,
    },
    Entry {
        name: "spark_regexp_replace",
        takes: &[Takes::Text, Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: regexp_replace,
    },
    Entry {
        name: "spark_regexp_count",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int32,
        value: count,
    },
    Entry {
        name: "spark_regexp_instr",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int32,
        value: instr,
    },
    Entry {
        name: "spark_locate",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 1,
        gives: || DataType::Int32,
        value: locate,
    },
    Entry {
        name: "spark_replace",
        takes: &[Takes::Text, Takes::Text, Takes::Text],
        optional: 1,
        gives: || DataType::Utf8,
        value: replace,
    },
    Entry {
        name: "get_json_object",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: json_path,
    },
    Entry {
        name: "spark_encode",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Binary,
        value: encode,
    },
    Entry {
        name: "spark_decode",
        takes: &[Takes::Bytes, Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: decode,
    },
    Entry {
        name: "conv",
        takes: &[Takes::Text, Takes::Long, Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: conv,
    },
    Entry {
        name: "spark_substring_index",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: substring_index,
    },
    Entry {
        name: "spark_octet_length",
        takes: &[Takes::Bytes],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| Ok(int(row.bytes(0).map_or(0, <[u8]>::len))),
    },
    Entry {
        name: "spark_bit_length",
        takes: &[Takes::Bytes],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| Ok(int(row.bytes(0).map_or(0, |bytes| bytes.len() * 8))),
    },
    Entry {
        name: "spark_find_in_set",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int32,
        value: find_in_set,
    },
    Entry {
        name: "spark_levenshtein",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int32,
        value: levenshtein,
    },
    Entry {
        name: "format_number",
        takes: &[Takes::Double, Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: format_number,
    },
    Entry {
        name: "spark_chr",
        takes: &[Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: chr,
    },
    Entry {
        name: "spark_initcap",
        takes: &[Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: initcap,
    },
];

fn int(number: usize) -> Gives {
    Gives::Int(i32::try_from(number).unwrap_or(i32::MAX))
}

fn text<'a>(row: &'a Row<'_>, place: usize) -> &'a str {
    row.text(place).unwrap_or_default()
}

/// How many letters are before a byte.
fn letters(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count()
}
