"""Loads the classes that short applications load, and leaves its data where it is started: `bring` keeps them in an archive for the JVMs of the checks."""

import sys

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

session = SparkSession.builder.getOrCreate()
written, ranked = "written", "ranked"

numbers = session.range(1000).withColumn("bucket", F.col("id") % 7).withColumn("at", F.current_timestamp())
numbers.write.partitionBy("bucket").parquet(written)
read = session.read.parquet(written)
totals = read.groupBy("bucket").agg(F.sum("id").alias("total"), F.countDistinct("at").alias("moments"))
read.join(totals, "bucket").withColumn("rank", F.row_number().over(Window.partitionBy("bucket").orderBy("id"))).write.json(ranked)
session.read.json(ranked).createOrReplaceTempView("ranked")
session.sql("SELECT bucket, max(rank) FROM ranked GROUP BY bucket ORDER BY bucket").collect()
session.sparkContext.parallelize(range(10), 2).map(str).collect()

stream = session.readStream.schema(read.schema).parquet(written).groupBy("bucket").count()
stream.writeStream.format("memory").queryName("counted").outputMode("complete").trigger(availableNow=True).start().awaitTermination()

# nothing listens there: the client of the object store is loaded all the same
try:
    session.read.text("s3a://nowhere/")
except Exception as refused:  # noqa: BLE001
    print(refused, file=sys.stderr)
session.stop()
