//! Volumes.

use rusqlite::params;

use super::lifecycle::Birth;
use super::page::{Page, PageOf};
use super::places::{check_overlap, external_place};
use super::{Catalog, Chain, Kind, MetaPatch, VolumeRow, VolumeType};
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::Session;

/// A volume to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVolume {
    /// The catalog.
    pub catalog: String,
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// Its type.
    pub volume_type: VolumeType,
    /// Where an external volume's files are. Must be `None` for a managed one.
    pub location: Option<String>,
    /// The comment.
    pub comment: Option<String>,
}

impl Catalog {
    /// Creates a volume. The directory of a managed one appears with its first file.
    ///
    /// # Errors
    /// When the caller lacks `CREATE VOLUME`, when a location is given or missing against the
    /// type, when the name is taken or not valid.
    pub fn create_volume(&self, session: &Session, new: &NewVolume) -> WsResult<VolumeRow> {
        self.write(session, |access| {
            let schema = access.find(Kind::Schema, &format!("{}.{}", new.catalog, new.schema))?;
            let chain = access.create(
                &schema,
                Kind::Volume,
                &new.name,
                new.comment.as_deref(),
                Privilege::CreateVolume,
                Birth::Active,
            )?;
            let place = match (new.volume_type, &new.location) {
                (VolumeType::Managed, None) => self.managed_place(access.tx, &chain, "volumes")?,
                (VolumeType::Managed, Some(_)) => {
                    return Err(WsError::invalid(
                        "CreateVolume storage_location can not be provided.",
                    ));
                }
                (VolumeType::External, None) => {
                    return Err(WsError::invalid(
                        "CreateVolume storage_location must be provided for external volumes.",
                    ));
                }
                (VolumeType::External, Some(location)) => {
                    access.require(Privilege::CreateExternalVolume, &access.metastore()?)?;
                    let place = external_place(location)?;
                    check_overlap(access.tx, self, &place)?;
                    place
                }
            };
            access.tx.execute(
                "INSERT INTO volume_detail (id, volume_type, location) VALUES (?1, ?2, ?3)",
                params![chain.object().id, new.volume_type.as_str(), place],
            )?;
            access.volume_row(&chain)
        })
    }

    /// One volume.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn get_volume(&self, session: &Session, full_name: &str) -> WsResult<VolumeRow> {
        self.read(session, |access| {
            let chain = access.find_visible(Kind::Volume, full_name)?;
            access.volume_row(&chain)
        })
    }

    /// The volumes of a schema that the caller sees.
    ///
    /// # Errors
    /// When the schema does not exist or the caller may not use it.
    pub fn list_volumes(
        &self,
        session: &Session,
        catalog: &str,
        schema: &str,
        page: &Page,
    ) -> WsResult<PageOf<VolumeRow>> {
        self.read(session, |access| {
            let schema = access.find_visible(Kind::Schema, &format!("{catalog}.{schema}"))?;
            access
                .children(&schema, Kind::Volume, page)?
                .try_map(|chain| access.volume_row(&chain))
        })
    }

    /// Changes a volume and returns it under its name after the change.
    ///
    /// # Errors
    /// Those of [`Catalog::alter`].
    pub fn update_volume(
        &self,
        session: &Session,
        full_name: &str,
        patch: &MetaPatch,
    ) -> WsResult<VolumeRow> {
        self.write(session, |access| {
            let chain = access.find(Kind::Volume, full_name)?;
            access.alter(&chain, patch)?;
            let renamed = access.find_by_id(&chain.object().id)?.unwrap_or(chain);
            access.volume_row(&renamed)
        })
    }

    /// The volume, when the caller may do what `privilege` says with its files.
    ///
    /// # Errors
    /// When it does not exist or the privilege is missing.
    pub fn open_volume(
        &self,
        session: &Session,
        full_name: &str,
        privilege: Privilege,
    ) -> WsResult<VolumeRow> {
        self.read(session, |access| {
            let chain = access.find(Kind::Volume, full_name)?;
            access.require(privilege, &chain)?;
            access.volume_row(&chain)
        })
    }
}

impl Access<'_> {
    pub(crate) fn volume_row(&self, chain: &Chain) -> WsResult<VolumeRow> {
        let meta = chain.object().clone();
        let (kind, stored): (String, String) = self
            .tx
            .prepare_cached("SELECT volume_type, location FROM volume_detail WHERE id = ?1")?
            .query_row([&meta.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(VolumeRow {
            catalog_name: chain.name_at(1),
            schema_name: chain.name_at(2),
            volume_type: VolumeType::parse(&kind)?,
            location: self.catalog.url_of(&stored),
            meta,
        })
    }
}
