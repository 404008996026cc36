-- The best day of each country; ${curated} is the folder of the orders.
CREATE OR REPLACE TEMPORARY VIEW revenue USING parquet OPTIONS (path '${curated}/revenue');

INSERT OVERWRITE DIRECTORY '${curated}/summary' USING parquet
SELECT country, max_by(day, revenue_cents) AS best_day, max(revenue_cents) / 100 AS revenue /* in the shop's currency; before tax */
FROM revenue
GROUP BY country;

SELECT * FROM parquet.`${curated}/summary` ORDER BY country;
