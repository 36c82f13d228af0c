"""Words within and around names: what joins them, what stands in front of a person's, what tells two alike apart."""

from __future__ import annotations

# Written small between two words of one name: "Bank of Ellery", "Ludwig van Beethoven".
JOINING = (
    *("of the", "of", "de la", "de", "del", "della", "di", "da", "dos", "du"),
    *("van der", "van den", "van", "von", "bin", "ibn"),
)
# In front of a person's name, and of "of" and a place: "Captain Quill", "the Prime Minister of Norway".
_TITLES = """
    acting admiral ambassador archbishop attorney baron baroness bishop brother captain cardinal chair chairman
    chairwoman chancellor chief coach colonel commander congressman congresswoman constable corporal count countess
    dame dean defence defense deputy detective director doctor dr duchess duke emperor empress executive ex father
    finance first foreign former general governor head imam inspector interior judge justice king lady lieutenant lord
    major marshal mayor minister miss mother mr mrs ms officer pope premier president prime prince princess prof
    professor queen rabbi rector representative reverend saint secretary senator sergeant sheriff sir sister speaker
    superintendent the vice
"""
TITLES = frozenset(_TITLES.split())
# What two names may differ in that are otherwise alike: "North Goss" is not Goss.
_TELLING_APART = """
    central east eastern great greater inner little lower mid middle new north northeast northeastern northern northwest
    northwestern old outer south southeast southeastern southern southwest southwestern upper west western
    senior junior first second third
"""
TELLING_APART = frozenset(_TELLING_APART.split())
GENERATIONS = {"sr": "senior", "jr": "junior", "elder": "senior", "younger": "junior"}  # behind a name
# Of people and things of a place: "Ellery" and "Ellerian".
OF_A_PLACE = ("n", "an", "ian", "i", "ese", "ish")
