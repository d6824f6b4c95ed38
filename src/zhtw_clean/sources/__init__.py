"""Reading documents: a source is planned into splits, and a split streams in as frames of documents.

source.py     what a user says of the input; pieces and splits
files.py      opening, unpacking, cutting into lines: every format stands on it
listing.py, folders.py    which files a path means, and what would be passed over
splits.py     the files, cut and packed
columns.py    Python values → a column, without loss
jsonl.py, delimited.py, parquet.py, pages.py, warc.py    one file → batches
documents.py  batches → documents: names, ids, reasons
reading.py    a split as a stream of documents
"""
