"""The best customers of a shop, computed the way one should not: see how SPoK Monitoring shows it, and what it advises.

    spark-submit orders_report.py --curated /tmp/curated/orders

Deliberately badly tuned. Every order goes through Python, one by one; all of them go through a single task, so that all executors but one idle; and
the declaration turns adaptive execution off, so that each shuffle has 200 tasks of a few milliseconds.
"""

import argparse

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import LongType

LEVELS = [(100_000, "bronze"), (500_000, "silver"), (2_000_000, "gold")]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--curated", required=True, help="folder of the clean orders and of the result: a local path or s3a://bucket/folder")
    return parser.parse_args()


@F.udf(returnType=LongType())
def revenue_of(quantity: int, price_cents: int) -> int:
    return quantity * price_cents


def main() -> None:
    options = arguments()
    # the name of the application is left to spark-submit: series and history find it by that
    spark = SparkSession.builder.getOrCreate()
    try:
        orders = spark.read.parquet(f"{options.curated}/clean")
    except AnalysisException as missing:
        if missing.getCondition() != "PATH_NOT_FOUND":
            raise
        print("orders-report: no orders yet", flush=True)
        return
    priced = orders.repartition(1).withColumn("revenue_cents", revenue_of("quantity", "price_cents"))
    customers = priced.groupBy("customer_id").agg(F.sum("revenue_cents").alias("revenue_cents"), F.count("*").alias("orders"))
    # each level reads, shuffles and computes everything anew
    for revenue_cents, level in LEVELS:
        best = customers.where(F.col("revenue_cents") >= revenue_cents).orderBy(F.desc("revenue_cents"))
        best.write.mode("overwrite").parquet(f"{options.curated}/best-customers/level={level}")
        print(f"orders-report: {level}: {best.count()} customers", flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
