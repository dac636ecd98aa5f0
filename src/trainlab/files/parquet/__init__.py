"""The metadata of Parquet files, read and checked for size before Arrow opens them."""
