SELECT c.id, c._change_type, f.path, payload:prod.sales.orders.id AS origin
FROM table_changes('prod.sales.orders', 1) c
JOIN IDENTIFIER('prod.' || 'raw.files') f ON f.id = c.id
WHERE EXISTS (SELECT 1 FROM IDENTIFIER(:allowed) a WHERE a.id = c.id)
