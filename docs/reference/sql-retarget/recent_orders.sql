-- prod.sales only, without the test accounts
SELECT prod.sales.orders.id, prod.crm.customers.region, prod.util.gross(amount) AS gross
FROM prod.sales.orders
JOIN prod.crm.customers ON orders.customer_id = customers.id
WHERE prod.crm.customers.source <> 'prod.test'
