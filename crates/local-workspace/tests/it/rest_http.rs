//! Catalog operations over HTTP.

use rstest::rstest;
use serde_json::{Value, json};

use crate::rest_support::{Served, UC, served, served_with};
use local_workspace::Options;

async fn principal(served: &Served, kind: &str, name: &str) -> String {
    let body = json!({"kind": kind, "name": name});
    let made = served.ok("POST", "/__admin/principals", body).await;
    made["token"].as_str().unwrap_or_default().to_owned()
}

async fn table(served: &Served, name: &str) {
    let (schema, name) = name.rsplit_once('.').unwrap();
    let (catalog, schema) = schema.split_once('.').unwrap();
    let body = json!({
        "catalog_name": catalog, "schema_name": schema, "name": name, "table_type": "EXTERNAL",
        "data_source_format": "DELTA", "storage_location": format!("/data/{catalog}/{schema}/{name}"),
        "columns": [
            {"name": "id", "type_text": "bigint", "type_name": "LONG", "type_json": "{}", "position": 0, "nullable": false},
            {"name": "a.b", "type_text": "string", "type_name": "STRING", "type_json": "{}", "position": 1},
        ],
    });
    served.ok("POST", &format!("{UC}/tables"), body).await;
}

#[rstest]
#[case::no_token("", 401, "UNAUTHENTICATED")]
#[case::wrong_token("dapi-wrong", 403, "PERMISSION_DENIED")]
#[tokio::test]
async fn a_caller_without_a_valid_token_is_refused(
    #[case] token: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let answer = served()
        .call_as(token, "GET", "/api/2.0/preview/scim/v2/Me", Value::Null)
        .await;
    assert_eq!(answer.error(), (status, code));
}

#[tokio::test]
async fn every_answer_names_the_workspace() {
    let served = served();
    let id = served
        .workspace
        .catalog()
        .metastore()
        .workspace_id
        .to_string();
    for path in ["/api/2.0/preview/scim/v2/Me", "/api/2.0/nothing"] {
        let answer = served.call("GET", path, Value::Null).await;
        assert_eq!(answer.headers["x-databricks-org-id"], id.as_str());
    }
}

#[rstest]
#[case("GET", "/api/2.1/unity-catalog/nothing")]
#[case("PUT", "/api/2.1/unity-catalog/catalogs")]
#[case("POST", "/api/2.0/fs/create-download-url?path=/Volumes/a/b/c/d")]
#[tokio::test]
async fn an_unknown_route_is_named(#[case] method: &str, #[case] path: &str) {
    let answer = served().call(method, path, Value::Null).await;
    assert_eq!(answer.error(), (404, "ENDPOINT_NOT_FOUND"));
    let text = answer.body["message"].as_str().unwrap();
    assert!(
        text.starts_with("No API found for") && text.contains(method),
        "{text}"
    );
}

#[tokio::test]
async fn a_catalog_lives_from_create_to_forced_delete() {
    let served = served();
    let made = served
        .ok(
            "POST",
            &format!("{UC}/catalogs"),
            json!({"name": "Sales", "comment": "c", "properties": {"a": "1"}}),
        )
        .await;
    assert_eq!(made["name"], "sales");
    assert_eq!(made["securable_type"], "CATALOG");
    let at = format!("{UC}/catalogs/SALES");
    let patched = served
        .ok("PATCH", &at, json!({"new_name": "Sales2", "comment": "", "properties": {"b": "2"}, "owner": "users"}))
        .await;
    assert_eq!(patched["full_name"], "sales2");
    assert_eq!(patched["comment"], Value::Null);
    assert_eq!(patched["properties"], json!({"b": "2"}));
    assert_eq!(patched["owner"], "users");
    assert_eq!(
        served.call("GET", &at, Value::Null).await.error(),
        (404, "CATALOG_DOES_NOT_EXIST")
    );
    let at = format!("{UC}/catalogs/sales2");
    assert_eq!(
        served.call("DELETE", &at, Value::Null).await.error(),
        (400, "CATALOG_NOT_EMPTY")
    );
    assert_eq!(
        served
            .ok("DELETE", &format!("{at}?force=true"), Value::Null)
            .await,
        json!({})
    );
}

