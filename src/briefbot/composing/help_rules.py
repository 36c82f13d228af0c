"""What people say that is no question about articles, as data: how it is put, not what it is about.

Each rule is (which line of `phrases.HELP`, where the pattern has to be, the pattern). The first that fits decides.
"whole": it is all that was said; "begins": it begins what was said, after "please" or "can you"; "anywhere".
"""

from __future__ import annotations

import re

from briefbot.words import WORD

_YOU = r"(?:you|u|ya|briefbot|this|this (?:thing|app|program|tool|bot|site)|it)"
_VERY = r"(?:(?:so|very|really|just|such|a|an|the|totally|pretty|quite|too|being) )*"
_GREETINGS = (
    r"(?:hi+|hey+|hello+|hallo|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|morning|evening"
    r"|what['’]?s up|sup|welcome)"
)
_GOOD = (
    r"(?:good|great|nice|cool|ok(?:ay)?|fine|perfect|excellent|awesome|brilliant|wonderful|lovely|super|neat|alright"
    r"|all right|got it|i see|understood|right|sure|yes|yep|yeah|no|nope|hm+|ah+|oh+|wow"
    r"|interesting|good to know|well done"
    r"|good job|nice (?:one|work|job)|lol|haha|that['’]?s (?:good|great|all|it|fine|right)"
    r"|(?:that|it) (?:really )?help(?:s|ed)(?: a lot)?)"
)
_BAD = (
    r"(?:stupid|dumb|idiot(?:ic)?|useless|worthless|terrible|awful|rubbish|garbage|crap|bad|horrible|moron|pathetic"
    r"|hopeless|annoying|trash|the worst|wrong|an? (?:idiot|moron|joke|failure))"
)
_WRITE = (
    r"(?:write|compose|draft|translate|rephrase|paraphrase|proofread|sing|rap|rhyme|invent"
    r"|imagine|make up|pretend|role-?play"
    r"|rewrite|make (?:me|us)|code|program|design|draw|paint|tell (?:me )?an? (?:\w+ )?(?:joke|tale|riddle|story)"
    r"|(?:give|make|create) (?:me |us )?an? (?:\w+ )?(?:poem|song|joke|essay|haiku|recipe"
    r"|picture|image|logo|letter|speech))"
)
_DO = (
    r"(?:book|reserve|order|buy|sell|pay|call|phone|ring|text|e-?mail|mail|post|publish|tweet"
    r"|send|share|upload|download"
    r"|print|play|pause|remind|schedule|set|turn (?:on|off|up|down)|open|close|start|stop|install|delete|recommend|wake"
    r"|navigate|drive|cook|google|search the (?:web|internet)|do my)"
)

