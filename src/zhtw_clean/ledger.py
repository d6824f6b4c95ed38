"""The ledger: what was read is what was kept plus what was dropped, always."""

from collections.abc import Iterable

import msgspec

from zhtw_clean.problems import Problem

READ = "read"


class Ledger(msgspec.Struct):
    """Counts of documents and bytes; ledgers add up over splits and segments.

    `read`, `kept`: documents. `dropped`: stage → reason → documents, in pipeline order; the stage
    `read` stands for the reader. `read_bytes`, `kept_bytes`: UTF-8 bytes of text, or of pages before
    their text is extracted. `kept_tokens`: sum of `n_tokens` where a stage counts them.
    `damaged`: input files that could not be read to their end. `seconds`: time by stage, summed over
    workers; it is no part of `ledger.json`, whose bytes depend on the input and pipeline alone.
    """

    read: int = 0
    kept: int = 0
    dropped: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    read_bytes: int = 0
    kept_bytes: int = 0
    kept_tokens: int | None = None
    damaged: list[Problem] = msgspec.field(default_factory=list)
    seconds: dict[str, float] = msgspec.field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        """Is every document accounted for?"""
        return self.read == self.kept + self.dropped_total

    @property
    def dropped_total(self) -> int:
        """All dropped documents."""
        return sum(sum(reasons.values()) for reasons in self.dropped.values())

    def drop(self, stage: str, reason: str, documents: int) -> None:
        """Count dropped documents."""
        reasons = self.dropped.setdefault(stage, {})
        reasons[reason] = reasons.get(reason, 0) + documents

    def spend(self, stage: str, seconds: float) -> None:
        """Count time."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds


def total(segments: Iterable[Iterable[Ledger]], stages: Iterable[str]) -> Ledger:
    """Add up the ledgers of every split of every segment; what the first read, the last kept.

    `stages` are all stage labels in pipeline order; the drops come out in that order.
    """
    whole = Ledger()
    last: list[Ledger] = []
    for number, ledgers in enumerate(segments):
        last = list(ledgers)
        for ledger in last:
            if number == 0:
                whole.read += ledger.read
                whole.read_bytes += ledger.read_bytes
                whole.damaged.extend(ledger.damaged)
            for stage, reasons in ledger.dropped.items():
                for reason, documents in reasons.items():
                    whole.drop(stage, reason, documents)
            for stage, seconds in ledger.seconds.items():
                whole.spend(stage, seconds)
    whole.kept = sum(ledger.kept for ledger in last)
    whole.kept_bytes = sum(ledger.kept_bytes for ledger in last)
    tokens = [ledger.kept_tokens for ledger in last if ledger.kept_tokens is not None]
    whole.kept_tokens = sum(tokens) if tokens else None
    order = {stage: n for n, stage in enumerate((READ, *stages))}
    whole.dropped = {
        stage: dict(sorted(whole.dropped[stage].items()))
        for stage in sorted(whole.dropped, key=lambda stage: order.get(stage, len(order)))
    }
    return whole
