"""Orders of a shop: make them up, keep them as Parquet, add them up per country and day, and check the sums.

    spark-submit orders.py --output /tmp/orders --days 3

The same seed gives the same orders, on any number of executors. A wrong result ends the application with an error.
"""

import argparse
import datetime

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

COUNTRIES = ["AT", "CH", "DE", "ES", "FR", "IT", "NL", "PL"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", required=True, help="folder for the results: a local path or s3a://bucket/folder")
    parser.add_argument("--first-day", type=datetime.date.fromisoformat, default=datetime.date(2026, 1, 1))
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--orders-per-day", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=42)
    return parser.parse_args()


def orders_of(spark: SparkSession, day: datetime.date, count: int, seed: int) -> DataFrame:
    """Orders of one day. Every value is a hash of seed, day and order number, so nothing depends on how the rows are spread."""

    def draw(purpose: str, below: int):
        return F.pmod(F.xxhash64(F.lit(seed), F.lit(day.isoformat()), F.lit(purpose), F.col("id")), F.lit(below))

    return spark.range(count).select(
        F.concat_ws("-", F.lit(day.isoformat()), F.col("id")).alias("order_id"),
        draw("customer", 50_000).alias("customer_id"),
        F.element_at(F.array(*map(F.lit, COUNTRIES)), (draw("country", len(COUNTRIES)) + 1).cast("int")).alias("country"),
        (draw("quantity", 5) + 1).alias("quantity"),
        (draw("price", 20_000) + 100).alias("price_cents"),
    )


def revenue_of(orders: DataFrame) -> DataFrame:
    """Orders, customers and revenue per country."""
    return orders.groupBy("country").agg(
        F.count("*").alias("orders"),
        F.countDistinct("customer_id").alias("customers"),
        F.sum(F.col("quantity") * F.col("price_cents")).alias("revenue_cents"),
    )


def check(what: str, actual: object, expected: object) -> None:
    if actual != expected:
        raise SystemExit(f"orders: {what}: {actual}, expected {expected}")
    print(f"orders: {what}: {actual}, as expected", flush=True)


def main() -> None:
    options = arguments()
    # the name of the application is left to spark-submit: series and history find it by that
    spark = SparkSession.builder.getOrCreate()
    days = [options.first_day + datetime.timedelta(days=number) for number in range(options.days)]
    raw, results = f"{options.output}/raw", f"{options.output}/revenue"

    for day in days:
        folder = f"day={day.isoformat()}"
        orders_of(spark, day, options.orders_per_day, options.seed).write.mode("overwrite").parquet(f"{raw}/{folder}")
        revenue_of(spark.read.parquet(f"{raw}/{folder}")).coalesce(1).write.mode("overwrite").parquet(f"{results}/{folder}")
        print(f"orders: {day} done", flush=True)

    wanted = F.col("day").between(days[0], days[-1])
    orders = spark.read.parquet(raw).where(wanted)
    revenue = spark.read.parquet(results).where(wanted)
    totals = revenue.agg(F.sum("orders"), F.sum("revenue_cents")).first()
    check("rows kept", orders.count(), options.days * options.orders_per_day)
    check("orders added up", totals[0], options.days * options.orders_per_day)
    check("revenue in cents", totals[1], orders.agg(F.sum(F.col("quantity") * F.col("price_cents"))).first()[0])
    check("rows of results", revenue.count(), orders.select("day", "country").distinct().count())
    spark.stop()


if __name__ == "__main__":
    main()
