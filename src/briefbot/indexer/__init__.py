"""Build time: documents -> passages -> vectors -> store.

build_index(sources)       add what is new, update what changed, drop what is gone; no sources: those remembered
remove_sources(sources)    forget sources and drop what only they held
create_index()             make an index without documents where there is none
index_documents(items)     build a new index of documents that are read already
watch_index(sources)       the same as build_index, again and again as files change
IndexBuilder(index)        the first two, again and again, without loading the encoder anew
"""

from briefbot.indexer.builder import IndexBuilder
from briefbot.indexer.commands import build_index, create_index, index_documents, remove_sources
from briefbot.indexer.progress import Progress
from briefbot.indexer.report import Change, Report
from briefbot.indexer.watching import watch_index

__all__ = [
    "Change",
    "IndexBuilder",
    "Progress",
    "Report",
    "build_index",
    "create_index",
    "index_documents",
    "remove_sources",
    "watch_index",
]
