//! Flow collections: `[…]` and `{…}`.

use super::cursor::{MAX_LEVELS, Scanner};
use crate::metric_view::scalar::{Scalar, Style};
use crate::refusal::{Fault, Reason};

impl Scanner<'_> {
    /// A flow collection or a value inside one, at the cursor.
    pub(super) fn flow(&mut self, level: usize) -> Result<(), Fault> {
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
