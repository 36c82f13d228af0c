"""Answers of briefbot as Haystack answers."""

from haystack_integrations.components.readers.briefbot.reader import BriefbotReader

__all__ = ["BriefbotReader"]
