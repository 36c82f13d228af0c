"""The names of months and weekdays, in full and shortened."""

from __future__ import annotations

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# As news agencies shorten them before a day, with a point: Jan., Sept.; never March to July.
AGENCY_MONTHS = tuple("Sept" if name == "September" else name[:3] for name in MONTHS if len(name) > 5)
# Each month and each weekday, in full or shortened, as patterns with a capital.
MONTH_FORMS = tuple("Sep(?:t(?:ember)?)?" if name == "September" else f"{name[:3]}(?:{name[3:]})?" for name in MONTHS)
WEEKDAY_FORMS = tuple(
    "Thu(?:r(?:s(?:day)?)?)?" if name == "Thursday" else f"{name[:3]}(?:{name[3:-3]})?(?:day)?" for name in WEEKDAYS
)
_NUMBERS = {name[:3].casefold(): number for number, name in enumerate(MONTHS, start=1)}


def month_number(name: str) -> int:
    """Return 1 to 12 for a month in full or shortened, in any case. Raises KeyError for any other word."""
    return _NUMBERS[name[:3].casefold()]
