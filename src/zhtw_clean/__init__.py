"""Turn raw Traditional Chinese (Taiwan) text into clean Parquet shards for language-model training."""
