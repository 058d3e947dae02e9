//! A YAML scalar: its value, and where each character of the value stands.

use std::ops::Range;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    /// Plain, inside `[…]` or `{…}`.
    Flow,
    Single,
    Double,
    /// `|` or `>`.
    Block,
}

/// A scalar with its value.
#[derive(Clone, Debug)]
pub(super) struct Scalar {
    style: Style,
    text: String,
    /// For each character: its offset in `text`, and where it stands in the YAML.
    places: Vec<(usize, Range<usize>)>,
    end: usize,
}

impl Scalar {
    pub(super) fn new(style: Style, at: usize) -> Self {
        Self {
            style,
            text: String::new(),
            places: Vec::new(),
            end: at,
        }
    }

    /// Adds one character that stands at `span`.
    pub(super) fn push(&mut self, c: char, span: Range<usize>) {
        self.end = span.end;
        self.places.push((self.text.len(), span));
        self.text.push(c);
    }

    /// Adds text that stands in the YAML as it is.
    pub(super) fn push_str(&mut self, text: &str, at: usize) {
        for (offset, c) in text.char_indices() {
            self.push(c, at + offset..at + offset + c.len_utf8());
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn start(&self) -> usize {
        self.places.first().map_or(self.end, |(_, span)| span.start)
    }

    /// Where the character at an offset of the value stands.
    pub(super) fn offset(&self, at: usize) -> usize {
        let index = self.places.partition_point(|(offset, _)| *offset < at);
        self.places
            .get(index)
            .map_or(self.end, |(_, span)| span.start)
    }

    /// Where a part of the value stands.
    pub(super) fn span(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.offset(span.start);
        if span.is_empty() {
            return start..start;
        }
        let last = self
            .places
            .partition_point(|(offset, _)| *offset < span.end);
        let end = last.checked_sub(1).and_then(|last| self.places.get(last));
        start..end.map_or(start, |(_, place)| place.end)
    }

    /// How a new text is written in place of a part; none when this style cannot hold it.
    pub(super) fn written(&self, span: &Range<usize>, text: &str) -> Option<String> {
        let first = self
            .places
            .partition_point(|(offset, _)| *offset < span.start);
        let last = self
            .places
            .partition_point(|(offset, _)| *offset < span.end);
        let mut pairs = self.places.get(first..last)?.windows(2);
        let together = pairs.all(|pair| match pair {
            [(_, a), (_, b)] => a.end == b.start,
            _ => true,
        });
        if !together || text.contains(['\n', '\r']) {
            return None;
        }
        match self.style {
            Style::Single => Some(text.replace('\'', "''")),
            Style::Double => Some(text.replace('\\', "\\\\").replace('"', "\\\"")),
            Style::Block => Some(text.to_owned()),
            Style::Plain | Style::Flow => {
                // No plain scalar starts with a backtick.
                let starts = first == 0 && text.starts_with('`') && !self.text.starts_with('`');
                let special = text.contains(": ") || text.contains(" #") || text.contains(":`");
                let flow = self.style == Style::Flow && text.contains([',', '[', ']', '{', '}']);
                (!starts && !special && !flow).then(|| text.to_owned())
            }
        }
    }
}
