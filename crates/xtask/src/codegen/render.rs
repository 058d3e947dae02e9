//! Rust from the merged document: progenitor, our own path encoding, prettyplease, rustfmt.

use std::io::Write as _;
use std::process::{Command, Stdio};

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use serde_json::Value;

use crate::{Failure, repo};

/// The client as a formatted Rust file.
pub(crate) fn rust(document: Value, digest: &str) -> Result<String, Failure> {
    let operations = operations(&document);
    let document = serde_json::from_value(document)
        .map_err(|error| Failure::Found(format!("not an OpenAPI document: {error}")))?;
    let inner = "crate::transport::Inner"
        .parse()
        .map_err(|error| Failure::Found(format!("the inner type is not Rust: {error}")))?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_hooks(HooksMode::Expected)
        // Maps with an order: what is read here ends in plans and digests.
        .with_map_type("::std::collections::BTreeMap")
        // Requests are written field by field over a default; tests compare answers.
        .with_derive("Default")
        .with_derive("PartialEq")
        .with_inner_type(inner);
    let tokens = Generator::new(&settings)
        .generate_tokens(&document)
        .map_err(|error| Failure::Found(format!("progenitor refuses the document: {error}")))?;
    let file = syn::parse2(tokens)
        .map_err(|error| Failure::Found(format!("progenitor wrote no Rust: {error}")))?;
    let body = own_path_encoding(&prettyplease::unparse(&file))?;
    let body = rustfmt(&format!("{}{operations}", line_docs(&body)))?;
    Ok(format!("{}\n{body}", header(digest, &body)))
}

fn header(digest: &str, body: &str) -> String {
    format!(
        "// Generated from openapi/ by `cargo xtask codegen`; do not edit. `--check` compares.\n\
         {DOCUMENT_DIGEST}{digest}\n{BODY_DIGEST}{}\n",
        short_digest(body.as_bytes())
    )
}

/// What stands before the digest of the documents in the header.
pub(crate) const DOCUMENT_DIGEST: &str = "// openapi digest: ";
/// What stands before the digest of everything below the header.
pub(crate) const BODY_DIGEST: &str = "// body digest: ";

/// Enough of a digest to notice a change.
pub(crate) fn short_digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(16).collect()
}

/// A table of all operations, so that a call known by verb and path only has its name too.
fn operations(document: &Value) -> String {
    let mut table = String::from(
        "/// Verb, path and name of every operation.\n\
         pub(crate) const OPERATIONS: &[(&str, &str, &str)] = &[\n",
    );
    for (path, verbs) in document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        for (verb, operation) in verbs.as_object().into_iter().flatten() {
            if let Some(name) = operation.get("operationId").and_then(Value::as_str) {
                table.push_str(&format!(
                    "({:?}, {path:?}, {name:?}),\n",
                    verb.to_uppercase()
                ));
            }
        }
    }
    table.push_str("];\n");
    table
}

/// Puts our path encoding in place of progenitor's, which leaves a backslash as it is; the URL
/// parser then reads it as a slash and another object is meant.
fn own_path_encoding(body: &str) -> Result<String, Failure> {
    let import = "use progenitor_client::{encode_path, ";
    let ours = "use crate::names::encode_path;\n#[allow(unused_imports)]\nuse progenitor_client::{";
    if body.matches(import).count() != 1 {
        return Err(Failure::Found(
            "progenitor's import of `encode_path` is not where it was; see codegen/render.rs"
                .to_owned(),
        ));
    }
    Ok(body.replace(import, ours))
}

/// Turns `/** .. */` into lines with `///`. rustfmt indents the former, and rustdoc then takes its
/// text for examples and runs them.
fn line_docs(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut in_block = false;
    for line in body.lines() {
        let (opens, inner) = match line.trim_start().strip_prefix("/**") {
            Some(inner) if !in_block => (true, inner),
            _ => (false, line),
        };
        if !opens && !in_block {
            text.push_str(line);
            text.push('\n');
            continue;
        }
        let (inner, closes) = match inner.trim_end().strip_suffix("*/") {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        if !(closes && inner.trim().is_empty()) {
            text.push_str(format!("/// {}", inner.trim()).trim_end());
            text.push('\n');
        }
        in_block = !closes;
    }
    text
}

fn rustfmt(source: &str) -> Result<String, Failure> {
    let broken = |error: std::io::Error| Failure::Found(format!("rustfmt: {error}"));
    let mut child = Command::new("rustfmt")
        .current_dir(repo::root())
        .args(["--edition", "2024", "--config-path", "rustfmt.toml"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(broken)?;
    let mut input = child
        .stdin
        .take()
        .ok_or_else(|| Failure::Found("rustfmt has no input".into()))?;
    let text = source.to_owned();
    // rustfmt may start to write before it has read everything.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().map_err(broken)?;
    let written = writer
        .join()
        .map_err(|_| Failure::Found("rustfmt's writer died".into()))?;
    written.map_err(broken)?;
    if !output.status.success() {
        return Err(Failure::Found(format!(
            "rustfmt ended with {}",
            output.status
        )));
    }
    String::from_utf8(output.stdout).map_err(|error| Failure::Found(format!("rustfmt: {error}")))
}

#[cfg(test)]
mod tests {
    use super::line_docs;

    #[test]
    fn block_docs_become_lines_that_are_no_examples() {
        let block = "/**Reads it.\n\nSends a `GET`\n*/\nfn a() {}\n/** one */\nfn b() {}\n";
        let lines = "/// Reads it.\n///\n/// Sends a `GET`\nfn a() {}\n/// one\nfn b() {}\n";
        assert_eq!(line_docs(block), lines);
    }
}
