"""Who reaches the chat: every request passes these checks before Gradio sees it. See docs/decisions/0052 and 0058.

`door` puts them in order, `hosts` knows the names that requests may use, `credentials` who is let in, `token_file`
where tokens are kept, `brake` slows guessing down, `well_formed` turns malformed requests away and `bodies` reads
what they carry, and `people` tells
handlers who asks.
"""
