"""The names and numbers that a question rests on, and whether an article speaks of these or of others like them.

    found      names in a question and in a text: runs of capitalised words, or of words that articles write so
    fitting    how a span's sentence, passage and article have them: in full, shortened, or another name in their place
    absent     names that no article has

No model and no list of names: what is told is told by words, their order and their capitals.
"""

from briefbot.names.absent import absent_names
from briefbot.names.fitting import NameFit, fit_names, is_named
from briefbot.names.found import Name, known_names, names_asked, numbers_asked

__all__ = ["Name", "NameFit", "absent_names", "fit_names", "is_named", "known_names", "names_asked", "numbers_asked"]
