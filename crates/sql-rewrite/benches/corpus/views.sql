SELECT o.order_id, o.placed_at, c.customer_id, prod.util.mask_email(c.email) AS email, o.amount
FROM prod.sales.orders o
JOIN prod.crm.customers c ON c.customer_id = o.customer_id
WHERE o.placed_at >= current_date() - INTERVAL 90 DAYS
---
WITH active AS (
  SELECT prod.crm.customers.customer_id, prod.crm.customers.region
  FROM prod.crm.customers
  WHERE prod.crm.customers.status = 'active' -- prod.crm only
)
SELECT a.region, date_trunc('MONTH', o.placed_at) AS month, sum(o.amount) AS revenue, count(DISTINCT o.customer_id) AS buyers
FROM prod.sales.orders o
JOIN active a ON a.customer_id = o.customer_id
LEFT JOIN prod.ref.regions r ON r.code = a.region
WHERE o.status NOT IN ('cancelled', 'prod.test')
GROUP BY ALL
HAVING sum(o.amount) > 0
---
SELECT e.id, e.payload:device.os AS os, e.payload:items[0].sku::string AS first_sku,
  transform(from_json(e.body, 'ARRAY<STRUCT<k: STRING, v: DOUBLE>>'), x -> x.v * 2) AS doubled,
  CASE WHEN prod.util.is_bot(e.agent) THEN 'bot' ELSE 'person' END AS kind
FROM prod.raw.events e
LATERAL VIEW explode(split(e.tags, ',')) t AS tag
WHERE e.day BETWEEN '2024-01-01' AND '2024-12-31' AND t.tag <> 'prod.internal'
QUALIFY row_number() OVER (PARTITION BY e.id ORDER BY e.received_at DESC) = 1
---
SELECT sku, warehouse, on_hand, on_hand - reserved AS available,
  lag(on_hand) OVER (PARTITION BY sku, warehouse ORDER BY counted_at) AS before
FROM (SELECT s.*, r.reserved FROM prod.stock.counts s LEFT JOIN prod.stock.reservations r USING (sku, warehouse)) x
WHERE EXISTS (SELECT 1 FROM prod.stock.warehouses w WHERE w.code = x.warehouse AND w.open)
UNION ALL
SELECT sku, 'total', sum(on_hand), sum(on_hand - reserved), NULL
FROM prod.stock.counts LEFT JOIN prod.stock.reservations USING (sku, warehouse)
GROUP BY sku
