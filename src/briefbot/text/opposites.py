"""Words that say the opposite of each other, in the forms that news has them in: "earned" and "lost"."""

from __future__ import annotations

# Left out is what often means something else: "first" and "last year", "at the end", "back in 2014".
_PAIRS = (
    ("earn earned earns earning earnings gain gained gains profit profits", "lose lost loses losing loss losses"),
    ("win won wins winning winner victory", "lose lost loses losing loser defeat defeated"),
    (
        "rise rose risen rises rising increase increased increases increasing grow grew grown grows growing growth "
        "climb climbed climbs jump jumped surge surged soar soared gain gained gains",
        "fall fell fallen falls falling decrease decreased decreases drop dropped drops dropping decline declined "
        "declines declining shrink shrank slump slumped plunge plunged tumble tumbled lose lost loses loss",
    ),
    ("raise raised raises raising", "cut cuts cutting lower lowered lowers reduce reduced reduces reducing"),
    ("buy bought buys buying acquire acquired acquires purchase purchased buyer", "sell sold sells selling seller"),
    ("import imported imports importing", "export exported exports exporting"),
    ("borrow borrowed borrows borrowing", "lend lent lends lending"),
    ("hire hired hires recruit recruited appoint appointed", "fire fired sack sacked dismiss dismissed"),
    ("open opened opens opening reopen reopened reopens", "close closed closes closing closure shut shuts"),
    ("begin began begun begins start started starts", "ended ending stop stopped stops finish finished finishes"),
    ("arrive arrived arrives arriving arrival", "leave left leaves leaving depart departed departs departure"),
    ("join joined joins joining", "leave left leaves leaving quit quits"),
    ("convict convicted conviction guilty", "acquit acquitted acquittal innocent"),
    ("approve approved approves approval accept accepted", "reject rejected rejects rejection refuse refused vetoed"),
    ("support supported supports backed favour favoured favor favored", "oppose opposed opposes opposing"),
    ("arrest arrested detain detained jail jailed", "free freed release released"),
    ("survive survived survives surviving survivors", "die died dies dying killed dead"),
    ("surplus", "deficit"),
    ("income revenue", "expense expenses costs spending"),
    ("highest most largest biggest greatest", "lowest least smallest fewest"),
    ("oldest eldest", "youngest"),
    ("longest", "shortest"),
    ("best", "worst"),
    ("attack attacked attacks attacker", "defend defended defends"),
)


OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(one.split()), frozenset(other.split())) for one, other in _PAIRS
)
