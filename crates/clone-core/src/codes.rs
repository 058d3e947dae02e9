//! Every code of a finding, a failure or an error: one row each.
//!
//! The digit after `CX` is the area: 1 configuration and request, 2 identity and privilege,
//! 3 inventory, 4 planning and staleness, 5 apply, 6 sharing, 7 validation, 9 a bug in clxs. A code
//! is public: it is neither renumbered nor used again.

use crate::plan::Severity;

/// How a command ends, as the operating system sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// All is as it was asked.
    Done = 0,
    /// clxs is wrong.
    Bug = 1,
    /// The command line, the configuration or a file cannot be used.
    Usage = 2,
    /// The plan has findings that block it.
    Blocked = 3,
    /// Something failed; what was done stays, and the run can be resumed.
    Partial = 4,
    /// The clone was compared with its source and is not the same.
    Invalid = 5,
    /// Differences were found where differences were asked for.
    Differences = 6,
    /// The credential or a privilege does not suffice.
    Denied = 7,
    /// Another run holds the pair, or the plan no longer fits.
    Stale = 8,
    /// The user stopped it.
    Interrupted = 130,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// Whether `--allow` accepts a finding that blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allow {
    /// It never does.
    Never,
    /// It does; the finding is then a warning.
    Accepts,
}

/// What one code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `CX` and four digits.
    pub id: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// How bad a finding with it is, before `--allow`.
    pub severity: Severity,
    /// How a command ends that ends because of it.
    pub exit: Exit,
    /// Whether `--allow` accepts it.
    pub allow: Allow,
}

impl Code {
    /// Where the reference describes it.
    pub fn anchor(&self) -> String {
        format!("docs/reference/codes.md#{}", self.id.to_ascii_lowercase())
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal, $severity:ident, $exit:ident, $allow:ident;)+) => {
        $(
            #[doc = concat!("`", $id, "`: ", $title, ".")]
            pub const $name: Code = Code {
                id: $id,
                title: $title,
                severity: Severity::$severity,
                exit: Exit::$exit,
                allow: Allow::$allow,
            };
        )+

        /// Every code, in the order of their numbers.
        pub const ALL: &[Code] = &[$($name),+];
    };
}

