"""Orders of a shop, from the web shop's deliveries to revenue per country and day: three stages.

    spark-submit orders.py ingest clean aggregate --raw /tmp/raw/orders --curated /tmp/curated/orders --days 3

ingest     takes in what the web shop delivered         → raw: day=…               (JSON, with all its faults)
clean      keeps each order once and sorts out faults   → curated: clean/day=…     (Parquet), rejected/day=… with the reason
aggregate  adds up orders per country                   → curated: revenue/day=…   (Parquet)

A day is replaced as a whole and others stay, so a stage may run again at any time. The web shop is made up: the same seed gives the same orders
on any number of executors. Each stage checks its sums; a wrong one ends the application with an error.
"""

import argparse
import datetime

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

COUNTRIES = ["AT", "CH", "DE", "ES", "FR", "IT", "NL", "PL"]
RAW_SCHEMA = "order_id STRING, ordered_at TIMESTAMP, customer_id LONG, country STRING, quantity INT, price_cents LONG, day DATE"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stages", nargs="+", choices=list(STAGES), help="what to do, in this order")
    parser.add_argument("--raw", required=True, help="folder of what was delivered: a local path or s3a://bucket/folder")
    parser.add_argument("--curated", required=True, help="folder of what is made of it")
    parser.add_argument("--days", type=int, default=3, help="how many days to work on")
    parser.add_argument("--skip-days", type=int, default=0, help="how many days before today to leave out")
    parser.add_argument("--orders-per-day", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=42)
    return parser.parse_args()


def delivered(spark: SparkSession, days: list[datetime.date], count: int, seed: int) -> DataFrame:
    """What the web shop delivers for some days: some orders twice, some without a customer, some of nothing."""
    day = F.date_add(F.lit(days[0]), (F.col("id") / count).cast("int"))
    number = F.col("id") % count

    def draw(purpose: str, below: int):
        return F.pmod(F.xxhash64(F.lit(seed), F.lit(purpose), day, number), F.lit(below))

    orders = spark.range(len(days) * count, numPartitions=2).select(
        F.concat_ws("-", day.cast("string"), number).alias("order_id"),
        F.timestamp_seconds(F.unix_date(day) * 86_400 + draw("second", 86_400)).alias("ordered_at"),
        F.when(draw("known", 100) > 0, draw("customer", 50_000)).alias("customer_id"),
        F.element_at(F.array(*map(F.lit, COUNTRIES)), (draw("country", len(COUNTRIES)) + 1).cast("int")).alias("country"),
        F.when(draw("empty", 200) > 0, draw("quantity", 5) + 1).otherwise(0).cast("int").alias("quantity"),
        (draw("price", 20_000) + 100).alias("price_cents"),
        (draw("twice", 50) == 0).alias("twice"),
        day.alias("day"),
    )
    return orders.union(orders.where("twice")).drop("twice")


def replace(table: DataFrame, folder: str, file_format: str = "parquet") -> None:
    """Writes one file a day and leaves other days alone."""
    writer = table.repartition("day").write.partitionBy("day").mode("overwrite").option("partitionOverwriteMode", "dynamic")
    writer.format(file_format).save(folder)


def ingest(spark: SparkSession, days: list[datetime.date], options: argparse.Namespace) -> None:
    replace(delivered(spark, days, options.orders_per_day, options.seed), options.raw, "json")
    orders = raw_orders(spark, options.raw).where(among(days)).select("order_id").distinct().count()
    check("distinct orders delivered", orders, len(days) * options.orders_per_day)


def clean(spark: SparkSession, days: list[datetime.date], options: argparse.Namespace) -> None:
    reason = F.when(F.col("customer_id").isNull(), "no customer").when(F.col("quantity") < 1, "of nothing")
    once = raw_orders(spark, options.raw).where(among(days)).dropDuplicates(["order_id"]).withColumn("reason", reason).cache()
    replace(once.where("reason IS NULL").drop("reason"), f"{options.curated}/clean")
    replace(once.where("reason IS NOT NULL"), f"{options.curated}/rejected")
    written = [spark.read.parquet(f"{options.curated}/{folder}").where(among(days)).count() for folder in ("clean", "rejected")]
    check("orders kept or rejected", sum(written), once.count())


def aggregate(spark: SparkSession, days: list[datetime.date], options: argparse.Namespace) -> None:
    orders = spark.read.parquet(f"{options.curated}/clean").where(among(days))
    revenue = F.sum(F.col("quantity") * F.col("price_cents"))
    sums = [F.count("*").alias("orders"), F.countDistinct("customer_id").alias("customers"), revenue.alias("revenue_cents")]
    replace(orders.groupBy("day", "country").agg(*sums), f"{options.curated}/revenue")
    added_up = spark.read.parquet(f"{options.curated}/revenue").where(among(days)).agg(F.sum("revenue_cents")).first()[0]
    check("revenue in cents", added_up, orders.agg(revenue).first()[0])


def raw_orders(spark: SparkSession, folder: str) -> DataFrame:
    return spark.read.schema(RAW_SCHEMA).json(folder)


def among(days: list[datetime.date]):
    return F.col("day").between(days[0], days[-1])


STAGES = {"ingest": ingest, "clean": clean, "aggregate": aggregate}


def check(what: str, actual: object, expected: object) -> None:
    if actual != expected:
        raise SystemExit(f"orders: {what}: {actual}, expected {expected}")
    print(f"orders: {what}: {actual}, as expected", flush=True)


def main() -> None:
    options = arguments()
    # the name of the application is left to spark-submit: series and history find it by that
    spark = SparkSession.builder.getOrCreate()
    today = datetime.datetime.now(datetime.timezone.utc).date()
    days = [today - datetime.timedelta(days=options.skip_days + ago) for ago in range(options.days, 0, -1)]
    for stage in options.stages:
        try:
            STAGES[stage](spark, days, options)
        except AnalysisException as missing:
            # the stage before has not got there yet; the next run sees to it
            if missing.getCondition() != "PATH_NOT_FOUND":
                raise
            print(f"orders: {stage}: nothing to do yet", flush=True)
        else:
            print(f"orders: {stage}: {days[0]} to {days[-1]} done", flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
