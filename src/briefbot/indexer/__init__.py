"""Build time: documents -> passages -> vectors -> store.

build_index(sources)       add what is new, update what changed, drop what is gone; no sources: those remembered
remove_sources(sources)    forget sources and drop what only they held
create_index()             make an index without documents where there is none
copy_index(source, target) copy an index from a folder to a server, or back
embed_waiting()           embed what builds of an index on a server leave to others
index_documents(items)     build a new index of documents that are read already
watch_index(sources)       the same as build_index, again and again as files change
IndexBuilder(index)        the first two, again and again, without loading the encoder anew
"""

from briefbot.indexer.builder import IndexBuilder
from briefbot.indexer.commands import build_index, create_index, index_documents, remove_sources
from briefbot.indexer.copying import copy_index
from briefbot.indexer.progress import Progress
from briefbot.indexer.report import Change, Report
from briefbot.indexer.watching import watch_index
from briefbot.indexer.working import embed_waiting

__all__ = [
    "Change",
    "IndexBuilder",
    "Progress",
    "Report",
    "build_index",
    "copy_index",
    "create_index",
    "embed_waiting",
    "index_documents",
    "remove_sources",
    "watch_index",
]
