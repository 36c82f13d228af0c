"""Who did it to whom: the part in a deed that a question asks for, and the part that a span plays in its sentence.

    verbs      forms of verbs, and the few relations by which different verbs tell of one deed
    tokens     words and marks, and the closed classes of words that bound a phrase
    questions  the part that is asked for: the doer, or the one it is done to
    phrases    where phrases begin and end around a verb
    sentences  the part that a span plays, from voice and word order

No parser: what the order of words does not tell for sure is not judged.
"""

from briefbot.roles.questions import RoleAsked, role_asked
from briefbot.roles.sentences import RoleFit, role_fit

__all__ = ["RoleAsked", "RoleFit", "role_asked", "role_fit"]
