//! The name of the operation behind a verb and a path.

use http::Method;

use crate::generated::OPERATIONS;

/// The Files API, which is not generated; its paths end in a path.
const FILES: [(&str, &str, &str); 7] = [
    ("GET", "/api/2.0/fs/files/", "files_download"),
    ("PUT", "/api/2.0/fs/files/", "files_upload"),
    ("DELETE", "/api/2.0/fs/files/", "files_delete"),
    ("GET", "/api/2.0/fs/directories/", "files_list"),
    ("PUT", "/api/2.0/fs/directories/", "files_create_directory"),
    (
        "DELETE",
        "/api/2.0/fs/directories/",
        "files_delete_directory",
    ),
    ("HEAD", "/api/2.0/fs/", "files_look"),
];

/// The name of an operation that no document here describes.
const UNNAMED: &str = "raw";

/// The name of the operation that a call is.
pub(crate) fn operation_of(method: &Method, encoded_path: &str) -> &'static str {
    let path = encoded_path.split('?').next().unwrap_or_default();
    let generated = OPERATIONS
        .iter()
        .filter(|(_, template, _)| fits(template, path));
    let by_hand = FILES
        .iter()
        .filter(|(_, prefix, _)| path.starts_with(prefix));
    generated
        .chain(by_hand)
        .find(|(verb, _, _)| *verb == method.as_str())
        .map_or(UNNAMED, |(_, _, name)| name)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut have) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), have.next()) {
            (None, None) => return true,
            (Some(part), Some(text)) if part == text => {}
            (Some(part), Some(text)) if part.starts_with('{') && !text.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use rstest::rstest;

    use super::operation_of;

    #[rstest]
    #[case(Method::POST, "/api/2.0/sql/statements", "statements_execute")]
    #[case(
        Method::GET,
        "/api/2.1/unity-catalog/tables?catalog_name=a",
        "tables_list"
    )]
    #[case(
        Method::GET,
        "/api/2.1/unity-catalog/tables/a.b.c/exists",
        "tables_exists"
    )]
    #[case(
        Method::PATCH,
        "/api/2.1/unity-catalog/permissions/table/a.b.c",
        "permissions_update"
    )]
    #[case(
        Method::PUT,
        "/api/2.0/fs/files/Volumes/c/s/v/f?overwrite=true",
        "files_upload"
    )]
    #[case(Method::PUT, "/api/2.1/unity-catalog/tables", "raw")]
    #[case(Method::GET, "/api/9.9/something", "raw")]
    fn calls_have_names(#[case] method: Method, #[case] path: &str, #[case] name: &str) {
        assert_eq!(operation_of(&method, path), name);
    }
}
