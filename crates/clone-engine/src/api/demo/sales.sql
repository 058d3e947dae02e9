CREATE TABLE production.sales.regions (id INT, name STRING) COMMENT 'sales regions';
INSERT INTO production.sales.regions VALUES (1, 'Alps'), (2, 'Danube'), (3, 'Adriatic');

CREATE TABLE production.sales.customers (
  id INT COMMENT 'key', name STRING, email STRING, region_id INT, since DATE
) COMMENT 'who buys';
INSERT INTO production.sales.customers VALUES
  (1, 'Acme', 'office@acme.example', 1, DATE '2021-02-03'),
  (2, 'Globex', 'hello@globex.example', 2, DATE '2022-06-17'),
  (3, 'Initech', 'it@initech.example', 3, DATE '2023-09-30'),
  (4, 'Umbrella', 'umbrella@umbrella.example', 1, DATE '2024-12-01');
ALTER TABLE production.sales.customers SET TAGS ('domain' = 'sales');
ALTER TABLE production.sales.customers ALTER COLUMN email SET TAGS ('pii' = 'email');

CREATE TABLE production.sales.products (id INT, name STRING, price DECIMAL(10,2)) COMMENT 'what we sell';
INSERT INTO production.sales.products VALUES (1, 'lamp', 39.90), (2, 'desk', 249.00), (3, 'chair', 119.00);

CREATE TABLE production.sales.orders (
  id BIGINT COMMENT 'order number', customer_id INT, ordered DATE, status STRING
) COMMENT 'orders' TBLPROPERTIES ('team' = 'sales');
INSERT INTO production.sales.orders VALUES
  (1001, 1, DATE '2026-01-12', 'shipped'), (1002, 2, DATE '2026-02-02', 'shipped'),
  (1003, 1, DATE '2026-03-21', 'open'), (1004, 3, DATE '2026-03-22', 'open'),
  (1005, 4, DATE '2026-04-01', 'cancelled');
ALTER TABLE production.sales.orders SET TAGS ('domain' = 'sales', 'tier' = 'gold');
GRANT SELECT, MODIFY ON TABLE production.sales.orders TO `sales_team`;
GRANT SELECT ON TABLE production.sales.orders TO `reporting-bot`;

CREATE TABLE production.sales.order_items (order_id BIGINT, product_id INT, quantity INT)
  COMMENT 'lines of orders';
INSERT INTO production.sales.order_items VALUES
  (1001, 1, 4), (1001, 2, 1), (1002, 3, 6), (1003, 2, 2), (1004, 1, 10), (1005, 3, 1);

CREATE TABLE production.sales.targets (region_id INT, year INT, amount DECIMAL(12,2)) COMMENT 'goals';
INSERT INTO production.sales.targets VALUES (1, 2026, 5000.00), (2, 2026, 3000.00), (3, 2026, 2500.00);

CREATE FUNCTION production.sales.gross(net DOUBLE) RETURNS DOUBLE
  COMMENT 'with 20 percent tax' RETURN net * 1.2;
GRANT EXECUTE ON FUNCTION production.sales.gross TO `analysts`;

CREATE VIEW production.sales.order_values COMMENT 'what each order is worth' AS
  SELECT o.id, o.customer_id, o.status, sum(i.quantity * p.price) AS net
  FROM production.sales.orders o
  JOIN production.sales.order_items i ON i.order_id = o.id
  JOIN production.sales.products p ON p.id = i.product_id
  GROUP BY o.id, o.customer_id, o.status;
CREATE VIEW production.sales.customer_values COMMENT 'what each customer is worth' AS
  SELECT c.id, c.name, c.region_id, sum(v.net) AS net
  FROM production.sales.customers c JOIN production.sales.order_values v ON v.customer_id = c.id
  GROUP BY c.id, c.name, c.region_id;
CREATE VIEW production.sales.top_customers COMMENT 'the best customers, gross' AS
  SELECT v.name, r.name AS region, production.sales.gross(CAST(v.net AS DOUBLE)) AS gross
  FROM production.sales.customer_values v JOIN production.sales.regions r ON r.id = v.region_id
  ORDER BY gross DESC;
GRANT SELECT ON TABLE production.sales.top_customers TO `analysts`;
GRANT SELECT ON TABLE production.sales.top_customers TO `reporting-bot`;

CREATE VOLUME production.sales.documents COMMENT 'contracts and price lists';
GRANT READ VOLUME ON VOLUME production.sales.documents TO `sales_team`;
