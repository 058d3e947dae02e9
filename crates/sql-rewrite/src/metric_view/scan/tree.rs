//! Block collections: mappings and sequences by their indentation, and which keys hold SQL.

use super::cursor::{MAX_LEVELS, Scanner};
use super::{Found, Role, Sql};
use crate::metric_view::scalar::Scalar;
use crate::refusal::Fault;

/// Finds all SQL in the YAML of a metric view.
///
/// # Errors
/// A form of YAML that is not read.
pub(in crate::metric_view) fn scan(yaml: &str) -> Result<Found, Fault> {
    let mut scanner = Scanner {
        yaml,
        at: 0,
        path: Vec::new(),
        found: Found::default(),
        level: 0,
    };
    scanner.document()?;
    Ok(scanner.found)
}

impl Scanner<'_> {
    fn document(&mut self) -> Result<(), Fault> {
        self.next_content()?;
        while self.column() == 0 && self.rest().starts_with("---") {
            self.at += 3;
            self.next_content()?;
        }
        if self.ends() {
            return self.refuse("no mapping");
        }
        self.node(0)?;
        self.next_content()?;
        if self.rest().starts_with("...") {
            self.at += 3;
            self.next_content()?;
        }
        if self.ends() {
            Ok(())
        } else {
            self.refuse("text after its end")
        }
    }

    /// A node whose content starts at the cursor, `column` or more to the right.
    fn node(&mut self, column: usize) -> Result<(), Fault> {
        if self.level >= MAX_LEVELS {
            return self.refuse("collections nested too deep");
        }
        self.level += 1;
        let done = if self.is_item() {
            self.sequence(self.column())
        } else if self.key()?.is_some() {
            self.mapping(self.column())
        } else {
            self.scalar(column)
        };
        self.level -= 1;
        done
    }

    fn sequence(&mut self, column: usize) -> Result<(), Fault> {
        loop {
            self.at += 1;
            self.path.push(String::new());
            if self.line_is_done() {
                self.next_content()?;
                if !self.ends() && self.column() > column {
                    self.node(column + 1)?;
                }
            } else {
                self.node(column + 1)?;
            }
            self.path.pop();
            self.next_content()?;
            if self.ends() || self.column() != column || !self.is_item() {
                return Ok(());
            }
        }
    }

    fn mapping(&mut self, column: usize) -> Result<(), Fault> {
        loop {
            let Some((key, after)) = self.key()? else {
                return self.refuse("a line that is no key");
            };
            if key == "<<" {
                return self.refuse("a merge key");
            }
            self.at = after;
            self.path.push(key);
            if self.line_is_done() {
                self.next_content()?;
                let nested = self.column() > column || (self.column() == column && self.is_item());
                if !self.ends() && nested {
                    self.node(column + 1)?;
                }
            } else {
                self.scalar(column + 1)?;
            }
            self.path.pop();
            self.next_content()?;
            if self.ends() || self.column() < column || (self.column() == 0 && self.marker()) {
                return Ok(());
            }
            if self.column() > column {
                return self.refuse("uneven indentation");
            }
            if self.is_item() {
                return Ok(());
            }
        }
    }

    /// The key at the cursor, if there is one, and the offset after its colon.
    fn key(&self) -> Result<Option<(String, usize)>, Fault> {
        let line = self.yaml.get(self.at..self.line_end()).unwrap_or_default();
        let (key, length) = match line.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inner = line.get(1..).unwrap_or_default();
                match inner.find(char::from(*quote)) {
                    Some(end) => (inner.get(..end).unwrap_or_default(), end + 2),
                    None => return Ok(None),
                }
            }
            Some(b'{' | b'[' | b'|' | b'>') | None => return Ok(None),
            Some(b'?') if line.as_bytes().get(1).is_none_or(|b| *b == b' ') => {
                return self.refuse("a complex key");
            }
            Some(_) => match colon(line) {
                Some(end) => (line.get(..end).unwrap_or_default().trim_end(), end),
                None => return Ok(None),
            },
        };
        let after = line.get(length..).unwrap_or_default();
        let colon = after.len() - after.trim_start().len();
        let tail = after.trim_start().strip_prefix(':');
        Ok(tail
            .filter(|tail| tail.is_empty() || tail.starts_with([' ', '\t', '\r']))
            .map(|_| (key.to_owned(), self.at + length + colon + 1)))
    }

    /// What the scalar at the cursor is to a metric view.
    fn role(&self) -> Option<Role> {
        let (last, around) = self.path.split_last()?;
        let in_join = matches!(around, [.., joins, item] if joins == "joins" && item.is_empty());
        match last.as_str() {
            "source" if around.is_empty() => Some(Role::Source),
            "source" if in_join => Some(Role::JoinSource),
            "on" if in_join => Some(Role::Expression),
            "expr" | "filter" => Some(Role::Expression),
            _ => None,
        }
    }

    fn is_join_name(&self) -> bool {
        matches!(self.path.as_slice(), [.., joins, item, name]
            if joins == "joins" && item.is_empty() && name == "name")
    }

    pub(super) fn done(&mut self, scalar: Scalar) {
        if self.is_join_name() {
            self.found.joins.push(scalar.text().to_owned());
        }
        if let Some(role) = self.role().filter(|_| !scalar.text().trim().is_empty()) {
            self.found.sql.push(Sql { role, scalar });
        }
    }
}

/// Where a colon ends a key: before space or the end of the line.
pub(super) fn colon(line: &str) -> Option<usize> {
    let cut = line.find(" #").unwrap_or(line.len());
    let line = line.get(..cut).unwrap_or(line);
    line.match_indices(':').map(|(at, _)| at).find(|at| {
        line.as_bytes()
            .get(at + 1)
            .is_none_or(|next| matches!(next, b' ' | b'\t' | b'\r'))
    })
}
