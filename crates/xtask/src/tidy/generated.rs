//! The generated client is what the generator wrote from the documents of today.
//!
//! Two digests in its header tell without running the generator; `codegen --check` compares in full.

use crate::{Failure, codegen, repo};

/// What is wrong with the generated file.
pub(crate) fn findings() -> Result<Vec<String>, Failure> {
    let path = codegen::generated_path();
    let shown = repo::shown(&path);
    let text = repo::read(&path)?;
    let problems = problems(&text, &codegen::digest()?);
    Ok(problems
        .into_iter()
        .map(|problem| format!("{shown} {problem}"))
        .collect())
}

fn problems(text: &str, documents: &str) -> Vec<&'static str> {
    let (header, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let said = |prefix| {
        header
            .lines()
            .find_map(|line| line.strip_prefix(prefix))
            .unwrap_or_default()
    };
    let mut found = Vec::new();
    if said(codegen::DOCUMENT_DIGEST) != documents {
        found.push("was written from other documents; run `cargo xtask codegen`");
    }
    if said(codegen::BODY_DIGEST) != codegen::short_digest(body.as_bytes()) {
        found.push("was edited by hand; change openapi/ and run `cargo xtask codegen`");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::problems;
    use crate::codegen::{BODY_DIGEST, DOCUMENT_DIGEST, short_digest};

    #[test]
    fn edits_and_old_documents_are_told_apart() {
        let digest = short_digest(b"fn a() {}\n");
        let file = |body| format!("{DOCUMENT_DIGEST}d\n{BODY_DIGEST}{digest}\n\n{body}");
        assert!(problems(&file("fn a() {}\n"), "d").is_empty());
        assert_eq!(problems(&file("fn b() {}\n"), "d").len(), 1);
        assert_eq!(problems(&file("fn a() {}\n"), "e").len(), 1);
        assert_eq!(problems("fn a() {}", "d").len(), 2);
    }
}
