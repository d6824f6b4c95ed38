"""Sketches of documents: hashes and MinHash signatures, as kernels over whole columns."""
