WITH orders AS (SELECT * FROM sales.orders VERSION AS OF 12 WHERE amount > 0)
SELECT prod.region, filter(collect_list(o.tags), sales -> sales.vip) AS vips, sum(o.amount) AS total
FROM orders o
JOIN crm.customers AS prod ON prod.id = o.customer_id
LEFT JOIN ref.geo.regions ON regions.code = prod.region
GROUP BY ALL
