"""Where a document comes from."""

import polars as pl

host = pl.col("url").str.extract(r"^[a-zA-Z]+://(?:[^/@]*@)?([^/:?#]+)").str.to_lowercase()
"""The host of a document's URL, in lower case; null where it has none."""
