//! What a clone notes in an object store while it runs: where its files come from.

use object_store::ObjectStoreExt;
use object_store::path::Path as ObjectPath;
use uuid::Uuid;

use crate::error::CloneError;
use crate::store::{Origin, PROGRESS_DIRECTORY, Place, Root};

/// Notes in an object store that files without a commit come from a clone. Tells whether an earlier
/// clone from the same table has left its note.
pub(super) async fn mark(root: &Root, origin: &Origin) -> Result<bool, CloneError> {
    let Place::Object { store, path, .. } = root.below(PROGRESS_DIRECTORY)? else {
        return Ok(false);
    };
    let failed = |action, path: &ObjectPath| {
        let file = path.to_string();
        move |source| CloneError::Store {
            action,
            file,
            source,
        }
    };
    let notes = store.list_with_delimiter(Some(&path)).await;
    let mut resumes = false;
    for note in notes.map_err(failed("look at", &path))?.objects {
        let text = match store.get(&note.location).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        // One that goes away meanwhile, or is not understood, only costs the work again.
        let known = text
            .ok()
            .and_then(|text| serde_json::from_slice::<Origin>(&text).ok());
        resumes |= known.is_some_and(|known| known == *origin);
    }
    let own = path.join(format!("{}.json", Uuid::new_v4()));
    let text = serde_json::to_vec(origin)
        .map_err(|error| CloneError::io("write", own.to_string(), error.into()))?;
    let put = store.put(&own, text.into()).await;
    put.map_err(failed("write", &own))?;
    Ok(resumes)
}

/// Removes the notes of this run and of dead ones. A clone that is still running only needs its
/// note if it dies, and then the table is there.
pub(super) async fn unmark(root: &Root) -> Result<(), CloneError> {
    let Place::Object { store, path, .. } = root.below(PROGRESS_DIRECTORY)? else {
        return Ok(());
    };
    let fail = |source| CloneError::Store {
        action: "clean",
        file: path.to_string(),
        source,
    };
    let notes = store.list_with_delimiter(Some(&path)).await.map_err(fail)?;
    for note in notes.objects {
        store.delete(&note.location).await.map_err(fail)?;
    }
    Ok(())
}
