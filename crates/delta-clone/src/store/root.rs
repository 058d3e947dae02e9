//! The directory of a table, and the store that holds it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use url::{Position, Url};

use super::veil::{Veil, Veiled};
use super::{LogPath, Place, shown};
use crate::error::CloneError;

/// The prefixes of environment variables that configure cloud stores.
const CLOUD_VARIABLES: [&str; 3] = ["AWS_", "AZURE_", "GOOGLE_"];

/// Finds the store of a URL.
///
/// `file://` is the local file system; `memory://` and others must be registered with
/// [`Stores::with`]; cloud URLs are opened with the options given, which default to the
/// environment variables the clouds' own tools read.
#[derive(Debug, Clone)]
pub struct Stores {
    registered: HashMap<String, Arc<dyn ObjectStore>>,
    options: BTreeMap<String, String>,
    opened: Arc<Mutex<HashMap<String, Arc<dyn ObjectStore>>>>,
}

impl Default for Stores {
    fn default() -> Self {
        let options = std::env::vars()
            .filter(|(key, _)| CLOUD_VARIABLES.iter().any(|prefix| key.starts_with(prefix)))
            .collect();
        Self::with_options(options)
    }
}

impl Stores {
    /// Opens cloud stores with these options, in the names of `object_store`, and nothing from
    /// the environment.
    #[must_use]
    pub fn with_options(options: BTreeMap<String, String>) -> Self {
        let mut options: BTreeMap<_, _> = options
            .into_iter()
            .map(|(key, value)| (key.to_ascii_lowercase(), value))
            .collect();
        // S3 copies to a new name only, by an upload in parts that ends with a condition. Commits
        // that are too large for one request get their names so.
        let unless_asked_otherwise = options.entry("aws_copy_if_not_exists".to_owned());
        unless_asked_otherwise.or_insert_with(|| "multipart".to_owned());
        Self {
            registered: HashMap::new(),
            options,
            opened: Arc::default(),
        }
    }

    /// Uses `store` for all URLs with the scheme and authority of `url`. The path of a URL is
    /// then the path in the store.
    #[must_use]
    pub fn with(mut self, url: &Url, store: Arc<dyn ObjectStore>) -> Self {
        self.registered.insert(bucket_of(url), store);
        self
    }

    /// The table directory at `url`.
    pub(crate) fn root(&self, url: &Url) -> Result<Root, CloneError> {
        let mut url = url.clone();
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        if url.cannot_be_a_base() {
            return Err(invalid(&url, "it has no path"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(invalid(&url, "a query or fragment cannot be part of it"));
        }
        let place = self.place_of(&url)?;
        Ok(match place {
            Place::Local(directory) => Root {
                url,
                local: Some(directory),
                store: Arc::new(LocalFileSystem::new()),
                veil: Veil::default(),
            },
            Place::Object { store, .. } => Root {
                url,
                local: None,
                store,
                veil: Veil::default(),
            },
        })
    }

    /// The file at an absolute URL.
    pub(crate) fn place_of(&self, url: &Url) -> Result<Place, CloneError> {
        let bucket = bucket_of(url);
        if url.scheme() == "file" && !self.registered.contains_key(&bucket) {
            let path = url
                .to_file_path()
                .map_err(|()| invalid(url, "it is no absolute path on this computer"))?;
            return Ok(Place::Local(path));
        }
        let path = ObjectPath::from_url_path(url.path())
            .map_err(|error| invalid(url, &error.to_string()))?;
        let store = self.store_of(url, &bucket, &path)?;
        Ok(Place::Object {
            store,
            bucket,
            path,
        })
    }

    fn store_of(
        &self,
        url: &Url,
        bucket: &str,
        path: &ObjectPath,
    ) -> Result<Arc<dyn ObjectStore>, CloneError> {
        if let Some(store) = self.registered.get(bucket) {
            return Ok(Arc::clone(store));
        }
        let no_store = |reason: String| CloneError::NoStore {
            url: shown(url),
            reason,
        };
        if url.scheme() == "memory" {
            return Err(no_store("a store in memory must be registered".to_owned()));
        }
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = opened.get(bucket) {
            return Ok(Arc::clone(store));
        }
        let (store, path_in_store) = object_store::parse_url_opts(url, &self.options)
            .map_err(|error| no_store(error.to_string()))?;
        if path_in_store != *path {
            return Err(no_store(
                "URLs that name the bucket in their path are not supported".to_owned(),
            ));
        }
        let store: Arc<dyn ObjectStore> = Arc::from(store);
        opened.insert(bucket.to_owned(), Arc::clone(&store));
        Ok(store)
    }
}

/// The directory of a table. What is hidden from one of its clones is hidden from all.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    url: Url,
    local: Option<PathBuf>,
    store: Arc<dyn ObjectStore>,
    veil: Veil,
}

impl Root {
    /// The URL, ending with a slash.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The URL for messages, without the slash at its end.
    pub(crate) fn shown(&self) -> String {
        shown(&self.url).trim_end_matches('/').to_owned()
    }

    /// The directory, if it is local.
    pub(crate) fn local(&self) -> Option<&Path> {
        self.local.as_deref()
    }

    pub(crate) fn store(&self) -> &Arc<dyn ObjectStore> {
        &self.store
    }

    /// The store as a reader of the log is to see it.
    pub(crate) fn log_store(&self) -> Arc<dyn ObjectStore> {
        Arc::new(Veiled::new(Arc::clone(&self.store), self.veil.clone()))
    }

    /// The checkpoints that are hidden from readers of the log.
    pub(crate) fn veil(&self) -> &Veil {
        &self.veil
    }

    /// The file that the log of this table calls `path`.
    pub(crate) fn place(&self, path: &str, stores: &Stores) -> Result<Place, CloneError> {
        let parsed = LogPath::parse(path, &self.url).map_err(|reason| CloneError::UnsafePath {
            table: self.shown(),
            file: path.to_owned(),
            reason,
        })?;
        match parsed {
            LogPath::Absolute(url) => stores.place_of(&url),
            LogPath::Relative(name) => self.below(&name),
        }
    }

    /// The file with this decoded name below the table.
    pub(crate) fn below(&self, name: &str) -> Result<Place, CloneError> {
        if let Some(directory) = &self.local {
            return Ok(Place::Local(directory.join(name)));
        }
        let prefix = ObjectPath::from_url_path(self.url.path())
            .map_err(|error| invalid(&self.url, &error.to_string()))?;
        let path = ObjectPath::parse(format!("{prefix}/{name}")).map_err(|error| {
            CloneError::UnsafePath {
                table: self.shown(),
                file: name.to_owned(),
                reason: error.to_string(),
            }
        })?;
        Ok(Place::Object {
            store: Arc::clone(&self.store),
            bucket: bucket_of(&self.url),
            path,
        })
    }
}

fn bucket_of(url: &Url) -> String {
    url[..Position::BeforePath].to_owned()
}

fn invalid(url: &Url, reason: &str) -> CloneError {
    CloneError::InvalidUrl {
        url: shown(url),
        reason: reason.to_owned(),
    }
}
