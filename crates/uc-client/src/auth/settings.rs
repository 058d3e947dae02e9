//! Which values hold, and where each comes from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::{Attribute, Environment, Profiles, Secret, SetupError, Source};
use crate::Host;

/// What is given with the call.
#[derive(Clone, Debug, Default)]
pub struct Arguments(BTreeMap<Attribute, Secret>);

impl Arguments {
    /// Adds a value, if there is one.
    #[must_use]
    pub fn with(mut self, attribute: Attribute, value: Option<&str>) -> Self {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.0.insert(attribute, Secret::new(value));
        }
        self
    }
}

/// Every value that holds, with its source.
#[derive(Clone, Debug)]
pub struct Settings {
    values: BTreeMap<Attribute, (Secret, Source)>,
    environment: Environment,
    /// The file of profiles, where one is looked for.
    file: Option<PathBuf>,
    /// The name of the profile that was read, unless it is the unnamed default.
    profile: Option<String>,
}

/// A value as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The attribute's name in a profile.
    pub name: &'static str,
    /// The value, or stars in the place of a secret.
    pub value: String,
    /// Where it comes from.
    pub source: String,
}

impl Settings {
    /// Takes arguments, then the environment, then a profile.
    ///
    /// Without a named profile the file is read only if neither a host nor a credential is given:
    /// its values would mix with those of another workspace.
    ///
    /// # Errors
    /// [`SetupError`] if the file cannot be used or holds no such profile, or if the credential of
    /// one workspace would be sent to another.
    pub fn resolve(arguments: &Arguments, environment: &Environment) -> Result<Self, SetupError> {
        let mut settings = Self {
            values: BTreeMap::new(),
            environment: environment.clone(),
            file: None,
            profile: None,
        };
        for (attribute, value) in &arguments.0 {
            settings.offer(*attribute, value, Source::Argument);
        }
        for attribute in Attribute::ALL {
            let set = |name: &&&'static str| environment.get(name).is_some();
            let Some(variable) = attribute.spec().env.iter().find(set) else {
                continue;
            };
            let value = Secret::new(environment.get(variable).unwrap_or_default());
            settings.offer(*attribute, &value, Source::Environment { variable });
        }
        settings.file = Profiles::place(settings.text(Attribute::ConfigFile), environment);
        settings.load_profile()?;
        settings.guard(arguments, environment)?;
        settings.refuse_unsafe()?;
        Ok(settings)
    }

    /// Takes a value unless a stronger source gave one.
    fn offer(&mut self, attribute: Attribute, value: &Secret, source: Source) {
        let entry = self.values.entry(attribute);
        entry.or_insert_with(|| (value.clone(), source));
    }

    fn load_profile(&mut self) -> Result<(), SetupError> {
        let named = self.text(Attribute::Profile).map(str::to_owned);
        let given = self.values.keys().any(|attribute| {
            attribute.spec().family.is_some()
                || matches!(
                    attribute,
                    Attribute::Host | Attribute::AzureWorkspaceResourceId
                )
        });
        if named.is_none() && given {
            return Ok(());
        }
        let Some(file) = self.file.clone() else {
            return Ok(());
        };
        let profiles = Profiles::read(&file)?;
        let Some(profile) = profiles.choose(named.as_deref())? else {
            return Ok(());
        };
        let source = Source::Profile {
            profile: profile.name.clone(),
            file,
        };
        for (attribute, value) in profile.values() {
            self.offer(attribute, value, source.clone());
        }
        let is_unnamed = named.is_none() && profile.name == "DEFAULT";
        self.profile = (!is_unnamed).then(|| profile.name.clone());
        Ok(())
    }

    /// A credential that stands beside a host is for that host only.
    fn guard(&self, arguments: &Arguments, environment: &Environment) -> Result<(), SetupError> {
        let Some((host, host_source)) = self.values.get(&Attribute::Host) else {
            return Ok(());
        };
        let host = Host::parse(host.expose())?;
        for attribute in [Attribute::Token, Attribute::ClientSecret] {
            let Some((_, source)) = self.values.get(&attribute) else {
                continue;
            };
            if source == host_source || arguments.0.contains_key(&attribute) {
                continue;
            }
            let theirs = match source {
                Source::Argument => None,
                Source::Environment { .. } => environment.get("DATABRICKS_HOST").map(str::to_owned),
                Source::Profile { profile, file } => Profiles::read(file)?
                    .get(profile)
                    .and_then(|profile| profile.get(Attribute::Host).map(str::to_owned)),
            };
            let theirs = theirs.map(|theirs| Host::parse(&theirs)).transpose()?;
            if let Some(theirs) = theirs.filter(|theirs| *theirs != host) {
                return Err(SetupError::CredentialOfAnotherHost {
                    what: attribute.spec().name,
                    source_of: source.clone(),
                    host,
                    theirs,
                });
            }
        }
        Ok(())
    }

