-- Tokens that renew what a person signed in with. Only digests are stored.
CREATE TABLE refresh_token (
  digest TEXT PRIMARY KEY,
  principal_id INTEGER NOT NULL REFERENCES principal (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
