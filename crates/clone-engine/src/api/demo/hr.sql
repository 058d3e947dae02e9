CREATE TABLE production.hr.departments (
  id INT COMMENT 'key', name STRING COMMENT 'name', city STRING COMMENT 'where it sits'
) COMMENT 'departments';
INSERT INTO production.hr.departments VALUES
  (1, 'Engineering', 'Vienna'), (2, 'Sales', 'Graz'), (3, 'People', 'Vienna'), (4, 'Finance', 'Linz');

CREATE TABLE production.hr.employees (
  id INT COMMENT 'key', name STRING COMMENT 'full name', email STRING COMMENT 'work address',
  department_id INT, hired DATE, active BOOLEAN
) COMMENT 'everybody who works here';
INSERT INTO production.hr.employees VALUES
  (1, 'Ana Berger', 'ana@example.com', 1, DATE '2019-03-01', true),
  (2, 'Ben Huber', 'ben@example.com', 1, DATE '2020-07-15', true),
  (3, 'Carla Novak', 'carla@example.com', 2, DATE '2018-01-09', true),
  (4, 'David Wolf', 'david@example.com', 3, DATE '2021-11-02', true),
  (5, 'Eva Gruber', 'eva@example.com', 4, DATE '2017-05-22', false);
ALTER TABLE production.hr.employees SET TAGS ('domain' = 'people', 'pii' = 'yes');
ALTER TABLE production.hr.employees ALTER COLUMN email SET TAGS ('pii' = 'email');
ALTER TABLE production.hr.employees ALTER COLUMN name SET TAGS ('pii' = 'name');
GRANT SELECT ON TABLE production.hr.employees TO `ana@example.com`;

CREATE TABLE production.hr.salaries (
  employee_id INT, valid_from DATE, amount DECIMAL(10,2) COMMENT 'gross, in EUR, a month'
) COMMENT 'salaries' TBLPROPERTIES ('retention' = '10 years');
INSERT INTO production.hr.salaries VALUES
  (1, DATE '2024-01-01', 5200.00), (2, DATE '2024-01-01', 4800.00), (3, DATE '2024-01-01', 4300.00),
  (4, DATE '2024-01-01', 3900.00), (5, DATE '2023-01-01', 4100.00), (1, DATE '2025-01-01', 5450.00);
ALTER TABLE production.hr.salaries SET TAGS ('confidentiality' = 'high');

CREATE TABLE production.hr.leave_requests (id INT, employee_id INT, first DATE, last DATE, state STRING)
  COMMENT 'holidays and other leave';
INSERT INTO production.hr.leave_requests VALUES
  (1, 1, DATE '2026-07-01', DATE '2026-07-14', 'approved'),
  (2, 3, DATE '2026-08-03', DATE '2026-08-07', 'open');

CREATE TABLE production.hr.offices (city STRING, country STRING, seats INT) COMMENT 'where we sit';
INSERT INTO production.hr.offices VALUES ('Vienna', 'AT', 40), ('Graz', 'AT', 12), ('Linz', 'AT', 8);

CREATE FUNCTION production.hr.yearly(monthly DOUBLE) RETURNS DOUBLE
  COMMENT 'fourteen salaries a year' RETURN monthly * 14;
GRANT EXECUTE ON FUNCTION production.hr.yearly TO `hr_team`;

CREATE VIEW production.hr.active_employees COMMENT 'who works here now' AS
  SELECT e.id, e.name, e.email, d.name AS department, d.city
  FROM production.hr.employees e JOIN production.hr.departments d ON e.department_id = d.id
  WHERE e.active;
CREATE VIEW production.hr.headcount COMMENT 'people by department' AS
  SELECT department, count(*) AS people FROM production.hr.active_employees GROUP BY department;
CREATE VIEW production.hr.yearly_cost COMMENT 'what departments cost a year' AS
  SELECT a.department, sum(production.hr.yearly(CAST(s.amount AS DOUBLE))) AS cost
  FROM production.hr.active_employees a JOIN production.hr.salaries s ON s.employee_id = a.id
  GROUP BY a.department;
GRANT SELECT ON TABLE production.hr.headcount TO `analysts`;