#[rstest]
#[case::absent(json!({}), "Missing required field: name")]
#[case::bad_name(json!({"name": "a.b"}), "Valid names cannot contain spaces, periods")]
#[case::unsupported(json!({"name": "a", "share_name": "s"}), "share_name")]
#[case::wrong_type(json!({"name": 1}), "name must be a string")]
#[case::no_json(json!("{"), "Could not parse request object")]
#[tokio::test]
async fn a_bad_body_is_refused_by_what_is_wrong(#[case] body: Value, #[case] text: &str) {
    let answer = served().call("POST", &format!("{UC}/catalogs"), body).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.body["message"].as_str().unwrap().contains(text),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn lists_of_tables_leave_out_what_only_a_get_tells() {
    let served = served();
    table(&served, "main.default.parent").await;
    let key = json!({"primary_key_constraint": {"name": "pk", "child_columns": ["id"]}});
    let body = json!({"full_name_arg": "main.default.parent", "constraint": key});
    served.ok("POST", &format!("{UC}/constraints"), body).await;
    let one = served
        .get(&format!("{UC}/tables/main.default.parent"))
        .await;
    assert_eq!(
        one["table_constraints"][0]["primary_key_constraint"]["name"],
        "pk"
    );
    let list = served
        .get(&format!(
            "{UC}/tables?catalog_name=main&schema_name=default&max_results=0&omit_columns=true"
        ))
        .await;
    assert_eq!(list["tables"][0]["table_constraints"], Value::Null);
    assert_eq!(list["tables"][0]["columns"], Value::Null);
    assert_eq!(
        list["tables"][0]["storage_location"],
        "file:///data/main/default/parent"
    );
    let gone = format!("{UC}/constraints/main.default.parent?constraint_name=pk&cascade=false");
    served.ok("DELETE", &gone, Value::Null).await;
    assert_eq!(
        served
            .get(&format!("{UC}/tables/main.default.parent/exists"))
            .await,
        json!({"table_exists": true})
    );
    assert_eq!(
        served
            .get(&format!("{UC}/tables/main.default.x/exists"))
            .await,
        json!({"table_exists": false})
    );
}

#[tokio::test]
async fn summaries_match_patterns_over_schemas() {
    let served = served();
    served
        .ok(
            "POST",
            &format!("{UC}/schemas"),
            json!({"catalog_name": "main", "name": "sales"}),
        )
        .await;
    for name in [
        "main.default.orders",
        "main.sales.orders",
        "main.sales.items",
    ] {
        table(&served, name).await;
    }
    let found = served
        .get(&format!("{UC}/table-summaries?catalog_name=main&schema_name_pattern=s%25&table_name_pattern=o%25"))
        .await;
    assert_eq!(found["tables"].as_array().unwrap().len(), 1);
    assert_eq!(found["tables"][0]["full_name"], "main.sales.orders");
    assert_eq!(found["tables"][0]["table_type"], "EXTERNAL");
}

#[tokio::test]
async fn pages_are_walked_to_the_missing_token() {
    let served = served_with({
        let mut options = Options::default();
        options.page_size = 2;
        options
    });
    for n in 0..5 {
        served
            .ok(
                "POST",
                &format!("{UC}/catalogs"),
                json!({"name": format!("c{n}")}),
            )
            .await;
    }
    let mut names = Vec::new();
    let mut token = String::new();
    loop {
        let page = served
            .get(&format!("{UC}/catalogs?max_results=0{token}"))
            .await;
        names.extend(
            page["catalogs"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| c["name"].as_str().unwrap().to_owned()),
        );
        match page["next_page_token"].as_str() {
            Some(next) => token = format!("&page_token={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["c0", "c1", "c2", "c3", "c4", "main", "system"]);
    let bad = served
        .call("GET", &format!("{UC}/catalogs?page_token=%20"), Value::Null)
        .await;
    assert_eq!(bad.error(), (400, "INVALID_PARAMETER_VALUE"));
}

#[tokio::test]
async fn an_empty_page_with_a_token_hides_what_the_caller_may_not_see() {
    let served = served_with({
        let mut options = Options::default();
        options.page_size = 1;
        options
    });
    let token = principal(&served, "USER", "ann@local").await;
    let page = served
        .call_as(
            &token,
            "GET",
            &format!("{UC}/catalogs?max_results=0"),
            Value::Null,
        )
        .await;
    assert_eq!(page.body["catalogs"], Value::Null);
    let next = page.body["next_page_token"].as_str().unwrap();
    let rest = served
        .call_as(
            &token,
            "GET",
            &format!("{UC}/catalogs?max_results=0&page_token={next}"),
            Value::Null,
        )
        .await;
    assert_eq!(rest.body["catalogs"][0]["name"], "system");
    assert_eq!(rest.body["next_page_token"], Value::Null);
}

#[tokio::test]
async fn grants_are_changed_read_and_inherited() {
    let served = served();
    table(&served, "main.default.t").await;
    principal(&served, "GROUP", "a b").await;
    let at = format!("{UC}/permissions/TABLE/main.default.t");
    let change = |add: Value, remove: Value| json!({"changes": [{"principal": "a b", "add": add, "remove": remove}]});
    let got = served
        .ok("PATCH", &at, change(json!(["SELECT", "MODIFY"]), json!([])))
        .await;
    assert_eq!(
        got,
        json!({"privilege_assignments": [{"principal": "a b", "privileges": ["MODIFY", "SELECT"]}]})
    );
    let twice = served
        .call("PATCH", &at, change(json!(["SELECT"]), json!(["SELECT"])))
        .await;
    assert_eq!(
        twice.body["message"],
        "Duplicate privileges to add and delete for principal a b."
    );
    let few = served
        .call("GET", &format!("{at}?max_results=10"), Value::Null)
        .await;
    assert_eq!(few.error(), (400, "INVALID_PARAMETER_VALUE"));
    assert_eq!(
        served
            .get(&format!(
                "{UC}/permissions/table/main.default.t?max_results=0"
            ))
            .await,
        got
    );
    served
        .ok(
            "PATCH",
            &format!("{UC}/permissions/catalog/main"),
            change(json!(["USE_CATALOG", "SELECT"]), json!([])),
        )
        .await;
    served
        .ok("PATCH", &at, change(json!([]), json!(["ALL_PRIVILEGES"])))
        .await;
    assert_eq!(served.get(&at).await, json!({}));
    let effective = served
        .get(&format!("{UC}/effective-permissions/table/main.default.t"))
        .await;
    assert_eq!(
        effective["privilege_assignments"],
        json!([{"principal": "a b", "privileges": [{
            "privilege": "SELECT", "inherited_from_type": "CATALOG", "inherited_from_name": "main",
        }]}])
    );
}

#[tokio::test]
async fn a_get_without_rights_names_the_missing_privilege() {
    let served = served();
    table(&served, "main.default.t").await;
    let token = principal(&served, "USER", "ann@local").await;
    let grant =
        |privilege: &str| json!({"changes": [{"principal": "ann@local", "add": [privilege]}]});
    let get = |token: String| {
        let served = &served;
        async move {
            served
                .call_as(
                    &token,
                    "GET",
                    &format!("{UC}/tables/main.default.t"),
                    Value::Null,
                )
                .await
        }
    };
    let answer = get(token.clone()).await;
    assert_eq!(answer.error(), (403, "PERMISSION_DENIED"));
    assert_eq!(
        answer.body["message"],
        "User does not have USE CATALOG on Catalog 'main'."
    );
    served
        .ok(
            "PATCH",
            &format!("{UC}/permissions/catalog/main"),
            grant("USE_CATALOG"),
        )
        .await;
    assert_eq!(
        get(token.clone()).await.body["message"],
        "User does not have USE SCHEMA on Schema 'main.default'."
    );
    served
        .ok(
            "PATCH",
            &format!("{UC}/permissions/schema/main.default"),
            grant("BROWSE"),
        )
        .await;
    assert_eq!(
        get(token.clone()).await.status,
        403,
        "BROWSE must be asked for"
    );
    let browse = format!("{UC}/tables/main.default.t?include_browse=true");
    let seen = served
        .call_as(&token, "GET", &browse, Value::Null)
        .await
        .body;
    assert_eq!(
        (&seen["name"], &seen["browse_only"]),
        (&json!("t"), &json!(true))
    );
    let lists = [("", Value::Null), ("&include_browse=true", json!("t"))];
    for (query, name) in lists {
        let path = format!("{UC}/tables?catalog_name=main&schema_name=default{query}");
        let list = served.call_as(&token, "GET", &path, Value::Null).await.body;
        assert_eq!(list["tables"][0]["name"], name);
    }
}

#[tokio::test]
async fn tags_of_a_column_whose_name_has_a_period() {
    let served = served();
    table(&served, "main.default.t").await;
    let body = json!({"entity_type": "columns", "entity_name": "main.default.t.a.b", "tag_key": "cost/center", "tag_value": "7"});
    let made = served
        .ok(
            "POST",
            &format!("{UC}/entity-tag-assignments"),
            body.clone(),
        )
        .await;
    assert_eq!(made["tag_key"], "cost/center");
    assert_eq!(
        served
            .call("POST", &format!("{UC}/entity-tag-assignments"), body)
            .await
            .status,
        409
    );
    let at = format!("{UC}/entity-tag-assignments/columns/main.default.t.a.b/tags");
    let one = format!("{at}/cost%2Fcenter");
    served
        .ok(
            "PATCH",
            &format!("{one}?update_mask=tag_value"),
            json!({"tag_value": "8"}),
        )
        .await;
    assert_eq!(served.get(&one).await["tag_value"], "8");
    assert_eq!(
        served.get(&at).await["tag_assignments"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    served.ok("DELETE", &one, Value::Null).await;
    assert_eq!(served.get(&at).await, json!({}));
    assert_eq!(served.call("GET", &one, Value::Null).await.status, 404);
}

#[tokio::test]
async fn functions_and_models_keep_what_they_are_given() {
    let served = served();
    let function = json!({"function_info": {
        "catalog_name": "main", "schema_name": "default", "name": "Mask",
        "input_params": {"parameters": [
            {"name": "x", "type_text": "string", "type_name": "STRING", "position": 0, "parameter_default": "'a'"}
        ]},
        "data_type": "STRING", "full_data_type": "STRING", "routine_body": "SQL",
        "routine_definition": "'***'", "parameter_style": "S", "is_deterministic": true,
        "sql_data_access": "CONTAINS_SQL", "is_null_call": true, "security_type": "DEFINER",
        "specific_name": "mask", "comment": "hides",
    }});
    served
        .ok("POST", &format!("{UC}/functions"), function)
        .await;
    let got = served
        .get(&format!("{UC}/functions/main.default.mask"))
        .await;
    assert_eq!(
        got["input_params"]["parameters"][0]["parameter_default"],
        "'a'"
    );
    assert_eq!(
        (&got["routine_definition"], &got["comment"]),
        (&json!("'***'"), &json!("hides"))
    );
    let model = json!({"catalog_name": "main", "schema_name": "default", "name": "m"});
    served.ok("POST", &format!("{UC}/models"), model).await;
    let models = served
        .get(&format!(
            "{UC}/models?catalog_name=main&schema_name=default"
        ))
        .await;
    assert_eq!(
        models["registered_models"][0]["full_name"],
        "main.default.m"
    );
    let grant = json!({"changes": [{"principal": "users", "add": ["EXECUTE"]}]});
    let at = format!("{UC}/permissions/function/main.default.m");
    assert_eq!(
        served.ok("PATCH", &at, grant).await["privilege_assignments"][0]["principal"],
        "users"
    );
}

#[tokio::test]
async fn an_isolated_catalog_stays_usable_only_where_it_is_bound() {
    let served = served();
    served
        .ok(
            "PATCH",
            &format!("{UC}/catalogs/main"),
            json!({"isolation_mode": "ISOLATED"}),
        )
        .await;
    let at = format!("{UC}/bindings/catalog/main");
    let bindings = served.get(&format!("{at}?max_results=0")).await;
    let id = served.workspace.catalog().metastore().workspace_id;
    assert_eq!(bindings["bindings"][0]["workspace_id"], id);
    served
        .ok(
            "PATCH",
            &at,
            json!({"add": [{"workspace_id": 7}], "remove": [{"workspace_id": id}]}),
        )
        .await;
    let answer = served
        .call("GET", &format!("{UC}/schemas/main.default"), Value::Null)
        .await;
    assert_eq!(
        answer.body["message"],
        "Catalog 'main' is not accessible in current workspace"
    );
}

#[tokio::test]
async fn client_credentials_become_a_token_of_the_service_principal() {
    let served = served();
    let body = json!({"kind": "SERVICE_PRINCIPAL", "name": "app-1", "client_secret": "s3cret", "groups": ["admins"]});
    served.ok("POST", "/__admin/principals", body).await;
    let form = "grant_type=client_credentials&scope=all-apis&client_id=app-1&client_secret=";
    let wrong = served
        .call_as("", "POST", "/oidc/v1/token", json!(format!("{form}wrong")))
        .await;
    assert_eq!(
        (wrong.status.as_u16(), &wrong.body["error"]),
        (401, &json!("invalid_client"))
    );
    let token = served
        .call_as("", "POST", "/oidc/v1/token", json!(format!("{form}s3cret")))
        .await;
    let token = token.body["access_token"].as_str().unwrap().to_owned();
    let me = served
        .call_as(&token, "GET", "/api/2.0/preview/scim/v2/Me", Value::Null)
        .await;
    assert_eq!(me.body["userName"], "app-1");
    let config = served
        .call_as("", "GET", "/.well-known/databricks-config", Value::Null)
        .await;
    assert!(
        config.body["oidc_endpoint"]
            .as_str()
            .unwrap()
            .ends_with("/oidc")
    );
}

#[tokio::test]
async fn only_admins_manage_principals_and_faults() {
    let served = served();
    let token = principal(&served, "USER", "ann@local").await;
    for path in ["/__admin/principals", "/__faults"] {
        assert_eq!(
            served
                .call_as(&token, "GET", path, Value::Null)
                .await
                .error(),
            (403, "PERMISSION_DENIED")
        );
    }
}

#[tokio::test]
async fn the_warehouse_stops_and_starts() {
    let served = served();
    let list = served.get("/api/2.0/sql/warehouses").await;
    let at = format!(
        "/api/2.0/sql/warehouses/{}",
        list["warehouses"][0]["id"].as_str().unwrap()
    );
    served.ok("POST", &format!("{at}/stop"), json!({})).await;
    assert_eq!(served.get(&at).await["state"], "STOPPED");
    served.ok("POST", &format!("{at}/start"), json!({})).await;
    assert_eq!(served.get(&at).await["state"], "RUNNING");
    assert_eq!(
        served
            .call("GET", "/api/2.0/sql/warehouses/x", Value::Null)
            .await
            .status,
        404
    );
}

#[rstest::rstest]
#[case("models/main.default.nothing/versions/1", "does not exist")]
#[case("policies/CATALOG/main/p", "Policy 'p'")]
#[case("tables/main.default.nothing/monitor", "main.default.nothing")]
#[tokio::test]
async fn what_an_inventory_asks_for_and_is_not_there_is_a_404(
    #[case] path: &str,
    #[case] text: &str,
) {
    let answer = served()
        .call("GET", &format!("{UC}/{path}"), Value::Null)
        .await;
    assert_eq!(answer.status, 404);
    let message = answer.body["message"].as_str().unwrap();
    assert!(message.contains(text), "{message}");
}
