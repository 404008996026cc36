"""Fills an event log: every job carries a property of a mebibyte into its events, so that files are full within seconds."""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
spark.sparkContext.setLocalProperty("filler", "x" * 2**20)
for _ in range(int(sys.argv[1])):
    spark.sparkContext.parallelize([1], 1).count()
spark.stop()
