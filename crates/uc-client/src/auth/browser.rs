//! Whether a browser can be opened here.

use super::Environment;

/// Whether there is a person at a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terminal {
    /// Somebody may read what is written.
    Attached,
    /// Nobody does.
    None,
}

/// Why no browser can be opened here, in words; none if it can.
///
/// `BROWSER` overrules the rest: somebody says which program to run.
#[must_use]
pub fn headless(environment: &Environment, terminal: Terminal) -> Option<&'static str> {
    let is_set = |name: &str| environment.get(name).is_some();
    if is_set("BROWSER") {
        return None;
    }
    let has_display = !cfg!(all(unix, not(target_os = "macos")))
        || is_set("DISPLAY")
        || is_set("WAYLAND_DISPLAY");
    if is_set("CI") {
        Some("this is a CI job (CI is set)")
    } else if is_set("SSH_CONNECTION") || is_set("SSH_TTY") {
        Some("this is a session over SSH")
    } else if !has_display {
        Some("there is no display (DISPLAY, WAYLAND_DISPLAY and BROWSER are not set)")
    } else if terminal == Terminal::None {
        Some("there is no terminal")
    } else {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rstest::rstest;

    use super::{Terminal, headless};
    use crate::Environment;

    #[rstest]
    #[case(&["DISPLAY"], Terminal::Attached, None)]
    #[case(&["WAYLAND_DISPLAY"], Terminal::Attached, None)]
    #[case(&["DISPLAY"], Terminal::None, Some("no terminal"))]
    #[case(&[], Terminal::Attached, Some("no display"))]
    #[case(&["DISPLAY", "SSH_CONNECTION"], Terminal::Attached, Some("SSH"))]
    #[case(&["DISPLAY", "CI"], Terminal::Attached, Some("CI job"))]
    #[case(&["BROWSER", "CI", "SSH_TTY"], Terminal::None, None)]
    fn a_place_without_browser_is_known(
        #[case] set: &[&str],
        #[case] terminal: Terminal,
        #[case] why: Option<&str>,
    ) {
        let environment = Environment::from_iter(set.iter().map(|name| (*name, "x")));
        let told = headless(&environment, terminal);
        assert_eq!(told.is_some(), why.is_some(), "{told:?}");
        assert!(
            told.unwrap_or_default().contains(why.unwrap_or_default()),
            "{told:?}"
        );
    }
}