codes! {
    NO_SUCH_CATALOG = "CX1001", "the catalog does not exist", Deny, Usage, Never;
    SAME_CATALOG = "CX1002", "source and destination are the same catalog", Deny, Usage, Never;
    NOT_CLONABLE = "CX1003", "the catalog cannot be cloned", Deny, Usage, Never;
    BAD_PATTERN = "CX1004", "a pattern cannot be read", Deny, Usage, Never;
    PATTERN_WITHOUT_MATCH = "CX1005", "a pattern matches nothing", Deny, Blocked, Accepts;
    BAD_ALLOW = "CX1006", "a code cannot be allowed", Deny, Usage, Never;
    NOT_A_WORKSPACE = "CX1007", "the directory is not a local workspace", Deny, Usage, Never;
    BAD_SETTING = "CX1008", "a setting is missing or wrong", Deny, Usage, Never;
    PLAN_CORRUPT = "CX1009", "the plan file cannot be read", Deny, Usage, Never;
    PLAN_NEWER = "CX1010", "the plan file is of a newer format", Deny, Usage, Never;
    PLAN_EDITED = "CX1011", "the plan file was changed after it was made", Deny, Usage, Never;
    FILE_TROUBLE = "CX1012", "a file cannot be read or written", Deny, Usage, Never;
    BAD_NAME = "CX1013", "the destination's name is not valid", Deny, Usage, Never;
    BAD_LOCATION = "CX1014", "a location cannot be used", Deny, Usage, Never;
    NO_SUCH_RUN = "CX1015", "there is no such plan or run", Deny, Usage, Never;
    UNAUTHENTICATED = "CX2001", "the credential is missing, wrong or expired", Deny, Denied, Never;
    UNREACHABLE = "CX2002", "the workspace cannot be reached", Deny, Partial, Never;
    DENIED = "CX2003", "a privilege is missing", Deny, Denied, Never;
    SIGN_IN_NEEDED = "CX2004", "somebody has to sign in", Deny, Denied, Never;
    INVENTORY_GAP = "CX3001", "part of the catalog cannot be seen", Deny, Blocked, Accepts;
    READING_FAILED = "CX3002", "the catalog cannot be read", Deny, Partial, Never;
    NO_PIN = "CX3003", "the version of a table is not known", Deny, Blocked, Accepts;
    NOT_ADDRESSABLE = "CX3004", "an object's name cannot be sent", Deny, Blocked, Accepts;
    PLAN_BLOCKED = "CX4000", "the plan is blocked by its findings", Deny, Blocked, Never;
    CATALOG_NOT_OURS = "CX4001", "the destination was not made by clxs from this source", Deny, Blocked, Never;
    OBJECT_NOT_OURS = "CX4002", "an object of the destination was not made by clxs", Deny, Blocked, Accepts;
    FUNCTION_DIFFERS = "CX4003", "a function of the destination has another definition", Deny, Blocked, Accepts;
    TABLE_TYPE_DIFFERS = "CX4004", "a table of the destination is of another type", Deny, Blocked, Accepts;
    SHALLOW_NOT_REPLACEABLE = "CX4005", "a shallow clone cannot be brought up to date in place", Deny, Blocked, Accepts;
    READS_EXCLUDED = "CX4101", "an object would read the source", Deny, Blocked, Accepts;
    REFERENCE_MISSING = "CX4102", "an object refers to something that does not exist", Warning, Blocked, Never;
    NOT_RETARGETABLE = "CX4103", "a definition cannot be retargeted", Deny, Blocked, Accepts;
    OPAQUE_REFERENCE = "CX4104", "a definition may name objects that cannot be seen in its text", Warning, Blocked, Never;
    CYCLE = "CX4105", "objects refer to each other in a circle", Deny, Blocked, Accepts;
    DEPENDS_ON_SKIPPED = "CX4106", "an object needs another that is not cloned", Warning, Blocked, Never;
    KEY_RETAINED = "CX4107", "a foreign key keeps pointing at the source", Warning, Blocked, Never;
    KEY_DROPPED = "CX4108", "a foreign key is not carried", Warning, Blocked, Never;
    CONSTRAINT_UNKNOWN = "CX4109", "a constraint of an unknown kind is not carried", Warning, Blocked, Never;
    PROTECTED_TABLE = "CX4201", "a table has a column mask or row filter", Deny, Blocked, Accepts;
    ATTRIBUTE_POLICY = "CX4202", "an attribute-based policy is not carried", Deny, Blocked, Accepts;
    KIND_NOT_CLONED = "CX4301", "objects of this kind are not cloned", Warning, Blocked, Never;
    FORMAT_NOT_CLONED = "CX4302", "a table is not a Delta table", Warning, Blocked, Never;
    SHALLOW_OF_SHALLOW = "CX4303", "a shallow clone cannot be cloned shallow", Deny, Blocked, Accepts;
    EXTERNAL_NEEDS_ROOT = "CX4304", "a shallow clone of an external table needs a location", Deny, Blocked, Accepts;
    BECOMES_MANAGED = "CX4305", "an external object becomes managed", Note, Blocked, Never;
    SHALLOW_HOLDS_SOURCE = "CX4306", "shallow clones need the source's files", Note, Blocked, Never;
    LOCATION_OVERLAP = "CX4307", "a location overlaps one of the source", Deny, Blocked, Accepts;
    LANGUAGE_NOT_CLONED = "CX4308", "a function is not a SQL function", Warning, Blocked, Never;
    ASPECT_NOT_CARRIED = "CX4309", "something about an object is not carried", Warning, Blocked, Never;
    FILES_LEFT_OUT = "CX4310", "the files of a volume are not copied", Warning, Blocked, Never;
    LOCATION_FRESH = "CX4311", "managed data goes to the default location", Note, Blocked, Never;
    EXTRA_IN_TARGET = "CX4401", "the destination has more than the source", Note, Blocked, Never;
    CHANGES_OVERWRITTEN = "CX4402", "changes made to the clone are overwritten", Warning, Blocked, Never;
    KEY_DIFFERS = "CX4403", "a key of the destination differs", Warning, Blocked, Never;
    PLAN_STALE = "CX4901", "the plan no longer fits", Deny, Stale, Never;
    LEASE_HELD = "CX4902", "another run holds this pair", Deny, Stale, Never;
    STEP_REFUSED = "CX5001", "the platform refused an action", Deny, Partial, Never;
    STEP_DENIED = "CX5002", "a privilege is missing for an action", Deny, Partial, Never;
    STEP_EXISTS = "CX5003", "the object exists already", Deny, Partial, Never;
    STEP_NOT_FOUND = "CX5004", "the object does not exist", Deny, Partial, Never;
    STEP_UNAVAILABLE = "CX5005", "the platform did not answer in time", Deny, Partial, Never;
    STEP_CONFLICT = "CX5006", "somebody else changed the same object", Deny, Partial, Never;
    STEP_UNSUPPORTED = "CX5007", "the platform cannot do this", Deny, Partial, Never;
    STEP_FULL = "CX5008", "the disk or quota is full", Deny, Partial, Never;
    STEP_CANCELLED = "CX5009", "an action was cancelled", Deny, Partial, Never;
    STEP_UNKNOWN = "CX5010", "the outcome of an action is not known", Deny, Partial, Never;
    JOURNAL_TROUBLE = "CX5011", "the journal cannot be written", Deny, Partial, Never;
    NOT_REACHED = "CX5012", "a step was not reached", Deny, Partial, Never;
    INTERRUPTED = "CX5130", "the run was interrupted", Deny, Interrupted, Never;
    TWO_METASTORES = "CX6001", "source and destination are in different metastores", Deny, Blocked, Never;
    CLONE_DIFFERS = "CX7001", "the clone differs from its source", Deny, Invalid, Never;
    DIFFERENCES = "CX7002", "the catalogs differ", Deny, Differences, Never;
    PLAN_BROKEN = "CX9001", "a plan breaks a rule that every plan keeps", Deny, Bug, Never;
    REPORT_UNBALANCED = "CX9002", "a report does not account for every object", Deny, Bug, Never;
    INTERNAL = "CX9003", "clxs is wrong about itself", Deny, Bug, Never;
}

