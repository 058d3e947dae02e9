//! Files of volumes over HTTP.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::rest_support::{Answer, Served, UC, served};

const DIR: &str = "/api/2.0/fs/directories/Volumes/main/default/v";
const FILE: &str = "/api/2.0/fs/files/Volumes/main/default/v";

async fn with_volume() -> Served {
    let served = served();
    let body = json!({"catalog_name": "main", "schema_name": "default", "name": "v", "volume_type": "MANAGED"});
    served.ok("POST", &format!("{UC}/volumes"), body).await;
    served
}

async fn with_header(served: &Served, method: &str, path: &str, name: &str, value: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", "Bearer dapi-local")
        .header(name, value)
        .body(Body::empty())
        .unwrap();
    served.send(request).await
}

#[tokio::test]
async fn a_file_comes_back_whole_and_in_part() {
    let served = with_volume().await;
    let at = format!("{FILE}/dir%20with%20space/a%25b%23%3F.txt");
    let put = served.call("PUT", &at, json!("abcdefghij")).await;
    assert_eq!(put.status, 204);
    let get = served.call("GET", &at, Value::Null).await;
    assert_eq!(
        (get.body.as_str().unwrap(), &get.headers["content-length"]),
        ("abcdefghij", &"10".parse().unwrap())
    );
    let part = with_header(&served, "GET", &at, "range", "bytes=2-4").await;
    assert_eq!(
        (part.status.as_u16(), part.body.as_str().unwrap()),
        (206, "cde")
    );
    assert_eq!(part.headers["content-range"], "bytes 2-4/10");
    let beyond = with_header(&served, "GET", &at, "range", "bytes=10-").await;
    assert_eq!(beyond.status, 416);
    let old = "Mon, 01 Jan 2001 00:00:00 GMT";
    assert_eq!(
        with_header(&served, "GET", &at, "if-unmodified-since", old)
            .await
            .status,
        412
    );
    let head = served.call("HEAD", &at, Value::Null).await;
    assert_eq!(head.headers["content-length"], "10");
    assert!(
        head.headers["last-modified"]
            .to_str()
            .unwrap()
            .ends_with(" GMT")
    );
    let root = served.get(DIR).await;
    assert_eq!(
        root["contents"][0]["path"],
        "/Volumes/main/default/v/dir with space/"
    );
}

#[tokio::test]
async fn a_file_is_replaced_only_when_asked_to() {
    let served = with_volume().await;
    let at = format!("{FILE}/f");
    served.call("PUT", &at, json!("one")).await;
    assert_eq!(
        served.call("PUT", &at, json!("two")).await.error(),
        (409, "ALREADY_EXISTS")
    );
    assert_eq!(served.get(&at).await, "one");
    assert_eq!(
        served
            .call("PUT", &format!("{at}?overwrite=true"), json!("two"))
            .await
            .status,
        204
    );
    assert_eq!(served.get(&at).await, "two");
    let uploads = std::fs::read_dir(served.dir.path().join("uploads"))
        .unwrap()
        .count();
    assert_eq!(uploads, 0, "uploads leave nothing behind");
    assert_eq!(served.call("DELETE", &at, Value::Null).await.status, 204);
    assert_eq!(
        served.call("DELETE", &at, Value::Null).await.error(),
        (404, "NOT_FOUND")
    );
    assert_eq!(served.call("HEAD", &at, Value::Null).await.status, 404);
}

#[tokio::test]
async fn parts_join_in_their_order_and_an_odd_list_of_them_is_refused() {
    let served = with_volume().await;
    let at = format!("{FILE}/big");
    let initiate = || {
        served.ok(
            "POST",
            "/api/2.0/fs/files/Volumes/main/default/v/big?action=initiate-upload&overwrite=true",
            json!({}),
        )
    };
    let links = |token: String| {
        served.ok("POST", "/api/2.0/fs/create-upload-part-urls", {
        json!({"path": "/Volumes/main/default/v/big", "session_token": token, "start_part_number": 1, "count": 2})
    })
    };
    for (given, status) in [([0, 1], 200), ([1, 0], 400)] {
        let token = initiate().await["multipart_upload"]["session_token"]
            .as_str()
            .unwrap()
            .to_owned();
        let urls = links(token.clone()).await["upload_part_urls"].clone();
        let mut parts = Vec::new();
        // Parts may come in any order.
        for n in [1, 0] {
            let path = urls[n]["url"]
                .as_str()
                .unwrap()
                .strip_prefix("http://localhost")
                .unwrap()
                .to_owned();
            let put = served
                .call_as("", "PUT", &path, json!(["one,", "two"][n]))
                .await;
            let etag = put.headers["etag"].to_str().unwrap().to_owned();
            parts.insert(0, json!({"part_number": n + 1, "etag": etag}));
        }
        let body = json!({"parts": given.map(|n| parts[n].clone())});
        let done =
            format!("{at}?action=complete-upload&upload_type=multipart&session_token={token}");
        assert_eq!(served.call("POST", &done, body).await.status, status);
        assert_eq!(
            links_refused(&served, &token).await,
            404,
            "the session is over"
        );
    }
    assert_eq!(served.get(&at).await, "one,two");
    let uploads = std::fs::read_dir(served.dir.path().join("uploads"))
        .unwrap()
        .count();
    assert_eq!(uploads, 0);
}

