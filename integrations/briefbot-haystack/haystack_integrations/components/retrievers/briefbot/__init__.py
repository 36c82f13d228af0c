"""Passages of a briefbot index as Haystack documents."""

from haystack_integrations.components.retrievers.briefbot.retriever import BriefbotRetriever

__all__ = ["BriefbotRetriever"]
