-- Everything that has an owner and can be granted is a row of `securable`; what only one kind has
-- is in that kind's table. Names are stored in lower case. Times are epoch milliseconds.
CREATE TABLE securable (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('METASTORE','CATALOG','SCHEMA','TABLE','VOLUME','FUNCTION','MODEL')),
  parent_id TEXT REFERENCES securable (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  comment TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('creating','active','dropped')),
  creator TEXT,
  dropped_at INTEGER
) STRICT;
CREATE UNIQUE INDEX securable_name ON securable (parent_id, kind, name) WHERE state <> 'dropped';
CREATE INDEX securable_dropped ON securable (dropped_at) WHERE state = 'dropped';
CREATE INDEX securable_creating ON securable (creator) WHERE state = 'creating';

CREATE TABLE metastore (
  id TEXT PRIMARY KEY REFERENCES securable (id),
  workspace_id INTEGER NOT NULL,
  cloud TEXT NOT NULL,
  region TEXT NOT NULL,
  default_catalog TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE catalog_detail (
  id TEXT PRIMARY KEY REFERENCES securable (id) ON DELETE CASCADE,
  catalog_type TEXT NOT NULL,
  storage_root TEXT,
  isolation_mode TEXT NOT NULL CHECK (isolation_mode IN ('OPEN','ISOLATED')),
  predictive_optimization TEXT NOT NULL,
  retention_hours INTEGER,
  options TEXT
) STRICT;

CREATE TABLE schema_detail (
  id TEXT PRIMARY KEY REFERENCES securable (id) ON DELETE CASCADE,
  is_system INTEGER NOT NULL CHECK (is_system IN (0, 1)),
  storage_root TEXT,
  predictive_optimization TEXT NOT NULL,
  retention_hours INTEGER
) STRICT;

CREATE TABLE table_detail (
  id TEXT PRIMARY KEY REFERENCES securable (id) ON DELETE CASCADE,
  table_type TEXT NOT NULL,
  format TEXT,
  location TEXT,
  view_definition TEXT,
  view_catalog TEXT,
  view_schema TEXT,
  view_dependencies TEXT,
  row_filter TEXT,
  predictive_optimization TEXT NOT NULL
) STRICT;

CREATE TABLE table_column (
  table_id TEXT NOT NULL REFERENCES securable (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  type_text TEXT NOT NULL,
  type_json TEXT NOT NULL,
  type_name TEXT NOT NULL,
  type_precision INTEGER,
  type_scale INTEGER,
  type_interval_type TEXT,
  nullable INTEGER NOT NULL CHECK (nullable IN (0, 1)),
  comment TEXT,
  partition_index INTEGER,
  mask TEXT,
  PRIMARY KEY (table_id, position),
  UNIQUE (table_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE table_constraint (
  table_id TEXT NOT NULL REFERENCES securable (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('PRIMARY KEY','FOREIGN KEY')),
  rely INTEGER NOT NULL CHECK (rely IN (0, 1)),
  child_columns TEXT NOT NULL,
  timeseries_columns TEXT,
  parent_id TEXT REFERENCES securable (id) ON DELETE CASCADE,
  parent_columns TEXT,
  PRIMARY KEY (table_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX constraint_parent ON table_constraint (parent_id);

CREATE TABLE volume_detail (
  id TEXT PRIMARY KEY REFERENCES securable (id) ON DELETE CASCADE,
  volume_type TEXT NOT NULL CHECK (volume_type IN ('MANAGED','EXTERNAL')),
  location TEXT NOT NULL
) STRICT;

CREATE TABLE function_detail (
  id TEXT PRIMARY KEY REFERENCES securable (id) ON DELETE CASCADE,
  definition TEXT NOT NULL
) STRICT;

CREATE TABLE model_detail (
  id TEXT PRIMARY KEY REFERENCES securable (id) ON DELETE CASCADE,
  location TEXT NOT NULL
) STRICT;

CREATE TABLE property (
  securable_id TEXT NOT NULL REFERENCES securable (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (securable_id, key)
) STRICT, WITHOUT ROWID;

-- `column_name` is empty for a tag of the securable itself.
CREATE TABLE tag (
  securable_id TEXT NOT NULL REFERENCES securable (id) ON DELETE CASCADE,
  column_name TEXT NOT NULL COLLATE NOCASE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (securable_id, column_name, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE privilege_grant (
  securable_id TEXT NOT NULL REFERENCES securable (id) ON DELETE CASCADE,
  principal TEXT NOT NULL,
  privilege TEXT NOT NULL,
  grantor TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (securable_id, principal, privilege)
) STRICT, WITHOUT ROWID;

CREATE TABLE workspace_binding (
  securable_id TEXT NOT NULL REFERENCES securable (id) ON DELETE CASCADE,
  workspace_id INTEGER NOT NULL,
  binding_type TEXT NOT NULL,
  PRIMARY KEY (securable_id, workspace_id)
) STRICT, WITHOUT ROWID;

-- `name` is what grants and owners hold: a user's address, a service principal's application id,
-- a group's display name.
CREATE TABLE principal (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('USER','SERVICE_PRINCIPAL','GROUP')),
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display_name TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE membership (
  group_id INTEGER NOT NULL REFERENCES principal (id) ON DELETE CASCADE,
  member_id INTEGER NOT NULL REFERENCES principal (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_member ON membership (member_id);

-- Only digests of secrets are stored. `expires_at` is NULL for a token that does not expire.
CREATE TABLE secret (
  digest TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('TOKEN','CLIENT_SECRET')),
  principal_id INTEGER NOT NULL REFERENCES principal (id) ON DELETE CASCADE,
  expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE statement_history (
  id TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  status TEXT NOT NULL,
  principal TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  rows_produced INTEGER,
  error_message TEXT,
  tags TEXT NOT NULL
) STRICT;
CREATE INDEX statement_started ON statement_history (started_at);
