//! One call each: writing in one piece, removing, directories and their listings.

use futures::stream::{Stream, StreamExt as _};
use http::Method;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::Deserialize;

use crate::names::encode_volume_path;
use crate::transport::{TransportError, operation};
use crate::{ApiError, Client, paging};

/// Files in volumes, by absolute paths such as `/Volumes/catalog/schema/volume/file`.
#[derive(Clone, Debug)]
pub struct Files {
    pub(super) client: Client,
}

/// What to do about a file that is already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Keep it; writing is an error.
    Keep,
    /// Write over it.
    Overwrite,
}

impl Existing {
    pub(super) fn overwrite(self) -> &'static str {
        match self {
            Self::Keep => "false",
            Self::Overwrite => "true",
        }
    }
}

/// A file or directory in a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct DirectoryEntry {
    /// The absolute path.
    pub path: String,
    /// The last part of the path.
    pub name: String,
    /// Whether it is a directory.
    #[serde(default)]
    pub is_directory: bool,
    /// The size in bytes, of a file.
    pub file_size: Option<i64>,
    /// When it was last written, in milliseconds since 1970.
    pub last_modified: Option<i64>,
}

/// One page of a directory.
#[derive(Debug, Default, Deserialize)]
struct DirectoryPage {
    #[serde(default)]
    contents: Vec<DirectoryEntry>,
    next_page_token: Option<String>,
}

impl Files {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Writes a file in one piece, of 5 GiB at most. A body that is held in memory is sent again if
    /// the service refuses for the moment; one that streams is not.
    ///
    /// # Errors
    /// [`ApiError`], of kind `AlreadyExists` for a file that is to be kept.
    pub async fn upload(
        &self,
        path: &str,
        body: impl Into<reqwest::Body>,
        existing: Existing,
    ) -> Result<(), ApiError> {
        let query = [("overwrite", existing.overwrite())];
        let mut request = self.request(Method::PUT, "files", path, &query)?;
        let octets = HeaderValue::from_static("application/octet-stream");
        request.headers_mut().insert(CONTENT_TYPE, octets);
        *request.body_mut() = Some(body.into());
        self.client.inner().call(request, operation::UPLOAD).await?;
        Ok(())
    }

    /// Removes a file.
    ///
    /// # Errors
    /// [`ApiError`], of kind `NotFound` if it is not there.
    pub async fn delete(&self, path: &str) -> Result<(), ApiError> {
        let request = self.request(Method::DELETE, "files", path, &[])?;
        self.client.inner().call(request, "files_delete").await?;
        Ok(())
    }

    /// Makes a directory and those above it; one that is there is fine.
    ///
    /// # Errors
    /// [`ApiError`] if it cannot be made.
    pub async fn create_directory(&self, path: &str) -> Result<(), ApiError> {
        let request = self.request(Method::PUT, "directories", path, &[])?;
        self.client
            .inner()
            .call(request, "files_create_directory")
            .await?;
        Ok(())
    }

    /// Removes an empty directory.
    ///
    /// # Errors
    /// [`ApiError`] if it is not there or not empty.
    pub async fn delete_directory(&self, path: &str) -> Result<(), ApiError> {
        let request = self.request(Method::DELETE, "directories", path, &[])?;
        self.client
            .inner()
            .call(request, "files_delete_directory")
            .await?;
        Ok(())
    }

    /// Lists what lies directly in a directory.
    pub fn list<'a>(
        &'a self,
        path: &'a str,
    ) -> impl Stream<Item = Result<DirectoryEntry, ApiError>> + Send + 'a {
        let fetch = move |token: Option<String>| async move {
            let query: Vec<_> = token.iter().map(|t| ("page_token", t.as_str())).collect();
            let request = self.request(Method::GET, "directories", path, &query)?;
            let answer = self.client.inner().call(request, "files_list").await?;
            let body = answer.bytes().await.map_err(TransportError::from)?;
            let page: DirectoryPage = serde_json::from_slice(&body)
                .map_err(|_| ApiError::protocol(format!("the listing of `{path}` is not one")))?;
            Ok((page.contents, page.next_page_token))
        };
        paging::items(fetch).boxed()
    }

    /// A request of this API. `path` is the whole path of a file or directory.
    pub(super) fn request(
        &self,
        method: Method,
        part: &str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<reqwest::Request, ApiError> {
        let encoded = format!("/api/2.0/fs/{part}{}", encode_volume_path(path)?);
        let mut request = self.client.request(method, &encoded)?;
        if !query.is_empty() {
            request.url_mut().query_pairs_mut().extend_pairs(query);
        }
        Ok(request)
    }
}
