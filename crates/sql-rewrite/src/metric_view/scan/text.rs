//! Scalars of block style and their quoted kin: plain, quoted, literal and folded.

use super::cursor::Scanner;
use super::tree::colon;
use crate::metric_view::scalar::{Scalar, Style};
use crate::refusal::{Fault, Reason};

impl Scanner<'_> {
    /// A value at the cursor; its further lines stand `column` or more to the right.
    pub(super) fn scalar(&mut self, column: usize) -> Result<(), Fault> {
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

    pub(super) fn quoted(&mut self) -> Result<Scalar, Fault> {
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
}
