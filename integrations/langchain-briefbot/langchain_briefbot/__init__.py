"""Passages of a briefbot index as LangChain documents."""

from langchain_briefbot.retriever import BriefbotRetriever

__all__ = ["BriefbotRetriever"]
