//! The words that the skeleton parser reacts to.

macro_rules! keywords {
    ($($variant:ident = $text:literal,)*) => {
        /// A word with a meaning somewhere; whether it has one here is for the parser to say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Kw {
            /// No keyword.
            None,
            $($variant,)*
        }

        /// Sorted by text, for the search.
        const TABLE: &[(&[u8], Kw)] = &[$(($text.as_bytes(), Kw::$variant),)*];
    };
}

keywords! {
    Add = "add", All = "all", Alter = "alter", Analyze = "analyze", And = "and", Anti = "anti",
    Any = "any", Apply = "apply", As = "as", Asc = "asc", Asof = "asof", Auto = "auto",
    Begin = "begin", Between = "between", By = "by",
    Cache = "cache", Call = "call", Case = "case", Catalog = "catalog", Cdc = "cdc",
    Changes = "changes", Check = "check", Clear = "clear", Clone = "clone", Close = "close",
    Cluster = "cluster", Column = "column", Comment = "comment", Condition = "condition",
    Constraint = "constraint", Convert = "convert", Copy = "copy", Create = "create",
    Cross = "cross", Cursor = "cursor",
    Database = "database", Declare = "declare", Deep = "deep", Default = "default",
    Delay = "delay", Delete = "delete", Delta = "delta", Deny = "deny", Desc = "desc",
    Describe = "describe", Detail = "detail", Directory = "directory", Distinct = "distinct",
    Distribute = "distribute", Do = "do", Drop = "drop",
    Else = "else", Elseif = "elseif", End = "end", Except = "except", Execute = "execute",
    Exists = "exists", Expect = "expect", Explain = "explain", Extended = "extended",
    External = "external",
    Fetch = "fetch", Filter = "filter", Flow = "flow", For = "for", Foreign = "foreign",
    Formatted = "formatted", From = "from", Fsck = "fsck", Full = "full", Function = "function",
    Generate = "generate", Global = "global", Grant = "grant", Group = "group",
    Handler = "handler", Having = "having", History = "history",
    Identifier = "identifier", If = "if", Immediate = "immediate", In = "in", Inner = "inner",
    Insert = "insert", Intersect = "intersect", Interval = "interval", Into = "into", Is = "is",
    Iterate = "iterate",
    Join = "join",
    Language = "language", Lateral = "lateral", Leave = "leave", Left = "left", Like = "like",
    Limit = "limit", List = "list", Live = "live", Load = "load", Location = "location",
    Loop = "loop",
    Map = "map", Mask = "mask", Matched = "matched", Materialized = "materialized",
    Merge = "merge", Metrics = "metrics", Minus = "minus", Msck = "msck",
    Natural = "natural", Not = "not", Null = "null",
    Of = "of", Offset = "offset", On = "on", Once = "once", Open = "open", Optimize = "optimize",
    Options = "options", Or = "or", Order = "order", Outer = "outer", Overwrite = "overwrite",
    Partition = "partition", Partitioned = "partitioned", Pivot = "pivot", Policy = "policy",
    Private = "private", Procedure = "procedure", Purge = "purge",
    Qualify = "qualify",
    Recursive = "recursive", Reduce = "reduce", References = "references", Refresh = "refresh",
    Rename = "rename", Reorg = "reorg", Repair = "repair", Repeat = "repeat",
    Repeatable = "repeatable", Replace = "replace", Reset = "reset", Resignal = "resignal",
    Restore = "restore", Return = "return", Returns = "returns", Revoke = "revoke",
    Right = "right", Row = "row",
    Schedule = "schedule", Schema = "schema", Select = "select", Semi = "semi", Set = "set",
    Setminus = "setminus", Shallow = "shallow", Show = "show", Signal = "signal", Sort = "sort",
    Stream = "stream", Streaming = "streaming", Sync = "sync", SystemTime = "system_time",
    SystemVersion = "system_version",
    Table = "table", Tablesample = "tablesample", Tblproperties = "tblproperties",
    Temp = "temp", Temporary = "temporary", Then = "then", Timestamp = "timestamp", To = "to",
    Truncate = "truncate",
    Uncache = "uncache", Undrop = "undrop", Union = "union", Unpivot = "unpivot", Unset = "unset",
    Until = "until", Update = "update", Use = "use", Using = "using",
    Vacuum = "vacuum", Values = "values", Var = "var", Variable = "variable",
    Version = "version", View = "view", Volume = "volume",
    Watermark = "watermark", When = "when", Where = "where", While = "while", Window = "window",
    With = "with", Within = "within",
}

/// The longest keyword has this many letters.
const LONGEST: usize = 14;

/// For each first letter, where its keywords start in the table.
#[expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "computed while compiling, where a mistake is an error"
)]
const STARTS: [usize; 27] = {
    let mut starts = [0; 27];
    let mut letter = 0;
    while letter < 26 {
        let mut end = starts[letter];
        while end < TABLE.len() && TABLE[end].0[0] == b'a' + letter as u8 {
            end += 1;
        }
        letter += 1;
        starts[letter] = end;
    }
    starts
};

impl Kw {
    /// Finds the keyword that a word could be.
    pub(crate) fn of(word: &[u8]) -> Self {
        let Some(first) = word.first().filter(|_| (2..=LONGEST).contains(&word.len())) else {
            return Self::None;
        };
        let letter = usize::from((first | 0x20).wrapping_sub(b'a'));
        let (Some(start), Some(end)) = (STARTS.get(letter), STARTS.get(letter + 1)) else {
            return Self::None;
        };
        let bucket = TABLE.get(*start..*end).unwrap_or_default();
        let found = bucket
            .iter()
            .find(|(text, _)| text.len() == word.len() && text.eq_ignore_ascii_case(word));
        found.map_or(Self::None, |(_, kw)| *kw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_fits() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(
            TABLE.iter().map(|(text, _)| text.len()).max(),
            Some(LONGEST)
        );
        assert!(
            TABLE
                .iter()
                .all(|(text, kw)| Kw::of(&text.to_ascii_uppercase()) == *kw)
        );
    }
}
