"""Runs the statements of a SQL file one after the other and prints the first rows of each result.

    spark-submit run_sql.py report.sql data=s3a://spark-data

`${data}` in a statement stands for the value that is given. Statements end with a semicolon; one inside quotes or a comment ends nothing.
"""

import re
import string
import sys

from pyspark.sql import SparkSession

# what may hold a semicolon that ends nothing, or is one that does
TOKEN = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|--[^\n]*|/\*.*?\*/|;""", re.DOTALL)
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def statements_of(text: str) -> list[str]:
    ends = [token.start() for token in TOKEN.finditer(text) if token.group() == ";"]
    parts = [text[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(text)])]
    return [part.strip() for part in parts if COMMENT.sub("", part).strip()]


def main() -> None:
    file, *pairs = sys.argv[1:]
    with open(file, encoding="utf-8") as source:
        text = string.Template(source.read()).substitute(dict(pair.split("=", 1) for pair in pairs))
    # the name of the application is left to spark-submit: series and history find it by that
    spark = SparkSession.builder.getOrCreate()
    for number, statement in enumerate(statements_of(text), start=1):
        print(f"sql: statement {number}: {' '.join(statement.split())[:120]}", flush=True)
        result = spark.sql(statement)
        if result.columns:
            result.show(20, truncate=False)
    spark.stop()


if __name__ == "__main__":
    main()
