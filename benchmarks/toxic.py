"""What `toxic` finds of what is unfit, what it drops of what is not, and how fast it is.

POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/toxic.py [../shared/data] [LIST ...]

LIST is a word list, a term on each line or in a JSON array: what any of its terms would drop stands beside. Short
messages have numbers, addresses and contacts put back where the publishers took them out.
"""

import json
import re
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from opencc import OpenCC
from xxhash import xxh3_64_intdigest

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from toxic_model import ADS, COMMENTS, comments, fine, fit, fit_abuse, ordinary, packed
from zhtw_clean.resources.toxic import load_model
from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.toxic import Toxic
from zhtw_clean.text.toxic_kernel import chances

COLD, SWSR = "cold/test.csv.gz", "swsr/SexComment.csv"
TAIWAN = ("guard/drcd-dev", "text/laws-hard-wrapped", "text/judgments", "text/poems", "text/medium", "hongkong/*")
MAINLAND = ("mainland/news*", "mainland/novel*", "mainland/review*", "mainland/forum*", "mainland/law*")
MESSAGES = {
    "IL-Gambling": "gambling",
    "IL-Escort_service": "pornography",
    "AD-Loan": "spam",
    "FR-Financial": "spam",
    "IL-Fake_ID_and_invoice": "spam",
}
APART = {
    "set apart": "toxic_spam.txt",
    "held back": "toxic_held_back.txt",
    "fine": "toxic_fine.txt",
    "held back, fine": "toxic_held_back_fine.txt",
}
KINDS = {"escort": "pornography", "scam": "spam"}
CONTACTS = {
    "CELLPHONE": "0912345678",
    "PHONE": "123456",
    "WECHAT": "微信",
    "URL": "https://example.com",
    "DIGIT": "88",
    "NAME": "",
    "PLACE": "",
}
READ = 5  # the part of the messages that was read while the terms were written: those whose hash it divides


def judge(texts: pl.Series) -> pl.DataFrame:
    """Let the stage look at texts."""
    return mark(pl.DataFrame({"text": texts}, {"text": pl.String}), Toxic())


def sections(path: Path) -> dict[str, list[str]]:
    """The texts of a file, by the `[heading]` above them; a blank line parts them."""
    found: dict[str, list[str]] = {}
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        heading = re.match(r"\[(\S+)\]\n", block)
        if heading:
            texts = found.setdefault(heading[1], [])
        texts.append(block[heading.end() :] if heading else block)
    return found


