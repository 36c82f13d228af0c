"""What questions begin with that ask for another kind of reply than a fact, as data: how they are put, not of what.

The first rule that fits decides. Most take along no question of SQuAD, see docs/decisions/0046-kinds-of-question.md.
"""

from __future__ import annotations

import re

from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.text.question_forms import AUXILIARY, POLITE
from briefbot.text.sentence_ends import LATIN

_GIVE = r"(?:(?:give|show|write|make|get|tell|draw up|prepare|provide|see)\s+(?:me|us)?\s*)?"
_SIZE = r"(?:(?:an?|the|some|any|your|short|quick|brief|long|full|concise|general|latest|recent|more)\s+)*"
_ARTICLE = r"(?:articles?|documents?|stor(?:y|ies)|texts?|reports?|pieces?|files?)"
_ARTICLES = r"(?:articles|documents|stories|texts|reports|pieces|files)"
_OUTLETS = r"(?:outlets|papers|newspapers|sources|publications|websites|journalists|authors)"
_ON = r"(?: (?:on|about|of|from|in|with|at|around|between|to|for)\b|\W*\Z)"
_NAME = r"(?-i:[A-Z][\w'\u2019.-]+(?: [A-Z][\w'\u2019.-]+){0,3})"
_MONTH, _WEEKDAY = "|".join(MONTHS), "|".join(WEEKDAYS)
# "What happened" and then a time: without one it asks for what happened to somebody or somewhere.
_SPAN_OF_TIME = (
    r"(?:last|this|since|between|during|over|before and after|in the (?:first|last|past|weeks?|months?|days|years)|"
    rf"on (?:{_WEEKDAY})|in (?:(?:early|mid|late)[ -])?(?:{_MONTH}|(?:19|20)\d\d)|from \w+ to)\b"
)
_BY_STEPS = (
    r"(?:(?:date|day|hour|week|month|year|step) (?:by|after) (?:date|day|hour|week|month|year|step)|by (?:date|day)"
    r"|in order of (?:time|date|events)|in (?:chronological )?order\W*\Z|over (?:time|the (?:years|months|weeks"
    r"|decades))"
    r"|from (?:start to finish|beginning to end|the beginning|day one|the first .{2,30} to the last)"
    r"|what happened(?: and)? when(?=\W*\Z)"
    r"|when did what|with dates|and when\W*\Z)"
)

# What stands before the last of several sentences: "We are auditing the archive. How many articles ...?"
_BEFORE_LAST = re.compile(rf"\A.*\w{{4,}}[{LATIN}]\s+(?=\w+ \w+ \w)", re.DOTALL)
_TELL = r"(?:(?:tell|show) (?:me|us) (?=which|what|how|when|who))?"

