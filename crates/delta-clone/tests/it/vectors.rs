//! Deletion vectors, byte by byte: so that the tests need no writer of their own kind.

use std::path::Path;

use serde_json::{Value, json};

/// A 64-bit roaring bitmap with the magic number of Delta in front.
fn bitmap(rows: &[u16]) -> Vec<u8> {
    let count = u16::try_from(rows.len()).unwrap();
    let mut bytes = 1_681_511_377_u32.to_le_bytes().to_vec();
    bytes.extend(1_u64.to_le_bytes()); // one 32-bit bitmap
    bytes.extend(0_u32.to_le_bytes()); // for the high bits 0
    bytes.extend(12346_u32.to_le_bytes()); // without runs
    bytes.extend(1_u32.to_le_bytes()); // one container
    bytes.extend(0_u16.to_le_bytes()); // for the middle bits 0
    bytes.extend((count - 1).to_le_bytes());
    bytes.extend(16_u32.to_le_bytes()); // where its values start
    for row in rows {
        bytes.extend(row.to_le_bytes());
    }
    bytes
}

/// An inline deletion vector.
pub(crate) fn inline(rows: &[u16]) -> Value {
    let mut bytes = bitmap(rows);
    let size = bytes.len();
    bytes.resize(size.next_multiple_of(4), 0);
    json!({
        "storageType": "i", "pathOrInlineDv": z85::encode(&bytes),
        "sizeInBytes": size, "cardinality": rows.len(),
    })
}

/// A deletion vector in a file of the table, below `prefix` if that is not empty.
pub(crate) fn in_file(table: &Path, prefix: &str, rows: &[u16]) -> Value {
    let uuid = uuid::Uuid::new_v4();
    let bytes = bitmap(rows);
    let mut file = vec![1_u8];
    file.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
    file.extend(&bytes);
    file.extend(crc32(&bytes).to_be_bytes());
    let directory = table.join(prefix);
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join(format!("deletion_vector_{uuid}.bin")), file).unwrap();
    json!({
        "storageType": "u", "pathOrInlineDv": format!("{prefix}{}", z85::encode(uuid.as_bytes())),
        "offset": 1, "sizeInBytes": bytes.len(), "cardinality": rows.len(),
    })
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}
