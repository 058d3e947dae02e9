//! Tests of the workspace from outside: as a library and over HTTP.

mod rest_catalog;
