"""What each part of a text is: the news, or what stands around it."""

from briefbot.blocks.borders import borders
from briefbot.blocks.finding import find_blocks
from briefbot.blocks.kinds import ANSWERING, LABELLED, SILENT, Block, BlockKind

__all__ = ["ANSWERING", "LABELLED", "SILENT", "Block", "BlockKind", "borders", "find_blocks"]
