"""The documents that the variety model learns from: where they come from, and what of them must not count."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from xxhash import xxh3_64_intdigest

TAIWAN, MAINLAND, HONG_KONG = "taiwan", "mainland", "hong-kong"

GROUPS = {
    "cofacts-replies": "news",
    "news-testcases": "news",
    "ptt": "forum",
    "blogs-markdown": "tech",
    "tech-books": "tech",
    "msdocs": "docs",
    "law-moj": "law",
    "judgments": "law",
    "haodoo-novels": "novel",
    "taiwan-md": "life",
    "transcripts-sayit": "transcript",
    "drcd": "wiki",
    "blog-diygod": "life",
    "blog-fromidea": "life",
    "blog-pzengseu": "life",
    "blog-tw93-weekly": "life",
    "blog-xuchunqiu": "life",
    "blog": "tech",
    "book": "life",
    "docs": "life",
    "forum": "forum",
    "review": "forum",
    "gov": "law",
    "law": "law",
    "news": "news",
    "novel": "novel",
    "opinion": "life",
    "transcript": "transcript",
}
"""The register of a source, by how its name begins: all registers weigh the same on either side, so that what a text
is for does not tell where it was written."""

NOT_TAIWANESE = (
    "haodoo:PDB/I/0401",  # translations and essays by mainland authors, published in Taiwan or converted for it
    "haodoo:PDB/I/0415",
    "haodoo:PDB/I/0429",
    "haodoo:PDB/I/0823",
    "haodoo:PDB/I/1029",
    "haodoo:PDB/I/1057",
    "haodoo:PDB/B/179",
    "haodoo:PDB/C/356a",
    "haodoo:PDB/J/090831",
    "tsunhua/",  # a Hakka of Guangdong
    "komingshyu/",  # 動手學深度學習, converted
    "www.epochtimes.com",  # written for Chinese overseas, by many who came from the mainland
    "www.ntdtv.com",
)
"""Sources in the Taiwanese sets that a first model found among the mainland's, and reading them confirmed."""

CHARS = {"law-moj": 1_500_000, "transcripts-sayit": 3_000_000, "msdocs": 600_000, MAINLAND: 330_000}
"""Characters of a source at most, or of each source of a region."""
LONGEST = 200_000  # characters of a document

PLACES = (Path(__file__).parent / "places.txt").read_text(encoding="utf-8").split()
"""Names that say what a text is about, and are cut out: provinces and cities of the mainland, counties of Taiwan, Hong
Kong's districts and bodies, countries, rivers, parties, currencies. Simplified, as features are."""


def documents(data: Path, but: Sequence[str] = NOT_TAIWANESE) -> pl.DataFrame:
    """All documents: their region, set, source (an author, board, book or site: what is held out as one) and text."""
    frames = [_taiwanese(data)]
    parallel = pl.read_ndjson(data / "variety/msdocs-parallel.jsonl.zst")
    frames.append(_frame(MAINLAND, "msdocs-cn", parallel.select("id", text="zh_cn")))
    for region, folder in ((MAINLAND, "mainland"), (HONG_KONG, "hongkong")):
        for path in sorted((data / folder).glob("*.jsonl.zst")):
            name = path.name.removesuffix(".jsonl.zst")
            frames.append(_frame(region, name, pl.read_ndjson(path, infer_schema_length=None)))
    both = pl.concat(frames).drop_nulls("text").with_columns(pl.col("text").str.head(LONGEST))
    registers = pl.Series([_register(name) for name in both["set"]])
    kept = both.with_columns(register=registers).filter(~pl.col("source").str.contains_any(list(but)))
    limits = pl.Series([_limit(*row) for row in kept.select("region", "set").rows()])
    order = pl.Series([xxh3_64_intdigest(text.encode()) for text in kept["text"]], dtype=pl.UInt64)
    dealt = kept.with_columns(limit=limits, order=order).sort("order", "id")
    before = pl.col("text").str.len_chars().cum_sum().over("region", "set")
    return dealt.filter(before <= pl.col("limit")).drop("limit", "order").sort("region", "set", "source", "id")


def _taiwanese(data: Path) -> pl.DataFrame:
    medium = pl.read_ndjson(data / "text/medium.jsonl.zst", infer_schema_length=None)
    sources = [_source(*row) for row in medium.select("id", "source", "url").iter_rows()]
    drcd = pl.read_ndjson(data / "guard/drcd-dev.jsonl.zst")
    judgments = pl.read_ndjson(data / "text/judgments.jsonl.zst")
    return pl.concat(
        [
            medium.select(pl.lit(TAIWAN).alias("region"), "id", "text", set="source", source=pl.Series(sources)),
            drcd.select(pl.lit(TAIWAN).alias("region"), "id", "text", set=pl.lit("drcd"), source="title"),
            _frame(TAIWAN, "judgments", judgments).with_columns(source="id"),
        ],
        how="diagonal",
    ).select("region", "set", "source", "id", "text")


def _frame(region: str, name: str, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.lit(region).alias("region"), pl.lit(name).alias("set"), pl.lit(name).alias("source"), "id", "text"
    )


def _source(identity: str, name: str, url: str | None) -> str:
    """The author, board, book or site of a document of text/medium."""
    match name, url:
        case (("blogs-markdown" | "tech-books"), str()):
            return url.split(":", maxsplit=1)[0]
        case "haodoo-novels", str():
            return url.split("#", maxsplit=1)[0]
        case "ptt", str() if "/bbs/" in url:
            return url.split("/")[4]
        case "news-testcases", str():
            return url.split("/")[2]
        case (("ptt" | "msdocs-visualstudio" | "msdocs-dynamics" | "msdocs-security"), _):
            return name
    return identity.split("#", maxsplit=1)[0]


def _register(name: str) -> str:
    return next(register for start, register in _by_start() if name.startswith(start))


def _limit(region: str, name: str) -> int:
    return next((most for start, most in CHARS.items() if name.startswith(start)), CHARS.get(region, 10**9))


def _by_start() -> Iterator[tuple[str, str]]:
    yield from sorted(GROUPS.items(), key=lambda pair: -len(pair[0]))
