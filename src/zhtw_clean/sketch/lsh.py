"""What a signature leaves behind for finding and checking its likes: band keys and a reduced signature."""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]
Keys = NDArray[np.uint64]


@kernel
def band_keys(signatures: Words, bands: int, rows: int) -> Keys:
    """Hash each band of each signature, and the band's number, to 64 bits."""
    keys = np.empty((signatures.shape[0], bands), np.uint64)
    for text in range(signatures.shape[0]):
        for band in range(bands):
            key = np.uint64(band + 1) * np.uint64(0x9E3779B97F4A7C15)
            for row in range(band * rows, (band + 1) * rows):
                key = (key ^ np.uint64(signatures[text, row])) * np.uint64(0xFF51AFD7ED558CCD)
                key ^= key >> np.uint64(32)
            key *= np.uint64(0xC4CEB9FE1A85EC53)
            keys[text, band] = key ^ (key >> np.uint64(29))
    return keys


@kernel
def reduced(signatures: Words) -> Bytes:
    """Keep four bits of each minimum, two to a byte.

    They are the top bits after multiplying by 2³² ÷ the golden ratio. The lowest bits will not do: those of
    a·h + b mod 2³² depend on the lowest bits of h alone, so all permutations would agree on them.
    """
    n_texts, num_perm = signatures.shape
    sketch = np.empty((n_texts, num_perm // 2), np.uint8)
    for text in range(n_texts):
        for place in range(num_perm // 2):
            high = np.uint32(signatures[text, 2 * place] * np.uint32(0x9E3779B1)) >> np.uint32(28)
            low = np.uint32(signatures[text, 2 * place + 1] * np.uint32(0x9E3779B1)) >> np.uint32(28)
            sketch[text, place] = high << np.uint32(4) | low
    return sketch


@kernel
def leaders(keys: Keys, sketches: Bytes, needed: int, cap: int) -> NDArray[np.int64]:
    """Let each row join the first row of its bucket that it is like enough; give that row's number, or its own.

    Rows come sorted by key. A row that is like no leader becomes one, up to `cap` in a bucket.
    """
    joined = np.empty(keys.size, np.int64)
    leading = np.empty(cap, np.int64)
    n_leading = 0
    for row in range(keys.size):
        if row == 0 or keys[row] != keys[row - 1]:
            n_leading = 0
        joined[row] = row
        for leader in leading[:n_leading]:
            if _matches(sketches[leader], sketches[row]) >= needed:
                joined[row] = leader
                break
        if joined[row] == row and n_leading < cap:
            leading[n_leading] = row
            n_leading += 1
    return joined


@kernel
def _matches(one: Bytes, other: Bytes) -> int:
    equal = 0
    for place in range(one.size):
        difference = one[place] ^ other[place]
        equal += (difference & np.uint8(0x0F) == 0) + (difference & np.uint8(0xF0) == 0)
    return equal
