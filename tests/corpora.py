"""Small corpora made on the spot, the same for the same seed."""

import gzip
import json
import random
from pathlib import Path

SENTENCES = (
    "今天下午三點在圖書館二樓的會議室開會。",
    "我們從台北搭高鐵到左營，一共花了1小時45分。",
    "他說：「這件事情我會再想一想。」",
    "請把報名表寄到office@example.tw或打0912-345-678。",
    "老闆說民國78年就在這裡擺攤，一杯只要15元。",
    "這個API回傳的JSON格式跟文件寫的不一樣。",
    "法院認為原告之訴為有理由，應予准許。",
    "阿媽攏講：「食飯皇帝大。」",
)


def texts(count: int, seed: int = 0) -> list[str]:
    """Texts of 1 to 30 sentences; about a tenth are copies or near copies of an earlier one."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    made: list[str] = []
    for n in range(count):
        if made and chance.random() < 0.1:
            made.append(chance.choice(made) + chance.choice(("", "", "完。")))
        else:
            sentences = chance.choices(SENTENCES, k=chance.randint(1, 30))
            made.append("".join(f"{sentence}{chance.randint(0, 10**6)}" for sentence in sentences) + f"第{n}篇")
    return made


def write_corpus(folder: Path, files: int = 4, count: int = 60, seed: int = 0) -> Path:
    """JSONL files, every other one gzipped, with a column of changing type."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(files):
        rows = [
            {"id": f"{n}-{k}", "text": text, "score": k if n % 2 else k / 2, **({"tag": {"n": k}} if n else {})}
            for k, text in enumerate(texts(count, seed + n // 2))
        ]
        content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        if n % 2:
            (folder / f"{n}.jsonl.gz").write_bytes(gzip.compress(content, mtime=0))
        else:
            (folder / f"{n}.jsonl").write_bytes(content)
    return folder
