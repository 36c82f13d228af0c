"""Document -> Passages: whole sentences in order, cut by token budget, with exact offsets."""

from briefbot.passages.packing import split_passages
from briefbot.passages.sentences import split_sentences

__all__ = ["split_passages", "split_sentences"]
