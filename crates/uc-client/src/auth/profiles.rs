//! The profiles of `~/.databrickscfg`.

use std::io;
use std::path::{Path, PathBuf};

use ini::{Ini, ParseOption};

use super::{Attribute, Environment, Secret, SetupError};

/// A section that configures the file itself.
const SETTINGS: &str = "__settings__";
/// The profile that is used when nothing names one.
const DEFAULT: &str = "DEFAULT";

/// One profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name.
    pub name: String,
    values: Vec<(Attribute, Secret)>,
}

impl Profile {
    /// What it sets; names that are not known are for other programs.
    pub(crate) fn values(&self) -> impl Iterator<Item = (Attribute, &Secret)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }

    /// A value that may be shown.
    #[must_use]
    pub fn get(&self, attribute: Attribute) -> Option<&str> {
        let found = self.values().find(|(name, _)| *name == attribute);
        let (_, value) = found.filter(|_| !attribute.spec().secret)?;
        Some(value.expose())
    }

    /// What it sets, by name.
    pub fn names(&self) -> impl Iterator<Item = Attribute> {
        self.values().map(|(name, _)| name)
    }
}

/// The file and what is in it. A profile inherits nothing from `[DEFAULT]`.
#[derive(Clone, Debug)]
pub struct Profiles {
    file: PathBuf,
    found: Vec<Profile>,
    default: Option<String>,
}

impl Profiles {
    /// Where the file is: as named, else `.databrickscfg` in the user's folder.
    #[must_use]
    pub fn place(named: Option<&str>, environment: &Environment) -> Option<PathBuf> {
        match named {
            Some(named) => Some(environment.path(named)),
            None => Some(environment.home()?.join(".databrickscfg")),
        }
    }

    /// Reads a file; one that is not there holds no profiles.
    ///
    /// # Errors
    /// [`SetupError::Profiles`] if it cannot be read or understood.
    pub fn read(file: &Path) -> Result<Self, SetupError> {
        match std::fs::read_to_string(file) {
            Ok(text) => Self::parse(file, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::parse(file, ""),
            Err(error) => Err(trouble(file, error.to_string())),
        }
    }

    fn parse(file: &Path, text: &str) -> Result<Self, SetupError> {
        // Tokens are not quoted, and a backslash in them means itself.
        let options = ParseOption {
            enabled_quote: false,
            enabled_escape: false,
            ..ParseOption::default()
        };
        // The parser's message may quote the line, and with it a token.
        let ini = Ini::load_from_str_opt(text, options)
            .map_err(|error| trouble(file, format!("line {} is no setting", error.line + 1)))?;
        let mut profiles = Self {
            file: file.to_owned(),
            found: Vec::new(),
            default: None,
        };
        for (section, properties) in &ini {
            let Some(section) = section else {
                if properties.is_empty() {
                    continue;
                }
                return Err(trouble(file, "a setting comes before the first [profile]"));
            };
            let known = properties.iter().filter_map(|(name, value)| {
                let attribute = Attribute::named(&name.to_ascii_lowercase())?;
                let value = value.trim();
                (!value.is_empty()).then(|| (attribute, Secret::new(value)))
            });
            if section == SETTINGS {
                let named = properties.get("default_profile").map(str::trim);
                profiles.default = named.filter(|name| !name.is_empty()).map(str::to_owned);
            } else if profiles.get(section).is_some() {
                return Err(trouble(file, format!("profile `{section}` is there twice")));
            } else {
                profiles.found.push(Profile {
                    name: section.to_owned(),
                    values: known.collect(),
                });
            }
        }
        Ok(profiles)
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// All profiles, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Profile] {
        &self.found
    }

    /// The profile of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.found.iter().find(|profile| profile.name == name)
    }

    /// The name of the profile that is used when nothing names one.
    #[must_use]
    pub fn default_name(&self) -> Option<&str> {
        let named = self.default.as_deref();
        named.or_else(|| self.get(DEFAULT).map(|_| DEFAULT))
    }

    /// The profile that is named, else the default one. Only a named one must be there.
    ///
    /// # Errors
    /// [`SetupError::NoProfile`] if it is not there, [`SetupError::Profiles`] if its name is the
    /// one of the file's own section.
    pub fn choose(&self, named: Option<&str>) -> Result<Option<&Profile>, SetupError> {
        let Some(name) = named.or(self.default.as_deref()) else {
            return Ok(self.get(DEFAULT));
        };
        if name == SETTINGS {
            let why = format!("`{SETTINGS}` is no profile, it holds settings of the file");
            return Err(trouble(&self.file, why));
        }
        let found = self.get(name).ok_or_else(|| SetupError::NoProfile {
            profile: name.to_owned(),
            file: self.file.clone(),
            known: self.found.iter().map(|known| known.name.clone()).collect(),
        });
        found.map(Some)
    }
}

fn trouble(file: &Path, why: impl Into<String>) -> SetupError {
    SetupError::Profiles {
        file: file.to_owned(),
        why: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rstest::rstest;

    use super::Profiles;
    use crate::Attribute;

    const FILE: &str = "\
# a comment
; another
[DEFAULT]
host = https://default.example

[work]
HOST: work.example
token = dapi;not#a comment\\n\"=
cluster_id =
jobs-api-version = 2.0

[__settings__]
default_profile = work
";

    fn parse(text: &str) -> Result<Profiles, crate::SetupError> {
        Profiles::parse(Path::new("cfg"), text)
    }

    #[test]
    fn a_file_is_read_as_others_read_it() {
        let profiles = parse(FILE).unwrap();
        let work = profiles.choose(None).unwrap().unwrap();
        assert_eq!(work.name, "work");
        assert_eq!(work.get(Attribute::Host), Some("work.example"));
        assert_eq!(work.get(Attribute::Token), None, "it is not for showing");
        let token = work.values().find(|(name, _)| *name == Attribute::Token);
        assert_eq!(token.unwrap().1.expose(), "dapi;not#a comment\\n\"=");
        assert_eq!(work.names().count(), 2, "what is empty is not set");
    }

    #[rstest]
    #[case::default_section("[DEFAULT]\nhost = a", None, Ok(Some("DEFAULT")))]
    #[case::nothing("", None, Ok(None))]
    #[case::no_default("[work]\nhost = a", None, Ok(None))]
    #[case::named("[work]\nhost = a", Some("work"), Ok(Some("work")))]
    #[case::unknown(
        "[work]\nhost = a",
        Some("play"),
        Err("there is no profile `play` in cfg")
    )]
    #[case::unknown_default(
        "[__settings__]\ndefault_profile = gone",
        None,
        Err("there is no profile `gone` in cfg")
    )]
    #[case::reserved(
        "",
        Some("__settings__"),
        Err("cfg cannot be used: `__settings__` is no profile, it holds settings of the file")
    )]
    fn a_profile_is_chosen(
        #[case] text: &str,
        #[case] named: Option<&str>,
        #[case] expected: Result<Option<&str>, &str>,
    ) {
        let profiles = parse(text).unwrap();
        let chosen = profiles.choose(named).map_err(|error| error.to_string());
        let chosen = chosen.map(|profile| profile.map(|profile| profile.name.as_str()));
        assert_eq!(chosen, expected.map_err(str::to_owned));
    }

    #[rstest]
    #[case::no_section("token = dapi-secret")]
    #[case::twice("[a]\ntoken = dapi-secret\n[a]\n")]
    #[case::no_setting("[a]\ntoken dapi-secret")]
    fn a_broken_file_is_refused_without_its_text(#[case] text: &str) {
        let error = parse(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
}
