//! String literals: never edited, except paths of volumes when that is asked for.

use super::Walker;
use crate::edit::Edit;
use crate::lex::Tok;
use crate::reference::{Access, RefKind, Reference, Verdict, WarningKind};
use crate::retarget::VolumePaths;
use crate::{Ident, QName};

use super::names::verdict;

const VOLUMES: &str = "/volumes/";

impl<'a> Walker<'a> {
    /// Looks through all strings for names and paths that a person should know of.
    pub(super) fn strings(&mut self) {
        if self.mapping.is_empty() {
            return;
        }
        for index in 0..self.tokens.len() {
            let tok = self.at(index);
            if !tok.is_string() {
                continue;
            }
            let folded = self.slice(tok).to_ascii_lowercase();
            if folded.contains(VOLUMES) {
                self.volume_path(tok);
            } else if folded.contains('.') && self.names_mapped(&folded) {
                self.warn(tok.span(), WarningKind::NameInString);
            }
        }
    }

    /// Tells whether the text holds a mapped catalog's name right before a dot.
    fn names_mapped(&self, folded: &str) -> bool {
        self.mapped_catalogs().iter().any(|name| {
            let name = name.to_lowercase();
            folded.match_indices(&name).any(|(at, found)| {
                let before = folded.get(..at).and_then(|text| text.chars().next_back());
                let after = folded.get(at + found.len()..).unwrap_or_default();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                    && after.trim_start_matches('`').trim_start().starts_with('.')
            })
        })
    }

    /// `/Volumes/catalog/schema/volume/…` at the start of a string, perhaps after `dbfs:`.
    fn volume_path(&mut self, tok: Tok) {
        let decoded = self.decode(tok);
        let text = decoded.text();
        let folded = text.to_ascii_lowercase();
        let Some(at) = folded.find(VOLUMES) else {
            return;
        };
        if !matches!(folded.get(..at), Some("" | "dbfs:")) {
            return;
        }
        let Some(path) = text.get(at + VOLUMES.len()..) else {
            return;
        };
        let names: Vec<&str> = path
            .split('/')
            .take(3)
            .take_while(|part| !part.is_empty())
            .collect();
        if names.is_empty() {
            return;
        }
        let full = QName::new(names.iter().map(|part| Ident::new(*part)));
        let to = self.mapping.map_name(&full);
        let found = verdict(&full, to.as_ref());
        let mut start = text
            .get(..at + VOLUMES.len())
            .map_or(0, |text| text.chars().count());
        let mut verdict = found.clone();
        if let Some(to) = to.as_ref().filter(|to| *to != &full) {
            let mut written = self.volumes == VolumePaths::Map;
            let mut edits = Vec::new();
            for (name, new) in names.iter().zip(to.parts()) {
                let end = start + name.chars().count();
                if !super::scope::same(name, new.as_str()) {
                    let place = decoded.span(start, end);
                    let text = place
                        .as_ref()
                        .and_then(|(_, quoting)| quoting.escape(new.as_str()));
                    match (place, text) {
                        (Some((span, _)), Some(text)) => edits.push(Edit { span, text }),
                        _ => written = false,
                    }
                }
                start = end + 1;
            }
            if written {
                self.findings.edits.extend(edits);
            } else {
                verdict = Verdict::Retained;
                self.warn(tok.span(), WarningKind::VolumePath);
            }
        }
        self.findings.references.push(Reference {
            span: tok.span(),
            parts: names.iter().map(|part| Ident::new(*part)).collect(),
            kind: RefKind::Volume,
            access: Access::Read,
            resolved: Some(full),
            verdict,
        });
    }
}
