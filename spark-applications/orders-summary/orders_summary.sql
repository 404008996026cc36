-- The best day of each country; ${store} is where the orders are.
CREATE OR REPLACE TEMPORARY VIEW revenue USING parquet OPTIONS (path '${store}/revenue');

INSERT OVERWRITE DIRECTORY '${store}/summary' USING parquet
SELECT country, max_by(day, revenue_cents) AS best_day, max(revenue_cents) / 100 AS revenue /* in the shop's currency; before tax */
FROM revenue
GROUP BY country;

SELECT * FROM parquet.`${store}/summary` ORDER BY country;
