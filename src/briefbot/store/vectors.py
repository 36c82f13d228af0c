"""Passage vectors as a FAISS file per generation, derived from the catalog."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def vectors_path(folder: Path, generation: int) -> Path:
    """Where the FAISS file of a generation lies."""
    return folder / f"vectors-{generation}.faiss"


def build_flat(connection: sqlite3.Connection, dimension: int) -> faiss.Index:
    """Index every vector of the catalog under its passage number: exact inner product over unit vectors."""
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    rows = connection.execute("SELECT number, vector FROM passages ORDER BY number")
    for chunk in _chunks(rows):
        numbers = np.fromiter((number for number, _ in chunk), np.int64, len(chunk))
        matrix = np.frombuffer(b"".join(vector for _, vector in chunk), np.float32).reshape(len(chunk), dimension)
        index.add_with_ids(matrix, numbers)
    return index


def write_durably(index: faiss.Index, path: Path) -> str:
    """Write, fsync and name the file; returns the sha256 of its bytes. A crash leaves no half file at `path`."""
    temporary = path.with_suffix(".partial")
    try:
        faiss.write_index(index, str(temporary))
    except RuntimeError as error:  # FAISS's only error
        raise OSError(f"{temporary} cannot be written: {error}") from error
    with temporary.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
    return digest


def is_intact(path: Path, sha256: str) -> bool:
    """Whether the file is the one that was written."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def read_checked(path: Path, sha256: str) -> faiss.Index | None:
    """None where the file is missing or is not the one that was written."""
    if not is_intact(path, sha256):
        return None
    try:
        return faiss.read_index(str(path))
    except RuntimeError:  # removed meanwhile, by a build that committed
        return None


def sweep(folder: Path, keep: int) -> None:
    """Delete the FAISS files of other generations and half-written ones. Only the holder of the lock may call it."""
    for path in [*folder.glob("vectors-*.faiss"), *folder.glob("vectors-*.partial")]:
        if path != vectors_path(folder, keep):
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut. Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _chunks(rows: sqlite3.Cursor) -> Iterator[list[tuple[int, bytes]]]:
    while chunk := rows.fetchmany(8192):
        yield chunk