_RULES = (
    (
        "timeline",
        (
            rf"{_GIVE}{_SIZE}(?:tim(?:e ?)?line|ch?ronology|sequence of events|order of events|dated list)\b",
            r"(?:.*\b)?(?:in chronological order|chronologically|order of time|on a time ?line)\b",
            rf"(?!how (?:many|much|long|are)\b|[\s\S]*\b(?:article|paper|source"
            rf"|outlet)s?\b).*\b{_BY_STEPS}",
            r"how (?:did|does) .+ (?:develop|unfold|evolve|play out|proceed|progress|come about|go on)\b",
            r"how (?:has|have) .+ (?:developed|unfolded|evolved|progressed|gone|changed)\b",
            rf"(?:what (?:are|were) )?{_SIZE}(?:key|important|main) (?:dates|events|milestones|stages)\b",
            rf"(?:what (?:is|was) )?{_GIVE}{_SIZE}(?:history|course|evolution|milestones|stages) (?:of"
            rf"|in)\b(?! what| which)",
            r"what (?:is|was) the (?:(?:sequence|chain) of events|course of)\b",
            rf"what (?:has |have )?(?:happened|went on|taken? place|took place"
            rf"|occurred) (?:in .{{2,40}} )?{_SPAN_OF_TIME}",
            r"(?:trace|track|follow|retrace|reconstruct|chronicle|lay out|arrange)\b",
            r"(?:put|sort) .+ (?:in order|by date)\b|in (?:what|which) order (?:did|have|has)\b",
            r"what (?:led up to|events led)\b",
            rf"{_GIVE}{_SIZE}chronolog\w+ (?:list|overview|account|summary|order)\b",
            r"(?:the )?(?:events|dates) (?:of|in|since|between|leading up to|around) (?!which|what)",
            r"(?:tell me|show(?: me)?) how .+ (?:unfolded|developed|evolved|progressed|went on)\b|tell me in order\b",
            r"(?:between|from) .+, what happened\b|.+: dates and events\b|(?:the )?(?:rise and fall|career) of\b",
            r"which (?:stages|steps|phases) did\b|what (?:were|are) the (?:stages|milestones) (?:of|in)\b"
            r"|when did each\b",
            rf"what happened (?:to|with) .+ in (?:{_MONTH}|(?:19|20)\d\d)\W*\Z",
            r"how did it (?:all )?come to\b|how did it all (?:start|begin)\b",
        ),
    ),
    (
        "collection",
        (
            rf"how many (?:\w+ )?{_ARTICLES} (?:mention|name|quote|cite|speak|talk|deal|cover|contain|appeared|came"
            rf"|do you"
            rf"|do we|do i|have you|are (?:there|on|about|from|in)|were (?:loaded|published|printed)|in)\b",
            rf"in how many {_ARTICLES}\b|in (?:which|what) {_ARTICLES}\b",
            rf"how many (?:articles|documents|{_OUTLETS})(?: (?:are (?:there\W*\Z|in|from|on)|do (?:you|we)"
            rf"|have you)\b|\W*\Z)",
            r"how (?:often|many times) (?:is|are|do|does) .+ (?:mentioned|named|appear|come up)\b",
            rf"(?:which|what) (?:of (?:the|my|your|these) )?(?:\w+ )?(?:{_ARTICLES}|articles?)"
            r" (?:mentions?|are (?:on|about|from|there|in|by)|do(?:n['\u2019]t| not) mention|have|has|speak|name"
            r"|quote|contain|talk|deal|cover|write|came|come|says?|were (?:published|written))\b",
            rf"(?:which|what) {_ARTICLES} (?:in (?:the|your|my|this)|did .+ (?:publish|print|run|write)|do you)\b",
            rf"(?:which|what) (?:of (?:the|my|your|these) )?{_OUTLETS} (?:are|do you|mention|cover|covered|report"
            rf"|reported"
            r"|write|wrote|have|name)\b",
            rf"{_GIVE}(?:list|show|all|every|name|count|the (?:titles?|headlines?|number) of)(?: me)?(?: all| every"
            rf"| the| any"
            rf"| your| my)*(?: of)?(?: the)? (?:list of )?(?:\w+ )?(?:articles?|documents?|stories|story|headlines"
            rf"|titles|{_OUTLETS})\b(?! of (?:the|an?|this|that) (?!{_ARTICLES}|collection|index|archive))",
            rf"(?:number|count) of(?: all| the)* (?:{_ARTICLES}|outlets|sources)\b",
            r"(?:(?:what|which)(?: is|['\u2019]?s) )?(?:the |your )?(?:newest|latest|oldest|most recent|first"
            r"|last)(?: \w+)?"
            r" (?:articles?|documents?|stor(?:y|ies)|pieces?)\b(?! (?:of|by)\b)",
            rf"(?:do|have) (?:you|we) (?:have |got )?(?:any |some )?(?:anything|something|stuff|news|coverage"
            rf"|{_ARTICLES})\b",
            rf"(?:is|are) there (?:an? |any |some )?(?:anything|something|mention|coverage|{_ARTICLE})"
            r" (?:on|about|from|of|that|which|in|by)\b",
            rf"do(?:es)? any (?:of the )?{_ARTICLE}\b",
            rf"(?:is|are|was|does|do) .+ (?:mentioned|named|quoted|used|appear|come up) (?:anywhere|in (?:any|the"
            rf"|one) )"
            rf"(?:of the )?(?:{_ARTICLE}\b|\W*\Z)",
            r"what (?:do|have) (?:you|we|i) (?:have|got|hold)(?: here)?(?: (?:on|about|from|that)\b|\W*\Z)",
            r"what (?:is|are) (?:covered(?: here)?\W*\Z|these articles about\b)",
            r"(?:what|which) (?:time |date )?(?:period|span|range|dates?|topics|subjects) (?:do (?:the|these|your"
            r"|my|you)"
            r"|is covered|are covered|are in)\b",
            r"(?:what(?:['\u2019]?s| is| are| have| did| do(?![\s\S]* say\b))|how (?:big|large|old|long|recent|current"
            r"|is|are)|when (?:was|is|do|did)|who"
            r"|where|which|from (?:what|which)|are|is|does|did|the|my|only|show|give)\b.*\b(?:this|the"
            r"|these|your|my|our|any) "
            r"(?:(?-i:collection|archive|index)|articles|(?:newest|oldest|longest|last) article)(?: here)?\b"
            r"(?! of (?:the|this)\b)(?:.{0,30})\Z",
            r"(?:article|document|outlet|source) (?:count|list)\b|(?:all )?(?:articles|outlets|sources|headlines"
            r"|documents)\W*\Z",
            r"articles (?:from|by|per|dated)\b",
            r"what(?:['\u2019]?s| is) in (?:here|it|this|the (?:pile|index|collection))\W*\Z|(?:contents|catalogue"
            r"|table of contents)\W*\Z",
            r"what (?:documents|files|articles|sources) (?:are|did i|have i|do i|have you)\b"
            r"|what have i (?:uploaded|added|imported)\b",
            r"how many (?:of (?:these|your|my) )(?:\w+ )?articles\b|how many (?:\w+ )?articles\W*\Z",
            r"how (?:far back (?:do|does)|recent|up to date) (?:are |is )?(?:the|your|these|this|you)\b",
        ),
    ),
    (
        "brief",
        (
            r"(?:s[ou]mm?[ae]r[iy][sz]e|sum up|brief (?:me|us)|recap|condense|tl;?dr|describe|outline|explain)\b",
            r"(?:catch|fill|bring|get) (?:me|us) (?:up|in)\b|(?:walk|talk|run|take) (?:me|us) through\b",
            r"(?:help me understand|introduce me to|inform me (?:on|about|of)|tell (?:me |us )?the story of)\b",
            rf"{_GIVE}{_SIZE}(?:overview|summ?[ae]ry|brief(?:ing)?|run-?down|recap|digest|gist|synopsis|profile|bio"
            rf"|portrait"
            rf"|background|backstory|context|essentials|key points|key facts|main points|highlights|takeaways"
            rf"|updates?|news|developments)(?: information| info| update| news| developments"
            rf"| please)*{_ON}(?! which| what| the collection)",
            r"tell (?:me|us) (?:more |everything |all |something )?about\b|tell (?:me|us) what you know (?:of"
            r"|about|on)\b",
            r"what(?:['\u2019]?s| is| are| has been| have been| do (?:we|you)| can you| have you"
            r"| is being) (?:known|know|said"
            r"|reported|written|tell me|(?:got )?to say) (?:so far )?(?:of|about|on)\b",
            r"what (?:do|does) (?:the |this |my )?(?:articles?|papers?|stories|reports?) say (?:of|about|on)\b",
            r"(?:what(?:['\u2019]?s| is) )?(?:the )?(?:latest|newest|new) (?:on|with|about|from|in) \w",
            r"what(?:['\u2019]?s| is) (?:going on|happening|up) (?:in|at|with)\b",
            r"what(?:['\u2019]?s| is) the (?:story|deal|situation|fuss|state of play|background|controversy"
            r"|row) (?:with|on|of"
            r"|about|to|in|at|around|between)\b",
            r"(?:how do things stand|how are things(?: going)?|where do things stand|where are we) (?:with|in|on)\b",
            rf"status (?:update )?(?:of|on)\b|{_SIZE}(?:status|news|update)\W*\Z",
            r"what (?:are |were )?(?:the )?(?:key|main) (?:points|facts|takeaways|findings)\b|(?:the )?(?:key"
            r"|main) (?:points"
            r"|facts|takeaways)\b",
            r"(?:what (?:should|must|do) i (?:need to )?know|anything i should know) (?:about|on|before)\b",
            r"what(?:['\u2019]?s| is) .{3,40} all about\b",
            r"what (?:became|has become) of\b|why is .+ in the news\b",
            r"tell (?:me|us) more\b|more (?:about|on|details)\b|anything new (?:on|from|about|in|with)\b|sum it up\b",
            r"(?:is there )?any(?:thing)? (?:news|updates?|new) (?:on|about|from|in|of)\b|what(?:['\u2019]?s"
            r"| is) new (?:with|in|on)\b",
            r"what (?:is|was|does) (?:this|the|that) (?:article|story|piece|text)? ?(?:about|say)\W*\Z|what (?:is"
            r"|was) this about\b",
            r"what happened (?:with|at) (?!the (?:end|beginning|start|weekend)|\d)|what have we learned\b"
            r"|what matters (?:about|in)\b",
            r"how (?:is|did|are) (?:the |our )?(?:\w+ ){1,6}(?:going|go)\W*\Z",
            rf"who(?:['\u2019]?s| is| are) (?:this|these|the) {_NAME}\W*\Z|so who is\b|who is (?:he|she"
            rf"|this man)\W*\Z",
            r"(?:an?|the)? ?(?:bit|few lines|paragraph|page|introduction) (?:of|on|about|to)\b",
            r"(?:i(?:['\u2019]d like)? (?:want )?to (?:know|learn|understand)|know|learn"
            r"|understand) (?:more )?about\b",
            r"what(?:['\u2019]?s| is) the (?:case against|dispute between|fight over|big picture|word on"
            r"|main (?:story|news))\b",
            r"(?:overview|summary|background|briefing|recap|profile|tldr)\s*:|.+ in a nutshell\W*\Z",
            r"(?:in short|in brief|in a nutshell|briefly)\b",
            rf"who(?:['\u2019]?s| is| was| exactly is| are) (?:exactly |this )?{_NAME}\W*\Z",
            r"(?-i:who(?:['\u2019]?s| is| was) (?!with|behind|there|here|the|in|on|at)[a-z]{3,} [a-z-]{3,})\W*\Z",
        ),
    ),
    (
        "search",
        (
            rf"(?:find|search|look)(?: me| for)?\b.*\b(?:passages?|{_ARTICLE}|mentions?|paragraphs?)\b"
            r".*\b(?:about|on|with|of)\b",
        ),
    ),
    (
        "listing",
        (
            r"(?:list|enumerate)\b",
            r"(?:give|tell|show|provide)(?: me| us)? (?:a |the )?(?:list|all|names)\b(?! (?:about|you)\b)",
            r"(?:the |all )?names of (?:all|the|every)\b",
        ),
    ),
    (
        "evidence",
        (
            r"compare\b",
            r"what(?:['\u2019]?s| is| are| was| were)? the differences? between\b",
            r"(?:is|was) it (?:true|correct|right)\b",
            rf"{AUXILIARY}(?:n['\u2019]t)? (?![\s\S]*\bor\b)(?!(?:you|i|it|there|is|was|were|are"
            r"|(?:we|they|anyone|anybody|she|he) (?:know|say|said))\b)\w.*\?\W*\Z",
        ),
    ),
)

RULES = tuple(
    (kind, re.compile(rf"\A\W*{POLITE}*{_TELL}(?:{'|'.join(patterns)})", re.IGNORECASE | re.DOTALL))
    for kind, patterns in _RULES
)


def kind_by_rule(question: str) -> str:
    """Return the kind of reply that a question plainly asks for; "" where its beginning does not tell."""
    last = _BEFORE_LAST.sub("", question, count=1)
    return next((kind for kind, pattern in RULES if pattern.match(question) or pattern.match(last)), "")
