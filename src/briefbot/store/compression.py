"""The FAISS index that fits a number of vectors: exact while it is small, compressed past a size.

Compressed: an inverted file (Jégou et al. 2011, "Product Quantization for Nearest Neighbor Search", section 4) of
vectors with a byte for each component. Its scores choose candidates only; `VectorIndex` replaces them by exact ones.
"""

from __future__ import annotations

import math
import sqlite3
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from briefbot.store.rows import OnRows, chunks, ignore_progress

Vectors = NDArray[np.float32]

COMPRESSED_FROM = 100_000  # passages; see docs/decisions/0080-compressed-vectors.md
_TRAINED_ON = 64  # vectors for each list
_PROBED = 128  # lists that are searched for a question
_SEED = 1
_FAISS: Any = faiss  # whose type stubs know only a part of it


def index_of(
    connection: sqlite3.Connection, dimension: int, *, above: int, on_rows: OnRows = ignore_progress
) -> faiss.Index:
    """Index the catalog's passages numbered above `above` by number: inner product over unit vectors.

    All of them (`above` 0) are compressed where they are many. Only a sample and a chunk of them are in memory as they
    are. The same passages give the same index.
    """
    total = int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])
    if above == 0 and total >= COMPRESSED_FROM:
        index: faiss.Index = _trained(_sample(connection, dimension, total), total)
    else:
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    rows = connection.execute("SELECT number, vector FROM passages WHERE number > ? ORDER BY number", (above,))
    for chunk in chunks(rows, on_rows):
        numbers = np.fromiter((number for number, _ in chunk), np.int64, len(chunk))
        index.add_with_ids(_matrix([vector for _, vector in chunk], dimension), numbers)
    return index


def is_compressed(index: Any) -> bool:
    """Return whether the scores of this index are approximate."""
    return isinstance(index, _FAISS.IndexIVF)


def check_index(index: Any, dimension: int) -> None:
    """Raise ValueError where an index that was read from a file is not of the kind that `index_of` makes."""
    is_flat = type(index) is _FAISS.IndexIDMap2
    inner = _FAISS.downcast_index(index.index) if is_flat else index
    if type(inner) not in ((_FAISS.IndexFlatIP, _FAISS.IndexFlat) if is_flat else (_FAISS.IndexIVFScalarQuantizer,)):
        raise ValueError(f"an index of the kind {type(inner).__name__}")
    if not (inner.is_trained and {index.d, inner.d} == {dimension} and inner.metric_type == faiss.METRIC_INNER_PRODUCT):
        raise ValueError("an index of other vectors")
    numbers = numbers_in(index)
    if not len(numbers) == index.ntotal == inner.ntotal or numbers.min(initial=1) < 1:
        raise ValueError("an index whose numbers do not fit its vectors")


def numbers_in(index: Any) -> NDArray[np.int64]:
    """Return the passage numbers that an index holds."""
    if not is_compressed(index):
        return np.asarray(faiss.vector_to_array(index.id_map), np.int64)
    lists = index.invlists
    held = [_FAISS.rev_swig_ptr(lists.get_ids(at), lists.list_size(at)).copy() for at in range(index.nlist)]
    return np.concatenate(held).astype(np.int64)


def parameters(index: Any, selector: Any, among: int | None) -> Any:
    """Return the search parameters for `index`.

    `among` is how many passages `selector` lets through, None for nearly all. The fewer take part, the more lists are
    searched, so that as many vectors are compared.
    """
    if not is_compressed(index):
        return None if selector is None else _FAISS.SearchParameters(sel=selector)
    share = 1.0 if among is None else index.ntotal / max(among, 1)
    probed = min(index.nlist, round(share * _PROBED))
    return _FAISS.SearchParametersIVF(sel=selector, nprobe=probed)


def _trained(sample: Vectors, total: int) -> Any:
    lists = _lists(total)
    dimension = sample.shape[1]
    metric = faiss.METRIC_INNER_PRODUCT
    index = _FAISS.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, _FAISS.ScalarQuantizer.QT_8bit, metric
    )
    index.cp.seed = _SEED
    index.cp.spherical = True
    index.cp.min_points_per_centroid = 1
    index.train(sample)
    return index


def _lists(total: int) -> int:
    """Return the number of lists, about the same as that of the vectors in a list.

    So choosing lists and searching them take alike.
    """
    return max(1, math.isqrt(total))


def _sample(connection: sqlite3.Connection, dimension: int, total: int) -> Vectors:
    """Return vectors to train on, drawn evenly from all passages."""
    wanted = min(total, _TRAINED_ON * _lists(total))
    numbers = np.fromiter((n for (n,) in connection.execute("SELECT number FROM passages")), np.int64, total)
    numbers.sort()
    chosen = numbers[np.linspace(0, total - 1, wanted).astype(int)]
    vectors = [
        connection.execute("SELECT vector FROM passages WHERE number = ?", (int(number),)).fetchone()[0]
        for number in chosen
    ]
    return _matrix(vectors, dimension)


def _matrix(vectors: list[bytes], dimension: int) -> Vectors:
    return np.frombuffer(b"".join(vectors), np.float32).reshape(len(vectors), dimension)