async fn links_refused(served: &Served, token: &str) -> u16 {
    let body = json!({"session_token": token});
    served
        .call("POST", "/api/2.0/fs/create-upload-part-urls", body)
        .await
        .status
        .as_u16()
}

#[tokio::test]
async fn directories_are_made_listed_by_page_and_deleted_when_empty() {
    let served = with_volume().await;
    assert_eq!(
        served.get(DIR).await,
        json!({}),
        "the root is there before the first file"
    );
    for _ in 0..2 {
        assert_eq!(
            served
                .call("PUT", &format!("{DIR}/a/b"), Value::Null)
                .await
                .status,
            204
        );
    }
    for n in 0..3 {
        served
            .call("PUT", &format!("{FILE}/a/f{n}"), json!("x"))
            .await;
    }
    let first = served.get(&format!("{DIR}/a?page_size=2")).await;
    assert_eq!(first["contents"].as_array().unwrap().len(), 2);
    assert_eq!(first["contents"][0], {
        let mut entry =
            json!({"path": "/Volumes/main/default/v/a/b/", "name": "b", "is_directory": true});
        entry["last_modified"] = first["contents"][0]["last_modified"].clone();
        entry
    });
    let token = first["next_page_token"].as_str().unwrap();
    let rest = served
        .get(&format!("{DIR}/a?page_size=2&page_token={token}"))
        .await;
    assert_eq!(rest["contents"][0]["file_size"], 1);
    assert_eq!(rest["next_page_token"], Value::Null);
    assert_eq!(
        served
            .call("DELETE", &format!("{DIR}/a"), Value::Null)
            .await
            .error(),
        (400, "DIRECTORY_NOT_EMPTY")
    );
    assert_eq!(
        served
            .call("DELETE", &format!("{DIR}/a/b"), Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(
        served
            .call("HEAD", &format!("{DIR}/a/b"), Value::Null)
            .await
            .status,
        404
    );
    assert_eq!(
        served
            .call("GET", &format!("{DIR}/nope"), Value::Null)
            .await
            .error(),
        (404, "NOT_FOUND")
    );
}

#[tokio::test]
async fn no_path_leads_out_of_a_volume() {
    let served = with_volume().await;
    for path in [
        format!("{FILE}/..%2F..%2Fmeta.db"),
        format!("{FILE}/a/%2E%2E/b"),
        "/api/2.0/fs/files/etc/passwd".to_owned(),
    ] {
        assert_eq!(
            served.call("GET", &path, Value::Null).await.error(),
            (400, "INVALID_PARAMETER_VALUE"),
            "{path}"
        );
    }
    let absent = served
        .call(
            "GET",
            "/api/2.0/fs/files/Volumes/main/default/w/f",
            Value::Null,
        )
        .await;
    assert_eq!(
        absent.body["message"],
        "Volume 'main.default.w' does not exist."
    );
}

#[tokio::test]
async fn reading_and_writing_take_their_privileges() {
    let served = with_volume().await;
    served.call("PUT", &format!("{FILE}/f"), json!("x")).await;
    let made = served
        .ok(
            "POST",
            "/__admin/principals",
            json!({"kind": "USER", "name": "ann@local"}),
        )
        .await;
    let token = made["token"].as_str().unwrap();
    let grant = json!({"changes": [{"principal": "ann@local", "add": ["USE_CATALOG", "USE_SCHEMA", "READ_VOLUME"]}]});
    served
        .ok("PATCH", &format!("{UC}/permissions/catalog/main"), grant)
        .await;
    assert_eq!(
        served
            .call_as(token, "GET", &format!("{FILE}/f"), Value::Null)
            .await
            .status,
        200
    );
    let put = served
        .call_as(token, "PUT", &format!("{FILE}/g"), json!("x"))
        .await;
    assert_eq!(
        put.body["message"],
        "User does not have WRITE VOLUME on Volume 'main.default.v'."
    );
}
