"""Works in a small way for ever, and does what files in its folder ask for: `fail` a job, `end` with an error.

    spark-submit faults.py FOLDER
"""

import os
import sys
import time

from pyspark.sql import SparkSession

folder = sys.argv[1]
spark = SparkSession.builder.getOrCreate()
context = spark.sparkContext


def asked(what: str) -> bool:
    path = os.path.join(folder, what)
    if not os.path.exists(path):
        return False
    os.remove(path)
    return True


def broken(_):
    raise ValueError("as asked")


while not asked("end"):
    context.parallelize(range(8), 4).map(lambda number: (time.sleep(0.2), number)[1]).sum()
    if asked("fail"):
        try:
            context.parallelize(range(2), 1).map(broken).collect()
        except Exception as error:
            print(f"faults: a job failed: {type(error).__name__}", flush=True)
    time.sleep(0.2)
sys.exit(1)
