//! The scanner: which scalars of a metric view's YAML hold SQL.
//!
//! It reads block and flow collections and all five styles of scalars. Anchors, aliases, tags and
//! complex keys are refused.

use super::scalar::{Scalar, Style};
use crate::refusal::{Fault, Reason};

/// How deep collections may nest.
const MAX_LEVELS: usize = 48;

/// What the SQL of a scalar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The table or query of the view.
    Source,
    /// The table or query of a join.
    JoinSource,
    Expression,
}

impl Role {
    pub(super) fn is_source(self) -> bool {
        self != Self::Expression
    }
}

/// A scalar that holds SQL.
#[derive(Clone, Debug)]
pub(super) struct Sql {
    pub(super) role: Role,
    pub(super) scalar: Scalar,
}

/// What a metric view holds, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) sql: Vec<Sql>,
    /// The names of joins.
    pub(super) joins: Vec<String>,
}

/// Finds all SQL in the YAML of a metric view.
///
/// # Errors
/// A form of YAML that is not read.
pub(super) fn scan(yaml: &str) -> Result<Found, Fault> {
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

struct Scanner<'a> {
    yaml: &'a str,
    at: usize,
    /// The keys around the cursor; an item of a sequence is an empty key.
    path: Vec<String>,
    found: Found,
    level: usize,
}

impl<'a> Scanner<'a> {
    fn refuse<T>(&self, what: &'static str) -> Result<T, Fault> {
        Err(Fault::new(self.at, Reason::Yaml { what }))
    }

