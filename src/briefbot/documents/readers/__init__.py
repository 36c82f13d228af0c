"""One module a format: its bytes -> the Documents in them."""