/// The row of a code, whatever its case; none for a code that does not exist.
pub fn find(id: &str) -> Option<&'static Code> {
    ALL.iter().find(|code| code.id.eq_ignore_ascii_case(id))
}

const REFERENCE: &str = include_str!("../../../docs/reference/codes.md");

/// The section of the reference about a code, without its heading; none for an unknown code.
pub fn explain(id: &str) -> Option<&'static str> {
    let code = find(id)?;
    let heading = format!("## {}", code.id);
    let start = REFERENCE.find(&heading)?;
    let section = REFERENCE.get(start..)?;
    let body = section.get(section.find('\n')?..)?;
    let end = body.find("\n## ").unwrap_or(body.len());
    body.get(..end).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_section_that_says_meaning_cause_and_remedy() {
        for code in ALL {
            let text = explain(code.id).unwrap_or_else(|| panic!("{} has no section", code.id));
            for part in ["**Meaning.**", "**Cause.**", "**What to do.**"] {
                assert!(text.contains(part), "{} lacks {part}", code.id);
            }
        }
    }

    #[test]
    fn every_section_is_headed_by_a_code_and_its_title() {
        let headings: Vec<_> = REFERENCE
            .lines()
            .filter_map(|line| line.strip_prefix("## CX"))
            .map(|line| format!("CX{line}"))
            .collect();
        let wanted: Vec<_> = ALL
            .iter()
            .map(|code| format!("{}: {}", code.id, code.title))
            .collect();
        assert_eq!(headings, wanted);
    }

    #[test]
    fn codes_are_ordered_and_distinct() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    }

    #[test]
    fn only_what_blocks_can_be_allowed() {
        for code in ALL.iter().filter(|code| code.allow == Allow::Accepts) {
            assert_eq!(
                (code.severity, code.exit),
                (Severity::Deny, Exit::Blocked),
                "{}",
                code.id
            );
        }
    }

    #[test]
    fn an_unknown_code_is_not_explained() {
        assert_eq!(explain("CX0000"), None);
        assert!(explain("cx4107").is_some());
    }
}
