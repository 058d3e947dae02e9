//! The privileges this workspace knows, and on what each can be granted.

use crate::catalog::Kind;
use crate::error::{WsError, WsResult};

macro_rules! privileges {
    ($($variant:ident $text:literal $doc:literal),* $(,)?) => {
        /// A privilege that can be granted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Privilege {
            $(#[doc = $doc] $variant,)*
        }

        impl Privilege {
            /// Every privilege, in the order of their names.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in REST, such as `USE_CATALOG`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    };
}

privileges! {
    AllPrivileges "ALL_PRIVILEGES" "Every privilege but `MANAGE` and those for external use.",
    ApplyTag "APPLY_TAG" "Set tags.",
    Browse "BROWSE" "See metadata without the right to use it.",
    CreateCatalog "CREATE_CATALOG" "Create catalogs in the metastore.",
    CreateConnection "CREATE_CONNECTION" "Create connections.",
    CreateExternalLocation "CREATE_EXTERNAL_LOCATION" "Create external locations.",
    CreateExternalTable "CREATE_EXTERNAL_TABLE" "Create tables over files elsewhere.",
    CreateExternalVolume "CREATE_EXTERNAL_VOLUME" "Create volumes over directories elsewhere.",
    CreateFunction "CREATE_FUNCTION" "Create functions.",
    CreateMaterializedView "CREATE_MATERIALIZED_VIEW" "Create materialized views.",
    CreateModel "CREATE_MODEL" "Create registered models.",
    CreateProvider "CREATE_PROVIDER" "Create providers.",
    CreateRecipient "CREATE_RECIPIENT" "Create recipients.",
    CreateSchema "CREATE_SCHEMA" "Create schemas.",
    CreateShare "CREATE_SHARE" "Create shares.",
    CreateStorageCredential "CREATE_STORAGE_CREDENTIAL" "Create storage credentials.",
    CreateTable "CREATE_TABLE" "Create tables and views.",
    CreateVolume "CREATE_VOLUME" "Create volumes.",
    Execute "EXECUTE" "Call functions, load models.",
    ExternalUseSchema "EXTERNAL_USE_SCHEMA" "Read tables with an engine from outside.",
    Manage "MANAGE" "Alter, drop and grant, as the owner does.",
    Modify "MODIFY" "Write rows.",
    ReadVolume "READ_VOLUME" "Read files of volumes.",
    Refresh "REFRESH" "Refresh materialized views.",
    Select "SELECT" "Read rows.",
    UseCatalog "USE_CATALOG" "Use what is in a catalog.",
    UseSchema "USE_SCHEMA" "Use what is in a schema.",
    WriteVolume "WRITE_VOLUME" "Write files of volumes.",
}

impl Privilege {
    /// The name in SQL and in error texts, such as `USE CATALOG`.
    pub fn sql(self) -> String {
        self.as_str().replace('_', " ")
    }

    /// Reads a name in the form of REST or of SQL, in any case.
    ///
    /// # Errors
    /// When there is no such privilege.
    pub fn parse(text: &str) -> WsResult<Self> {
        let wanted = text.trim().replace(' ', "_").to_ascii_uppercase();
        Self::ALL
            .iter()
            .copied()
            .find(|privilege| privilege.as_str() == wanted)
            .ok_or_else(|| WsError::invalid(format!("Privilege {text} is not a known privilege.")))
    }

    /// Whether it can be granted on a securable of this kind.
    pub fn applies_to(self, kind: Kind) -> bool {
        let shared = matches!(
            self,
            Self::AllPrivileges | Self::ApplyTag | Self::Browse | Self::Manage
        );
        match kind {
            Kind::Metastore => matches!(
                self,
                Self::CreateCatalog
                    | Self::CreateConnection
                    | Self::CreateExternalLocation
                    | Self::CreateExternalTable
                    | Self::CreateExternalVolume
                    | Self::CreateProvider
                    | Self::CreateRecipient
                    | Self::CreateShare
                    | Self::CreateStorageCredential
                    | Self::Manage
            ),
            Kind::Catalog => {
                matches!(self, Self::UseCatalog | Self::CreateSchema)
                    || self.applies_to(Kind::Schema)
            }
            Kind::Schema => {
                shared
                    || matches!(
                        self,
                        Self::UseSchema
                            | Self::CreateFunction
                            | Self::CreateMaterializedView
                            | Self::CreateModel
                            | Self::CreateTable
                            | Self::CreateVolume
                            | Self::Execute
                            | Self::ExternalUseSchema
                            | Self::Modify
                            | Self::ReadVolume
                            | Self::Refresh
                            | Self::Select
                            | Self::WriteVolume
                    )
            }
            Kind::Table => shared || matches!(self, Self::Modify | Self::Refresh | Self::Select),
            Kind::Volume => shared || matches!(self, Self::ReadVolume | Self::WriteVolume),
            Kind::Function | Kind::Model => shared || matches!(self, Self::Execute),
        }
    }

    /// Whether it opens data: such a privilege does not come from managing a parent, it must be
    /// owned or granted.
    pub(crate) fn opens_data(self) -> bool {
        matches!(
            self,
            Self::Select | Self::Modify | Self::Execute | Self::ReadVolume | Self::WriteVolume
        )
    }

    /// Whether `ALL_PRIVILEGES` stands for it.
    pub(crate) fn in_all(self) -> bool {
        !matches!(self, Self::Manage | Self::ExternalUseSchema)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_in_both_forms() {
        for privilege in Privilege::ALL {
            assert_eq!(Privilege::parse(privilege.as_str()).unwrap(), *privilege);
            assert_eq!(
                Privilege::parse(&privilege.sql().to_lowercase()).unwrap(),
                *privilege
            );
        }
    }

    #[test]
    fn an_unknown_name_is_refused_by_name() {
        assert!(Privilege::parse("FLY").unwrap_err().message.contains("FLY"));
    }
}