_RULES = (
    (
        "instructions",
        "anywhere",
        r"\b(?:ignore|disregard|forget|override|bypass)\b.*\b(?:instruction|prompt|rule|said|told|above|previous)",
    ),
    (
        "instructions",
        "anywhere",
        r"\b(?:system prompt|your (?:prompt|instructions|rules)|jailbreak|developer mode|act as|you are now)\b",
    ),
    (
        "thanks",
        "anywhere",
        r"\A(?:\W*(?:ok(?:ay)?|great|cool|perfect|nice|good|wonderful)\W+)*(?:many )?(?:thanks?\b"
        r"|thx\b|ty\b|cheers\b|much appreciated|i appreciate)",
    ),
    (
        "thanks",
        "whole",
        rf"(?:you(?:['’]?re| are)|that (?:was|is)) {_VERY}(?:amazing|great|good|helpful|wonderful"
        rf"|awesome|brilliant|the best|nice|useful|kind)|i (?:like|love) you",
    ),
    (
        "goodbye",
        "whole",
        r"(?:ok(?:ay)?,? )?(?:(?:good)?bye(?:[- ]bye)?|good ?night|see (?:you|ya)|farewell|so long"
        r"|cya|ciao|take care|that['’]?s all(?: for (?:now|today))?|i['’]?m (?:done|off)|quit|exit"
        r"|have a (?:nice|good|great) (?:day|evening|one|weekend))(?:\W+(?:then|now|later|for now"
        r"|everyone|all|briefbot|soon|tomorrow|there))*",
    ),
    (
        "greeting",
        "whole",
        rf"{_GREETINGS}(?:\W+(?:there|briefbot|all|everyone|everybody|again|you|bot|mate|friend"
        rf"|to you|{_GREETINGS}|(?:is )?any(?:one|body) (?:there|here|home)|are you (?:there|here)"
        rf"|how are (?:you|things)(?: doing)?(?: today)?))*",
    ),
    (
        "greeting",
        "whole",
        r"(?:is )?any(?:one|body) (?:there|here|home)|are you (?:there|here|awake|online)|test(?:ing)?(?: \d)*",
    ),
    (
        "opinion",
        "whole",
        r"how(?: are|['’]?re) (?:you|things|u)(?: doing| feeling)?(?: today)?|how do you (?:do|feel)(?: today)?",
    ),
    ("agreed", "whole", rf"(?:{_GOOD}\W*)+(?:then|thanks|now|briefbot)?"),
    ("insult", "anywhere", rf"\b{_YOU}(?:['’]?re| are| is|['’]?s)? {_VERY}{_BAD}\b"),
    (
        "insult",
        "whole",
        rf"(?:what an? )?{_VERY}{_BAD}(?: (?:bot|program|machine|answers?|app|thing))?|shut up"
        rf"|(?:i hate|fuck|screw|damn) {_YOU}|(?:this|that|it) (?:sucks|is no (?:help|use))"
        rf"|you suck",
    ),
    (
        "adding",
        "anywhere",
        r"\b(?:add|upload|import|load|remove|delete|drop|index)(?:ing)? (?:(?:more|new|some|other"
        r"|my|an?|the|own|any) )*(?:articles?|files?|documents?|pdfs?|feeds?|sources?|folders?"
        r"|texts?)\b",
    ),
    (
        "adding",
        "anywhere",
        r"\b(?:file )?(?:formats?|types of files?|kinds? of files?|file types?)\b.*\b(?:you|read"
        r"|support|understand|accept)|\byou (?:read|open|understand|support|accept|take|handle"
        r"|import) (?:\w+ )?(?:pdfs?|files?|word|docx|html|csv|epub|e-?mails?)\b",
    ),
    (
        "privacy",
        "anywhere",
        r"\b(?:do|does|are|is|will|who|where)\b.*\b(?:keep|store|save|log|record|track|share|send"
        r"|collect|see|spy|read)s?\b.*\b(?:my|our) (?:\w+ )?(?:questions?|data|articles?|files?"
        r"|conversations?|chats?|information|history)\b|\bprivacy\b|\bmy (?:questions?|data"
        r"|conversations?) (?:stored|kept|saved|safe|private)\b",
    ),
    (
        "citations",
        "anywhere",
        r"\b(?:your|the) (?:citations?|quotes?|sources?|references?|confidence|answers?"
        r"|numbers?)\b.*\bwork|\bhow (?:do|can|should) (?:i|you) (?:cite|quote|check|verify|trust"
        r"|know (?:that )?(?:it|you|this))|\bcan i trust\b|\bare you (?:sure|certain|right"
        r"|reliable|accurate)\b|\bhow (?:sure|certain|accurate|reliable) are you\b",
    ),
    (
        "language",
        "anywhere",
        r"\b(?:speak|talk|understand|answer|reply|read|write)\b.* (?:in )?(?:another|other"
        r"|any other|my|which|what) languages?\b|\b(?:which|what|how many) languages?\b",
    ),
    (
        "language",
        "anywhere",
        r"\b(?:speak|talk|answer|reply|respond)(?: \w+){0,2} (?:in )?[a-z]*(?:ish|ese|ian|ench"
        r"|erman|utch|reek|ebrew|rabic|indi|atin|rdu|hai|zech|echt)\b",
    ),
    (
        "maker",
        "anywhere",
        r"\bwho (?:are you|made|built|created|wrote|programmed|developed|designed|owns"
        r"|runs) ?(?:you|this|briefbot)?\b(?=\W*\Z)|\bwhat(?: are|['’]?s| is) (?:you|your name"
        r"|briefbot)\b(?=\W*(?:called|exactly|anyway)?\W*\Z)",
    ),
    (
        "maker",
        "anywhere",
        r"\bare you (?:an? |the )?(?:\w+ )?(?:ai|a\.i\.|bot|robot|human|person|machine|program"
        r"|chat ?bot|model|llm|real|alive|chatgpt|gpt|computer|language model)\b"
        r"|\bhow do you work\b|\byour name\b|\bhow old are you\b|\bwhere (?:are you|do you (?:live"
        r"|come)) ?(?:from)?\W*\Z",
    ),
    (
        "arithmetic",
        "anywhere",
        r"\d\s*(?:[-+*/x×÷^]|plus|minus|times|multiplied by|divided by|over|to the power of"
        r"|percent of|% of)\s*\(?\d|\b(?:square root|cube root|factorial|logarithm)\b"
        r"|\A\W*(?:please )?(?:calculate|compute|solve|add up|multiply|divide)\b",
    ),
    (
        "abilities",
        "anywhere",
        r"\bwhat (?:else )?(?:can|do|could|will) you (?:\w+ )?(?:do|offer|know how)\b"
        r"|\bwhat (?:are you (?:able|for|good (?:at|for)))\b|\bhow can you help\b"
        r"|\bwhat are your (?:functions|features|abilities|skills)\b|\bwhat is this(?: for| thing"
        r"| app)?\W*\Z",
    ),
    (
        "asking",
        "anywhere",
        r"\b(?:how|what|which)\b.*\b(?:can|do|should|may|could|to) ?(?:i|we)? (?:ask|use|type"
        r"|search|say|get|phrase|put|query|question)\b|\b(?:example|sample) questions?\b"
        r"|\bhow (?:to|does) (?:ask|use|this work|it work)|\b(?:kinds?|sorts?"
        r"|types?) of questions?\b",
    ),
    (
        "asking",
        "whole",
        r"(?:(?:i need |some |please )*help(?: me)?(?: please)?|instructions|manual|commands?|menu|usage)",
    ),
    ("writing", "begins", rf"{_WRITE}\b"),
    ("writing", "anywhere", r"\b(?:my|an?|me an?) (?:\w+ )?(?:homework|essay|poem|haiku|limerick|song|lyrics)\b"),
    (
        "opinion",
        "anywhere",
        r"\b(?:your (?:\w+ )?(?:opinion|view|thoughts?|favou?rite|feelings?|guess|advice"
        r"|prediction|mood|take)|do you (?:\w+ )?(?:think|believe|like|love|hate|feel|want|prefer"
        r"|dream|sleep|eat|agree|support|vote)|(?:what|who) do you (?:think|like|prefer|support)"
        r"|what would you|which do you prefer|if you were|are you (?:happy|sad|angry|tired|bored"
        r"|conscious|married|for|against)|should i|meaning of life)\b",
    ),
    ("outside", "begins", rf"{_DO}\b"),
    (
        "outside",
        "anywhere",
        r"\b(?:what(?:['’]?s| is) the (?:time|date|weather|temperature)|what (?:time|day"
        r"|date) is it|(?:weather|forecast)\b.*\b(?:now|today|tomorrow|here|tonight|weekend|like)"
        r"|will it rain|(?:near|around|close to|next to) (?:here|me|us)|near ?by"
        r"|my (?:\w+ )?(?:account|password|bank|flight|order|calendar|phone|computer|emails?|boss"
        r"|wife|husband|mother|father|girlfriend|boyfriend))\b",
    ),
    (
        "outside",
        "anywhere",
        r"\b(?:e-?mail|mail|post|send|tweet|message|text|forward) (?:me |us |him |her |them )?(?:that|this|it|these)\b",
    ),
    (
        "unclear",
        "whole",
        r"(?:\W|_)*|[a-z]|(?:(?=\w*[^aeiouy\W\d_]{5})[a-z]+|(?:asdf|qwer"
        r"|lorem)\w*)(?: [a-z]{1,3})?|(?:bla+h?\W*)+|(?:la\W*){2,}|(?:ha\W*){2,}|huh|what|eh|uh"
        r"|um+|er+",
    ),
)

RULES = tuple((topic, where, re.compile(pattern, re.IGNORECASE)) for topic, where, pattern in _RULES)

# Words that put a sentence together in other languages and that English has not.
FOREIGN_WORDS = frozenset(
    WORD.findall(
        """
        der das und ist nicht wer wie warum wann wo welche sind ein eine den dem mit für auf von zu kannst du ich sie
        was die le la les des est qui que quoi où quand pourquoi comment quel quelle une dans avec pour sur il elle je
        tu vous ce parle el los las qué quién cuándo dónde cómo por porque cuál es en con para una del y se su hablas
        están son lo gli che chi quando dove come perché quale è di un nel della sono parli o os quem onde como qual é
        em com uma não do da você de het een wie wat waar waarom hoe niet van met voor op zijn kto co gdzie kiedy jak
        jest nie czy hvem hva hvor er og det ikke vad var och är inte
        """
    )
)