    fn refuse_unsafe(&self) -> Result<(), SetupError> {
        let skips = self.flag(Attribute::SkipVerify);
        if skips {
            return Err(SetupError::NotSupported {
                what: "skip_verify".to_owned(),
                instead: "certificates are always checked; trust yours with SSL_CERT_FILE",
            });
        }
        Ok(())
    }

    /// A value; the caller does not show it if it is a secret.
    pub(crate) fn text(&self, attribute: Attribute) -> Option<&str> {
        let (value, _) = self.values.get(&attribute)?;
        Some(value.expose())
    }

    pub(crate) fn secret(&self, attribute: Attribute) -> Option<&Secret> {
        self.values.get(&attribute).map(|(value, _)| value)
    }

    /// Whether something is switched on.
    pub(crate) fn flag(&self, attribute: Attribute) -> bool {
        let on = |text: &str| ["true", "1", "yes", "on"].contains(&&*text.to_ascii_lowercase());
        self.text(attribute).is_some_and(on)
    }

    /// A value that may be shown.
    #[must_use]
    pub fn get(&self, attribute: Attribute) -> Option<&str> {
        self.text(attribute).filter(|_| !attribute.spec().secret)
    }

    /// Where a value comes from.
    #[must_use]
    pub fn source(&self, attribute: Attribute) -> Option<&Source> {
        self.values.get(&attribute).map(|(_, source)| source)
    }

    /// The workspace, if one is named.
    ///
    /// # Errors
    /// [`SetupError::BadHost`] if it is no address; [`SetupError::NotSupported`] if it is named by
    /// its resource in Azure alone.
    pub fn host(&self) -> Result<Option<Host>, SetupError> {
        let host = self.text(Attribute::Host).map(Host::parse).transpose()?;
        if host.is_none() && self.text(Attribute::AzureWorkspaceResourceId).is_some() {
            return Err(SetupError::NotSupported {
                what: "azure_workspace_resource_id without a host".to_owned(),
                instead: "name the host of the workspace too",
            });
        }
        Ok(host)
    }

    /// The profile that was named, by whatever.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The file of profiles.
    #[must_use]
    pub fn file(&self) -> Option<&PathBuf> {
        self.file.as_ref()
    }

    /// The environment that was read.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The rights that are asked for.
    pub(crate) fn scopes(&self) -> Vec<String> {
        let text = self.text(Attribute::Scopes).unwrap_or("all-apis");
        let mut scopes: Vec<String> = text
            .split([',', ' '])
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .collect();
        scopes.sort();
        scopes.dedup();
        scopes
    }

    /// Every value as it is shown.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        let told = |(attribute, (value, source)): (&Attribute, &(Secret, Source))| Told {
            name: attribute.spec().name,
            value: if attribute.spec().secret {
                value.to_string()
            } else {
                value.expose().to_owned()
            },
            source: source.to_string(),
        };
        self.values.iter().map(told).collect()
    }

    /// Two ways of signing in without a choice between them are one too many.
    ///
    /// # Errors
    /// [`SetupError::ManyFamilies`] names them and where their values come from.
    pub(crate) fn one_family(&self) -> Result<(), SetupError> {
        let mut families = BTreeMap::<&'static str, Vec<String>>::new();
        for (attribute, (_, source)) in &self.values {
            if let Some(family) = attribute.spec().family {
                let told = format!("{} from {source}", attribute.spec().name);
                families.entry(family).or_default().push(told);
            }
        }
        if families.len() < 2 || self.text(Attribute::AuthType).is_some() {
            return Ok(());
        }
        let told = |(family, values): (&'static str, Vec<String>)| {
            format!("`{family}` ({})", values.join(", "))
        };
        Err(SetupError::ManyFamilies {
            families: families.into_iter().map(told).collect(),
        })
    }
}
