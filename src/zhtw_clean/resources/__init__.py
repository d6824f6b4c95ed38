"""Models, tokenizers and word lists: found, checked by digest, loaded once per process."""
