"""Reading documents: a source is planned into splits, and a split streams in as frames of documents.

files.py      opening, unpacking, cutting into lines: every format stands on it
splits.py     which files, cut and packed how
columns.py    Python values → a column, without loss
jsonl.py, delimited.py, parquet.py, pages.py, warc.py    one file → batches
documents.py  batches → documents: names, ids, reasons
"""

from zhtw_clean.sources.reading import peek, read
from zhtw_clean.sources.source import Piece, Source, Split
from zhtw_clean.sources.splits import plan_splits

__all__ = ["Piece", "Source", "Split", "peek", "plan_splits", "read"]