def macro_f1(wanted: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """The mean of the F1 scores of both classes."""
    scores = []
    for side in (True, False):
        both = ((wanted == side) & (found == side)).sum()
        scores.append(2 * both / ((wanted == side).sum() + (found == side).sum()))
    return float(np.mean(scores))


def report_abuse(data: Path) -> None:
    """Print how well offensive comments are told from others, by what the model has learned from."""
    plain = ordinary(data)
    cold = comments(data, *COMMENTS[:2])
    models = {
        "COLD": packed([fit(cold["text"], cold["offensive"])]),
        "COLD, ordinary text": packed([fit_abuse(data, plain, *COMMENTS[:2])]),
        "SWSR, ordinary text": packed([fit_abuse(data, plain, SWSR)]),
        "as shipped": (load_model().weights[:, -1:], load_model().biases[-1:]),
    }
    print(f"{'learned from':22} {'tested on':10} {'macro-F1':>8}  above 0.95: offensive, of those")
    for name, (weights, biases) in models.items():
        for test in (COLD, SWSR):
            rows = comments(data, test)
            wanted = rows["offensive"].to_numpy()
            scores = chances(
                *utf8(rows["text"]), np.repeat(weights, 2, axis=1), load_model().step, np.repeat(biases, 2)
            )[:, 0]
            sure = scores > Toxic().max_abuse
            print(
                f"{name:22} {test.split('/')[0]:10} {macro_f1(wanted, scores > 0.5):8.3f}"  # noqa: PLR2004
                f"  {sure[wanted].mean():6.1%} {wanted[sure].mean():6.1%}"
            )


def messages(data: Path, name: str) -> tuple[list[str], list[str]]:
    """Short messages, converted: those that were read, and the others, each once."""
    convert = OpenCC("s2twp").convert
    lines = (data / "toxic/spam-sms" / name).read_text(encoding="utf-8").splitlines()
    texts = []
    for line in lines:
        text = line.replace(" ", "")
        for mask, contact in CONTACTS.items():
            text = text.replace(mask, contact)
        texts.append(convert(text))
    known = [xxh3_64_intdigest(text.encode()) % READ == 0 for text in texts]
    parts = zip(texts, known, strict=True)
    read = dict.fromkeys(text for text, is_known in parts if is_known and text)
    return list(read), list(dict.fromkeys(text for text in texts if text and text not in read))


def report_advertised(data: Path) -> None:
    """Print how many advertisements are found: those learned from, those set apart and held back, short messages."""
    print(f"\n{'advertisements':32} {'number':>6} {'found':>6} {'by kind':>7}")
    for path in sorted(ADS.glob("*.txt")):  # the honest ones should not be found
        report_found(f"learned from, {path.stem}", path.read_text(encoding="utf-8").splitlines(), path.stem)
    for name, file in APART.items():
        path = Path(__file__).with_name(file)
        for kind, texts in sections(path).items() if path.exists() else ():
            report_found(f"{name}, {kind}", texts, KINDS.get(kind, kind))
    for name, kind in MESSAGES.items():
        read, unread = messages(data, name)
        report_found(f"messages read, {name}", read, kind)
        report_found(f"messages, {name}", unread, kind)


def report_found(name: str, texts: list[str], kind: str) -> None:
    """Print one row: how many are dropped, and for the right reason."""
    reasons = judge(pl.Series(texts))[DROP_REASON]
    own = (reasons == f"toxic-{kind}").sum()
    print(f"{name:32} {len(texts):6} {reasons.count() / len(texts):6.1%} {own / len(texts):7.1%}", flush=True)


def report_false(data: Path, lists: dict[str, list[str]]) -> None:
    """Print what is dropped of text that should stay, by source."""
    names = "".join(f" {name[:14]:>14}" for name in lists)
    print(f"\n{'text':28} {'number':>6} {'dropped':>7} {'unseen':>7}{names}   reasons")
    convert = OpenCC("s2tw").convert
    unseen = fine(data, learned=False)
    for name in TAIWAN + MAINLAND:
        for path in sorted(data.glob(f"{name}.jsonl.zst")):
            rows = pl.read_ndjson(path, infer_schema_length=None)
            if path.parent.name == "mainland":
                rows = rows.with_columns(text=pl.Series([convert(text) for text in rows["text"]]))
            for (source,), part in (
                rows.group_by("source", maintain_order=True)
                if "medium" in name
                else [((path.name.removesuffix(".jsonl.zst"),), rows)]
            ):
                report_dropped(str(source), part["text"], unseen.filter(pl.col("name") == source)["text"], lists)


def report_dropped(name: str, texts: pl.Series, unseen: pl.Series, lists: dict[str, list[str]]) -> None:
    """Print one row."""
    judged = judge(texts)[DROP_REASON]
    held = judge(unseen)[DROP_REASON].count()
    beside = "".join(f" {texts.str.contains_any(terms).sum() / len(texts):14.1%}" for terms in lists.values())
    reasons = " ".join(judged.drop_nulls().unique().sort())
    print(f"{name:28} {len(texts):6} {judged.count():7} {held:3}/{len(unseen):<5}{beside}   {reasons}", flush=True)


def read_list(path: Path) -> list[str]:
    """Read a word list; traditional forms stand beside simplified ones."""
    content = path.read_text(encoding="utf-8")
    terms = json.loads(content) if content.startswith("[") else re.split(r"[\r\n,]+", content)
    stripped = {term.strip() for term in terms} - {""}
    return sorted(stripped | {OpenCC("s2tw").convert(term) for term in stripped})


def report_lists(data: Path, lists: dict[str, list[str]]) -> None:
    """Print how well any term of a list finds offensive comments, and the advertisements held back."""
    rows = comments(data, COLD)
    held = pl.Series(
        [text for texts in sections(Path(__file__).with_name("toxic_spam.txt")).values() for text in texts]
    )
    for name, terms in lists.items():
        score = macro_f1(rows["offensive"].to_numpy(), rows["text"].str.contains_any(terms).to_numpy())
        found = held.str.contains_any(terms).sum() / len(held)
        print(f"any of {len(terms):,} terms of {name}: macro-F1 on COLD {score:.3f}, advertisements {found:.1%}")


def speed(name: str, texts: pl.Series, rounds: int = 3) -> None:
    """Print megabytes of UTF-8 per second of processor time, best of some rounds."""
    for action in ("drop", "lines"):
        taken = []
        for _ in range(rounds):
            start = time.process_time()
            mark(pl.DataFrame({"text": texts}), Toxic(action=action))
            taken.append(time.process_time() - start)
        print(f"{name}, {action}: {int(texts.str.len_bytes().sum()) / 1e6 / min(taken):.0f} MB/s")


def main() -> None:
    """Print the tables."""
    data, *paths = [Path(argument) for argument in sys.argv[1:] or ["../shared/data"]]
    lists = {path.stem: read_list(path) for path in paths}
    report_advertised(data)
    report_false(data, lists)
    report_lists(data, lists)
    for name in ("text/small", "text/laws-hard-wrapped"):
        speed(name, pl.read_ndjson(data / f"{name}.jsonl.zst", infer_schema_length=None)["text"])
    report_abuse(data)


if __name__ == "__main__":
    main()
