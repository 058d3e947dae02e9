//! The files of managed volumes, so that a plan can tell that nothing is to be copied.

use clone_core::model::{Detail, Object, Storage};
use clone_core::ports::PortResult;

use crate::uc::{Link, together, volume_root, volume_tree};

/// Lists the files of each managed volume. A volume that may not be listed keeps no list: whoever
/// copies then compares while copying.
pub(super) async fn add_files(link: &Link, objects: &mut [Object], width: usize) -> PortResult<()> {
    let managed = objects.iter_mut().filter(|object| {
        matches!(
            object.detail,
            Detail::Volume {
                storage: Storage::Managed,
                ..
            }
        )
    });
    together(
        width,
        managed.map(|object| add_files_of(link, object)).collect(),
    )
    .await?;
    Ok(())
}

async fn add_files_of(link: &Link, object: &mut Object) -> PortResult<()> {
    let root = volume_root(&object.name)?;
    match volume_tree(&link.client.files(), &root).await {
        Ok(tree) => {
            if let Detail::Volume { files, .. } = &mut object.detail {
                *files = Some(tree.files);
            }
        }
        Err(error) => {
            tracing::warn!(volume = %object.name, %error, "cannot be listed");
        }
    }
    Ok(())
}
