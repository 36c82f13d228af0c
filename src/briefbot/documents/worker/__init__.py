"""Files -> Documents in another process, so that no file can stop or starve the one that asks.

    client     what asks for files, and replaces a process that ends or takes too long
    drawing    what has a page of a PDF drawn
    process    one process, as seen by who asks, and the one that is kept idle
    __main__   what is asked, started as `python -m briefbot.documents.worker MEGABYTES`
    limits     how much memory and processor time it may take
    messages   the values that go from one to the other, as JSON

See docs/decisions/0060-reading-in-another-process.md.
"""
