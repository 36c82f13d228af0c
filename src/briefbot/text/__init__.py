"""Facts about written text, each stated once: characters, sentence ends, names of the calendar, numbers, encodings.

The modules hold data and small functions of it, and know nothing of articles, questions or answers.
"""
