"""Facts about written text, each stated once: characters, sentence ends, the calendar, numbers, encodings, addresses.

The modules hold data and small functions of it, and know nothing of articles, questions or answers.
"""
