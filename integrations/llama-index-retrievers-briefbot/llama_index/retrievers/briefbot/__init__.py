"""A briefbot index in LlamaIndex: its passages as nodes, its replies as responses."""

from llama_index.retrievers.briefbot.query_engine import BriefbotQueryEngine
from llama_index.retrievers.briefbot.retriever import BriefbotRetriever

__all__ = ["BriefbotQueryEngine", "BriefbotRetriever"]
