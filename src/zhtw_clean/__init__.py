"""Turn raw Traditional Chinese (Taiwan) text into clean Parquet shards for language-model training."""

from zhtw_clean.pipeline import Output, Pipeline
from zhtw_clean.sources.source import Source
from zhtw_clean.stage import CorpusStage, Exprs, Stage
from zhtw_clean.text import Count, Positive, Ratio, text

__all__ = ["CorpusStage", "Count", "Exprs", "Output", "Pipeline", "Positive", "Ratio", "Source", "Stage", "text"]
