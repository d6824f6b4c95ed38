"""Page numbers and other marks in the margins of printed pages."""

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.margins import STRIPPED, strip_margins


class StripMargins(Stage, frozen=True):
    """Take out the margins of printed pages: page numbers, the binding line, line numbers, running heads.

    Each goes only where the text itself proves it: numbers that count up, heads that come back beside them. So
    `join-lines` can join across pages. Writes `margin_lines`, the number of lines that had a mark. It has no options.
    """

    def edits(self) -> Exprs:
        return (whole_column(text, strip_margins, STRIPPED).struct.unnest(),)
