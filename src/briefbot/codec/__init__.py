"""Replies as JSON: whole, for programs, and as a record without the text of the articles, for whoever keeps them.

Both follow from the fields of the classes in `replies` and `types`: a new kind of reply needs nothing here.
"""

from briefbot.codec.checked import filter_of
from briefbot.codec.public import as_dict
from briefbot.codec.record import as_record, from_record, question_of_record

__all__ = ["as_dict", "as_record", "filter_of", "from_record", "question_of_record"]
