-- Which process runs a statement: when it dies, its statements have ended.
ALTER TABLE statement_history ADD COLUMN process TEXT;
