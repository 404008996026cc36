"""Orders of a shop as they come in: orders and revenue per country and minute, for as long as the application runs.

    spark-submit --conf spark.sql.streaming.checkpointLocation=/tmp/checkpoint orders_live.py --store /tmp/orders-live

The web shop is made up: so many orders a second. The checkpoint is where spark.sql.streaming.checkpointLocation says, so a restart goes on where the
last run ended.
"""

import argparse

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

COUNTRIES = ["AT", "CH", "DE", "ES", "FR", "IT", "NL", "PL"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True, help="folder of results: a local path or s3a://bucket/folder")
    parser.add_argument("--orders-per-second", type=int, default=20)
    parser.add_argument("--trigger-seconds", type=int, default=20, help="time from one micro-batch to the next")
    parser.add_argument("--stop-after-seconds", type=int, help="for a trial; left out: it runs until it is stopped")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    # the name of the application is left to spark-submit: series and history find it by that
    spark = SparkSession.builder.getOrCreate()
    number = F.col("value")
    orders = (
        spark.readStream.format("rate")
        .option("rowsPerSecond", options.orders_per_second)
        .load()
        .select(
            F.col("timestamp").alias("ordered_at"),
            F.element_at(F.array(*map(F.lit, COUNTRIES)), (F.pmod(F.xxhash64(number), F.lit(len(COUNTRIES))) + 1).cast("int")).alias("country"),
            (F.pmod(F.xxhash64(number, F.lit("price")), F.lit(20_000)) + 100).alias("price_cents"),
        )
    )
    per_minute = (
        orders.withWatermark("ordered_at", "1 minute")
        .groupBy(F.window("ordered_at", "1 minute"), "country")
        .agg(F.count("*").alias("orders"), F.sum("price_cents").alias("revenue_cents"))
        .select(F.col("window.start").alias("minute"), "country", "orders", "revenue_cents")
    )
    query = (
        per_minute.coalesce(1)
        .writeStream.queryName("orders_per_minute")
        .outputMode("append")
        .format("parquet")
        .option("path", f"{options.store}/per-minute")
        .trigger(processingTime=f"{options.trigger_seconds} seconds")
        .start()
    )
    query.awaitTermination(options.stop_after_seconds)
    query.stop()
    spark.stop()


if __name__ == "__main__":
    main()
