"""Sessions of ONNX models: each run is done in the thread that asks for it.

A question or a passage is too short to be shared out among cores. On two of them, eight passages of 200 word pieces
take 80 ms one after the other with the threads of ONNX Runtime, and 61 ms two at a time in a thread each. A session
without threads also has none that spin after a run and take the core from whoever works next.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_session(model: Path) -> InferenceSession:
    """Load a model for the CPU. Safe to share between threads; raises what ONNX Runtime raises for a bad file."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
