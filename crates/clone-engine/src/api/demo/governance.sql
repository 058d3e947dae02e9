CREATE TABLE production.governance.data_owners (schema_name STRING, owner STRING, since DATE)
  COMMENT 'who answers for a schema';
INSERT INTO production.governance.data_owners VALUES
  ('hr', 'david@example.com', DATE '2022-01-01'), ('sales', 'carla@example.com', DATE '2021-05-01'),
  ('tpch', 'ben@example.com', DATE '2024-10-10');

CREATE TABLE production.governance.retention_rules (domain STRING, years INT, reason STRING)
  COMMENT 'how long data is kept';
INSERT INTO production.governance.retention_rules VALUES
  ('people', 10, 'labour law'), ('sales', 7, 'tax law'), ('logs', 1, 'security');

CREATE TABLE production.governance.access_reviews (id INT, principal STRING, reviewed DATE, verdict STRING)
  COMMENT 'reviews of privileges';
INSERT INTO production.governance.access_reviews VALUES
  (1, 'analysts', DATE '2026-03-01', 'keep'), (2, 'reporting-bot', DATE '2026-03-01', 'narrow'),
  (3, 'ana@example.com', DATE '2026-03-02', 'keep');
ALTER TABLE production.governance.access_reviews SET TAGS ('domain' = 'governance');

CREATE TABLE production.governance.findings (id INT, found DATE, severity STRING, text STRING)
  COMMENT 'findings of audits';
INSERT INTO production.governance.findings VALUES
  (1, DATE '2026-02-11', 'low', 'a table without owner'), (2, DATE '2026-02-12', 'high', 'a shared token');

CREATE FUNCTION production.governance.is_old(years INT) RETURNS BOOLEAN
  COMMENT 'kept longer than five years' RETURN years > 5;

CREATE VIEW production.governance.long_retention COMMENT 'what is kept long' AS
  SELECT domain, years, reason FROM production.governance.retention_rules
  WHERE production.governance.is_old(years);
CREATE VIEW production.governance.people_and_owners COMMENT 'owners with their department' AS
  SELECT o.schema_name, e.name, e.department
  FROM production.governance.data_owners o
  JOIN production.hr.active_employees e ON e.email = o.owner;
GRANT USE SCHEMA, SELECT ON SCHEMA production.governance TO `data_stewards`;
