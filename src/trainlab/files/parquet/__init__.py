"""What Parquet files say of themselves, read and weighed before Arrow is let at them."""
