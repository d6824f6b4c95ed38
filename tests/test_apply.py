"""A pipeline on a table whose columns are called as the engine's are."""

import polars as pl
import pytest

from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import PipelineError
from zhtw_clean.stages import ExactDuplicate, TooShort

LONG = "這是一篇夠長的文章，說的是台灣的夜市。" * 10


def test_numbers_of_the_table_are_kept() -> None:
    table = pl.DataFrame({"doc_id": [7, 3, 9], "text": [LONG, "短", LONG]})
    result = Pipeline([TooShort(), ExactDuplicate()]).apply(table)
    assert result.kept["doc_id"].to_list() == [7]
    assert dict(result.dropped.select("doc_id", "because_of").iter_rows()) == {3: None, 9: 7}


@pytest.mark.parametrize("numbers", [[1, 2, 2], [1, None, 2], ["a", "b", "c"]])
def test_numbers_that_number_nothing_are_refused(numbers: list[object]) -> None:
    with pytest.raises(PipelineError, match="`doc_id`"):
        Pipeline([ExactDuplicate()]).apply(pl.DataFrame({"doc_id": numbers, "text": ["甲", "甲", "乙"]}))


def test_what_was_dropped_can_be_tried_again() -> None:
    dropped = Pipeline([TooShort()]).apply([LONG, "短", "長一點的一句話。"]).dropped
    again = Pipeline([TooShort(min_chars=5)]).apply(dropped)
    assert again.kept["text"].to_list() == ["長一點的一句話。"]
    assert again.kept["source_drop_reason"].to_list() == ["too-short"]
    assert again.dropped["drop_reason"].to_list() == ["too-short"]


def test_a_judge_is_no_column_of_ours() -> None:
    table = pl.DataFrame({"text": ["甲", "甲"], "judge": ["王", "李"]})
    result = Pipeline([ExactDuplicate()]).apply(table)
    assert result.kept["judge"].to_list() == ["王"]
    assert result.dropped["judge"].to_list() == ["李"]