    fn rest(&self) -> &'a str {
        self.yaml.get(self.at..).unwrap_or_default()
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.yaml
            .as_bytes()
            .get(self.at + ahead)
            .copied()
            .unwrap_or(0)
    }

    fn ends(&self) -> bool {
        self.at >= self.yaml.len()
    }

    fn line_start(&self) -> usize {
        let before = self.yaml.get(..self.at).unwrap_or_default();
        before.rfind('\n').map_or(0, |at| at + 1)
    }

    fn column(&self) -> usize {
        self.at - self.line_start()
    }

    /// The end of the current line, without its line break.
    fn line_end(&self) -> usize {
        self.rest()
            .find('\n')
            .map_or(self.yaml.len(), |length| self.at + length)
    }

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

    /// Moves over space, line breaks and comments.
    fn next_content(&mut self) -> Result<(), Fault> {
        loop {
            match self.byte(0) {
                b' ' | b'\n' | b'\r' => self.at += 1,
                b'\t' => {
                    let line = self.yaml.get(self.line_start()..self.line_end());
                    if !line.unwrap_or_default().trim().is_empty() {
                        return self.refuse("a tab as indentation");
                    }
                    self.at += 1;
                }
                b'#' => self.at = self.line_end(),
                _ => return Ok(()),
            }
        }
    }

    /// Moves over spaces; tells whether the line has no more content.
    fn line_is_done(&mut self) -> bool {
        let start = self.at;
        while matches!(self.byte(0), b' ' | b'\t') {
            self.at += 1;
        }
        let comment = self.byte(0) == b'#' && self.at > start;
        self.ends() || matches!(self.byte(0), b'\n' | b'\r') || comment
    }

    fn is_item(&self) -> bool {
        self.byte(0) == b'-' && matches!(self.byte(1), b' ' | b'\n' | b'\r' | b'\t' | 0)
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

    fn marker(&self) -> bool {
        self.rest().starts_with("---") || self.rest().starts_with("...")
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

    fn done(&mut self, scalar: Scalar) {
        if self.is_join_name() {
            self.found.joins.push(scalar.text().to_owned());
        }
        if let Some(role) = self.role().filter(|_| !scalar.text().trim().is_empty()) {
            self.found.sql.push(Sql { role, scalar });
        }
    }

    /// A value at the cursor; its further lines stand `column` or more to the right.
    fn scalar(&mut self, column: usize) -> Result<(), Fault> {
        match self.byte(0) {
            b'{' | b'[' => {
                self.flow(0)?;
                if self.line_is_done() {
                    Ok(())
                } else {
                    self.refuse("text after a bracket")
                }
            }
            b'|' | b'>' => self.block(column),
            b'"' | b'\'' => {
                let scalar = self.quoted()?;
                self.done(scalar);
                if self.line_is_done() {
                    Ok(())
                } else {
                    self.refuse("text after a quote")
                }
            }
            b'&' | b'*' | b'!' => self.refuse("an anchor, alias or tag"),
            _ => self.plain(column),
        }
    }

    fn plain(&mut self, column: usize) -> Result<(), Fault> {
        let mut scalar = Scalar::new(Style::Plain, self.at);
        loop {
            let line = self.yaml.get(self.at..self.line_end()).unwrap_or_default();
            let cut = line.find(" #").into_iter().chain(line.find("\t#")).min();
            let content = line
                .get(..cut.unwrap_or(line.len()))
                .unwrap_or_default()
                .trim_end();
            if colon(content).is_some() {
                return self.refuse("a colon inside a plain scalar");
            }
            scalar.push_str(content, self.at);
            let content_end = self.at + content.len();
            let line_end = self.line_end();
            self.at = line_end;
            if cut.is_some() {
                break;
            }
            // Further lines belong to the scalar while they are indented and no comment.
            let rest = self.rest();
            let space = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            let breaks = rest.get(..space).unwrap_or_default().matches('\n').count();
            self.at += space;
            let goes_on = !self.ends()
                && self.column() >= column
                && self.byte(0) != b'#'
                && !(self.column() == 0 && self.marker());
            if !goes_on {
                self.at = line_end;
                break;
            }
            let fold = if breaks > 1 { '\n' } else { ' ' };
            scalar.push(fold, content_end..self.at);
        }
        self.done(scalar);
        Ok(())
    }

    fn quoted(&mut self) -> Result<Scalar, Fault> {
        let open = self.at;
        let double = self.byte(0) == b'"';
        let style = if double { Style::Double } else { Style::Single };
        let mut scalar = Scalar::new(style, open + 1);
        self.at += 1;
        loop {
            let start = self.at;
            let Some(c) = self.rest().chars().next() else {
                return Err(Fault::new(
                    open,
                    Reason::Unclosed {
                        what: "quoted scalar",
                    },
                ));
            };
            self.at += c.len_utf8();
            match c {
                '"' if double => return Ok(scalar),
                '\'' if !double => {
                    if self.byte(0) != b'\'' {
                        return Ok(scalar);
                    }
                    self.at += 1;
                    scalar.push('\'', start..self.at);
                }
                '\\' if double => {
                    if let Some(value) = self.escape()? {
                        scalar.push(value, start..self.at);
                    }
                }
                ' ' | '\t' | '\n' | '\r' => {
                    // Space around a line break folds into one.
                    let rest = self.yaml.get(start..).unwrap_or_default();
                    let space = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
                    let run = rest.get(..space).unwrap_or_default();
                    match run.matches('\n').count() {
                        0 => scalar.push(c, start..self.at),
                        breaks => {
                            self.at = start + space;
                            let fold = if breaks > 1 { '\n' } else { ' ' };
                            scalar.push(fold, start..self.at);
                        }
                    }
                }
                c => scalar.push(c, start..self.at),
            }
        }
    }

    /// The character of an escape, after its backslash; none for an escaped line break.
    fn escape(&mut self) -> Result<Option<char>, Fault> {
        let Some(c) = self.rest().chars().next() else {
            return self.refuse("an open escape");
        };
        self.at += c.len_utf8();
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '\n' | '\r' => {
                let rest = self.rest();
                let trimmed = rest.trim_start_matches(['\n', ' ', '\t']);
                self.at += rest.len() - trimmed.len();
                return Ok(None);
            }
            '0' => return Ok(Some('\0')),
            'a' => return Ok(Some('\u{7}')),
            'b' => return Ok(Some('\u{8}')),
            't' | '\t' => return Ok(Some('\t')),
            'n' => return Ok(Some('\n')),
            'v' => return Ok(Some('\u{b}')),
            'f' => return Ok(Some('\u{c}')),
            'r' => return Ok(Some('\r')),
            'e' => return Ok(Some('\u{1b}')),
            'N' => return Ok(Some('\u{85}')),
            '_' => return Ok(Some('\u{a0}')),
            ' ' | '"' | '/' | '\\' => return Ok(Some(c)),
            _ => return self.refuse("an unknown escape"),
        };
        let code = self
            .rest()
            .get(..digits)
            .and_then(|code| u32::from_str_radix(code, 16).ok());
        match code.and_then(char::from_u32) {
            Some(value) => {
                self.at += digits;
                Ok(Some(value))
            }
            None => self.refuse("an unknown escape"),
        }
    }

    /// A block scalar: its header at the cursor, its lines below.
    fn block(&mut self, column: usize) -> Result<(), Fault> {
        let folded = self.byte(0) == b'>';
        self.at += 1;
        let mut indent = None;
        while let sign @ (b'+' | b'-' | b'1'..=b'9') = self.byte(0) {
            if sign.is_ascii_digit() {
                indent = Some(column.saturating_sub(1) + usize::from(sign - b'0'));
            }
            self.at += 1;
        }
        if !self.line_is_done() {
            return self.refuse("text after the header of a block scalar");
        }
        self.at = (self.line_end() + 1).min(self.yaml.len());
        let mut scalar = Scalar::new(Style::Block, self.at);
        // What separates the next line from the one before: line breaks, with their place.
        let mut breaks: Option<(usize, usize)> = None;
        let mut last_more = false;
        while !self.ends() {
            let start = self.at;
            let end = self.line_end();
            let line = self.yaml.get(start..end).unwrap_or_default();
            let content = line.trim_end_matches('\r');
            let spaces = content.len() - content.trim_start_matches(' ').len();
            let blank = content.trim().is_empty();
            if !blank {
                let needed = *indent.get_or_insert(spaces);
                if spaces < needed || needed < column {
                    break;
                }
                let text = content.get(needed..).unwrap_or_default();
                let more = text.starts_with([' ', '\t']);
                if let Some((count, from)) = breaks.take() {
                    let fold = folded && !more && !last_more && count == 1;
                    scalar.push(if fold { ' ' } else { '\n' }, from..start + needed);
                }
                scalar.push_str(text, start + needed);
                last_more = more;
                breaks = Some((1, start + content.len()));
            } else if let Some((count, _)) = &mut breaks {
                *count += 1;
            }
            self.at = (end + 1).min(self.yaml.len());
            if end == self.yaml.len() {
                break;
            }
        }
        if self.at > 0 && !self.ends() && self.column() == 0 {
            // The cursor stands at the start of the first line that is not part of the scalar.
            self.at -= 1;
        }
        self.done(scalar);
        Ok(())
    }

    /// A flow collection or a value inside one, at the cursor.
    fn flow(&mut self, level: usize) -> Result<(), Fault> {
        if level > MAX_LEVELS {
            return self.refuse("collections nested too deep");
        }
        match self.byte(0) {
            b'{' => {
                self.at += 1;
                loop {
                    self.flow_space()?;
                    if self.byte(0) == b'}' {
                        self.at += 1;
                        return Ok(());
                    }
                    let key = self.flow_scalar()?.text().trim().to_owned();
                    self.flow_space()?;
                    if self.byte(0) != b':' {
                        return self.refuse("a flow mapping without a value");
                    }
                    self.at += 1;
                    self.flow_space()?;
                    self.path.push(key);
                    self.flow(level + 1)?;
                    self.path.pop();
                    self.flow_comma(b'}')?;
                }
            }
            b'[' => {
                self.at += 1;
                loop {
                    self.flow_space()?;
                    if self.byte(0) == b']' {
                        self.at += 1;
                        return Ok(());
                    }
                    self.path.push(String::new());
                    self.flow(level + 1)?;
                    self.path.pop();
                    self.flow_comma(b']')?;
                }
            }
            b'&' | b'*' | b'!' => self.refuse("an anchor, alias or tag"),
            b',' | b'}' | b']' => Ok(()),
            _ => {
                let scalar = self.flow_scalar()?;
                self.done(scalar);
                Ok(())
            }
        }
    }

    fn flow_space(&mut self) -> Result<(), Fault> {
        loop {
            match self.byte(0) {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                b'#' => self.at = self.line_end(),
                _ if self.ends() => {
                    return Err(Fault::new(self.at, Reason::Unclosed { what: "bracket" }));
                }
                _ => return Ok(()),
            }
        }
    }

    fn flow_comma(&mut self, close: u8) -> Result<(), Fault> {
        self.flow_space()?;
        match self.byte(0) {
            b',' => {
                self.at += 1;
                Ok(())
            }
            byte if byte == close => Ok(()),
            _ => self.refuse("a flow collection that is not understood"),
        }
    }

    fn flow_scalar(&mut self) -> Result<Scalar, Fault> {
        if matches!(self.byte(0), b'"' | b'\'') {
            return self.quoted();
        }
        let line = self.yaml.get(self.at..self.line_end()).unwrap_or_default();
        let mut end = line.len();
        for (at, c) in line.char_indices() {
            let next = line.as_bytes().get(at + 1).copied().unwrap_or(b' ');
            let colon = c == ':' && matches!(next, b' ' | b',' | b'}' | b']');
            if matches!(c, ',' | '[' | ']' | '{' | '}') || colon || (c == ' ' && next == b'#') {
                end = at;
                break;
            }
        }
        let content = line.get(..end).unwrap_or_default().trim_end();
        if content.is_empty() {
            return self.refuse("a flow collection that is not understood");
        }
        let mut scalar = Scalar::new(Style::Flow, self.at);
        scalar.push_str(content, self.at);
        self.at += content.len();
        Ok(scalar)
    }
}

/// Where a colon ends a key: before space or the end of the line.
fn colon(line: &str) -> Option<usize> {
    let cut = line.find(" #").unwrap_or(line.len());
    let line = line.get(..cut).unwrap_or(line);
    line.match_indices(':').map(|(at, _)| at).find(|at| {
        line.as_bytes()
            .get(at + 1)
            .is_none_or(|next| matches!(next, b' ' | b'\t' | b'\r'))
    })
}
