"""What happens to documents: one segment on one split, corpus stages, shards."""
