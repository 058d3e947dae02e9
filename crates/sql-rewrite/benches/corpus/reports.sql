WITH customer_total_return AS (SELECT sr_customer_sk AS ctr_customer_sk, sr_store_sk AS ctr_store_sk, sum(sr_return_amt) AS ctr_total_return FROM prod.tpcds.store_returns, prod.tpcds.date_dim WHERE sr_returned_date_sk = d_date_sk AND d_year = 2000 GROUP BY sr_customer_sk, sr_store_sk) SELECT c_customer_id FROM customer_total_return ctr1, prod.tpcds.store, prod.tpcds.customer WHERE ctr1.ctr_total_return > (SELECT avg(ctr_total_return) * 1.2 FROM customer_total_return ctr2 WHERE ctr1.ctr_store_sk = ctr2.ctr_store_sk) AND s_store_sk = ctr1.ctr_store_sk AND s_state = 'TN' AND ctr1.ctr_customer_sk = c_customer_sk ORDER BY c_customer_id LIMIT 100
---
SELECT i_item_id, avg(ss_quantity) agg1, avg(ss_list_price) agg2, avg(ss_coupon_amt) agg3, avg(ss_sales_price) agg4 FROM prod.tpcds.store_sales, prod.tpcds.customer_demographics, prod.tpcds.date_dim, prod.tpcds.item, prod.tpcds.promotion WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND ss_cdemo_sk = cd_demo_sk AND ss_promo_sk = p_promo_sk AND cd_gender = 'M' AND cd_marital_status = 'S' AND cd_education_status = 'College' AND (p_channel_email = 'N' OR p_channel_event = 'N') AND d_year = 2000 GROUP BY i_item_id ORDER BY i_item_id LIMIT 100
---
SELECT l.l_returnflag, l.l_linestatus, sum(l.l_quantity) AS sum_qty, sum(l.l_extendedprice * (1 - l.l_discount)) AS sum_disc_price, sum(l.l_extendedprice * (1 - l.l_discount) * (1 + l.l_tax)) AS sum_charge, avg(l.l_quantity) AS avg_qty, count(*) AS count_order FROM prod.tpch.lineitem l WHERE l.l_shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY GROUP BY l.l_returnflag, l.l_linestatus ORDER BY l.l_returnflag, l.l_linestatus
---
SELECT prod.sales.orders.id, o2.k, rank() OVER (PARTITION BY prod.sales.orders.region ORDER BY o2.v DESC) AS r, CASE WHEN prod.util.tier(o2.v) = 'gold' THEN 1 ELSE 0 END AS gold FROM prod.sales.orders LEFT JOIN (SELECT c.id, c.k, max(c.v) AS v FROM prod.crm.customers c WHERE EXISTS (SELECT 1 FROM prod.crm.flags f WHERE f.id = c.id AND f.name = 'prod.flag') GROUP BY c.id, c.k) o2 ON prod.sales.orders.id = o2.id WHERE prod.sales.orders.day >= '2024-01-01' -- prod.sales.orders since 2024
QUALIFY r <= 10
---
WITH year_total AS (
  SELECT c_customer_id AS customer_id, c_first_name AS first_name, d_year AS dyear,
    sum(((ss_ext_list_price - ss_ext_wholesale_cost - ss_ext_discount_amt) + ss_ext_sales_price) / 2) AS total, 's' AS sale_type
  FROM prod.tpcds.customer, prod.tpcds.store_sales, prod.tpcds.date_dim
  WHERE c_customer_sk = ss_customer_sk AND ss_sold_date_sk = d_date_sk
  GROUP BY c_customer_id, c_first_name, d_year
  UNION ALL
  SELECT c_customer_id, c_first_name, d_year,
    sum(((ws_ext_list_price - ws_ext_wholesale_cost - ws_ext_discount_amt) + ws_ext_sales_price) / 2), 'w'
  FROM prod.tpcds.customer, prod.tpcds.web_sales, prod.tpcds.date_dim
  WHERE c_customer_sk = ws_bill_customer_sk AND ws_sold_date_sk = d_date_sk
  GROUP BY c_customer_id, c_first_name, d_year
)
SELECT sec.customer_id, sec.first_name
FROM year_total first, year_total sec, year_total wfirst, year_total wsec
WHERE sec.customer_id = first.customer_id AND first.customer_id = wsec.customer_id AND first.customer_id = wfirst.customer_id
  AND first.sale_type = 's' AND wfirst.sale_type = 'w' AND sec.sale_type = 's' AND wsec.sale_type = 'w'
  AND first.dyear = 2001 AND sec.dyear = 2002 AND wfirst.dyear = 2001 AND wsec.dyear = 2002
  AND first.total > 0 AND wfirst.total > 0
  AND CASE WHEN wfirst.total > 0 THEN wsec.total / wfirst.total ELSE NULL END > CASE WHEN first.total > 0 THEN sec.total / first.total ELSE NULL END
ORDER BY sec.customer_id, sec.first_name
LIMIT 100
---
SELECT s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
FROM prod.tpch.part, prod.tpch.supplier, prod.tpch.partsupp, prod.tpch.nation, prod.tpch.region
WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND p_size = 15 AND p_type LIKE '%BRASS'
  AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE'
  AND ps_supplycost = (
    SELECT min(ps_supplycost) FROM prod.tpch.partsupp, prod.tpch.supplier, prod.tpch.nation, prod.tpch.region
    WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE')
ORDER BY s_acctbal DESC, n_name, s_name, p_partkey
LIMIT 100
---
SELECT cntrycode, count(*) AS numcust, sum(c_acctbal) AS totacctbal
FROM (
  SELECT substring(c_phone, 1, 2) AS cntrycode, c_acctbal FROM prod.tpch.customer
  WHERE substring(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17')
    AND c_acctbal > (SELECT avg(c_acctbal) FROM prod.tpch.customer WHERE c_acctbal > 0.00 AND substring(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17'))
    AND NOT EXISTS (SELECT * FROM prod.tpch.orders WHERE o_custkey = c_custkey)) AS custsale
GROUP BY cntrycode ORDER BY cntrycode
