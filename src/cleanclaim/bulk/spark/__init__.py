"""A book of any size on Spark: the same rules and the same code for each bucket as `cleanclaim bulk review`."""

from cleanclaim.bulk.spark.spark_review import SparkReview as SparkReview
from cleanclaim.bulk.spark.spark_review import review as review
