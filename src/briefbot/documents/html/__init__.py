"""Code that the readers of pages, books, letters and feeds share: trees of HTML, their text, their credits."""
