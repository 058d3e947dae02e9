-- Providers of the sharing protocol. The bearer token of a profile is not kept: nothing here reads
-- from a provider.
CREATE TABLE provider (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  authentication_type TEXT NOT NULL CHECK (authentication_type IN ('TOKEN')),
  profile_version INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  owner TEXT NOT NULL,
  comment TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL
) STRICT;
