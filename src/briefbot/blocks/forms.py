"""The words by which furniture, notes, credits and captions are known, as data: no name of an outlet is among them.

Each entry is a pattern for one kind of line, in lower case, applied ignoring case. A second language is more entries.
What has no words of its own is known by its shape and place, in `credit_lines` and `finding`.
"""

from __future__ import annotations

import re

_PLATFORM = (
    r"(?:twitter|x|facebook|instagram|tiktok|you ?tube|linked ?in|threads|flipboard|pinterest|snapchat|reddit|mastodon"
    r"|bluesky|whats ?app|telegram|google news|apple news|spotify|social media)"
)
_LETTER = r"(?:newsletters?|inbox|e-?mails?|mailing list|letters?|alerts?|text (?:messages?|group)|briefings?|digest)"
_QUIZ = r"(?:quiz|crossword|sudoku|word ?search)"

# Lines that are nothing but these words, whatever closes them (": ", ">", "..."), and that what they announce follows:
# a run of links. What follows is taken along as `finding` says.
ANNOUNCES_LINKS = (
    r"read (?:more|next|also|on)(?: (?:about|on) (?:this|the) (?:topic|story|subject))?",
    r"(?:related|recommended|similar|further|suggested|popular)(?: (?:articles?|stor(?:y|ies)|links?|content|coverage"
    r"|topics?|news|reading|videos?|posts?))?(?: for you)?",
    r"(?:see|read|watch) also",
    r"more (?:news|stories|coverage|reading|to read|to explore|like this|on this(?: story| topic)?)(?: to know(?: now)?)?",
    r"more from [\w.'’& -]{2,40}",
    r"(?:most|what to) (?:read|popular|viewed|shared|discussed|watched)(?: next| now)?",
    r"(?:trending|up next|top stories|editors?['’]s? picks?|don['’]t miss|in case you missed it|just for subscribers)"
    r"(?: now| today)?",
    r"you (?:may|might) (?:also )?(?:like|have missed|be interested in)",
)
# The same of an advertisement: only the rest of its own paragraph goes with it.
ANNOUNCES_ADVERTISEMENT = (r"(?:skip )?advertisements?", r"advertise?ment feature", r"sponsored(?: content| by .{2,40})?")
# The same of a quiz: its questions and the choices follow.
ANNOUNCES_QUIZ = (rf"(?:the |our |today['’]s )?(?:\w+['’]?s? )?{_QUIZ}(?: time| of the (?:day|week|month|year))?",)

# Lines that are nothing but these words, and announce nothing.
ALONE = (
    r"(?:story|article|text) continues (?:below|after) .{2,40}|continue reading(?: .{2,40})?|scroll (?:down )?to continue",
    r"advertisement .{0,20}(?:continue|below)\b.{0,40}",
    # Buttons of a page.
    r"share|tweet|print|e-?mail|save|copy(?: the)? link|log ?in|sign (?:in|up)|log out|subscribe(?: now| today)?|menu"
    r"|search|close|back to top|prev(?:ious)?(?: next)?|next|show (?:more|less|all)|view (?:gallery|all|comments?)|hide"
    r"|gallery|newsletters?|home|skip to (?:main )?content|loading|watch(?: now| live)?|listen(?: now)?|play|donate",
    r"(?:\d+ )?comments?(?: \(?\d+\)?)?|leave a comment|post a comment|join the conversation|have your say",
    # How long it takes to read: said of the page, not of the world.
    r"(?:reading time:? )?(?:about )?\d{1,3}[ -]min(?:ute)?s?(?: (?:read|to read|reading time))?",
    r"enlarge(?: (?:this )?image)?|open image in new window|image caption|click to enlarge|toggle caption|hide caption",
)

# Lines that begin so, and are short enough to be of the page: see `LONGEST_FURNITURE`.
BEGINS = (
    # A label, a colon and the headline of another story.
    r"(?:read|see|watch|listen|hear|more|related|also|previously|recap|live|follow|in pictures|in photos|photos|gallery"
    r"|video|videos|podcasts?|quiz|interactive|explainer|must read|don['’]t miss|read more|read next|read also|see also"
    r"|watch live|listen to|follow live|live updates?|live blog|live coverage|follow live updates|follow every game"
    r"|more (?:on|about|from) [^:]{2,60}|related (?:stor(?:y|ies)|articles?|video|content|coverage)|full coverage"
    r"|share (?:this|on|via)[^:]{0,40}|go deeper|up next|tags?|topics|filed under|our standards)\s?:(?=\s?\S)",
    # Sign-up boxes.
    rf"sign(?:ing)? up (?:for|to|here|now|today|below)\b(?=.{{0,160}}\b(?:{_LETTER}|updates?|subscri\w+|for free|here)\b)",
    rf"(?:get|receive|want) [^.!?]{{0,60}}\b(?:{_LETTER}|delivered)\b(?=.*\b(?:sign|subscribe|deliver|inbox|newsletter))",
    r"subscribe (?:to|for|now|today|here)\b(?! to (?:the|a) (?:view|idea|theory))",
    rf"(?:join|enter) [^.!?]{{0,40}}\b(?:{_LETTER}|readers|subscribers|e-?mail address)\b",
    r"would you like to receive\b|we['’]ll (?:e-?mail|send) you\b|you can unsubscribe\b|unsubscribe\b",
    r"stay in the (?:conversation|loop)\b|what['’]s everyone talking about\?",
    rf"(?:this|the|our) [\w.'’& -]{{0,40}}\b(?:newsletter|mailing list)\b[^.]{{0,40}}\b(?:provides|brings|delivers|is free)\b",
    # Where else the outlet is.
    rf"(?:follow|join|like|find|friend|connect with|reach) [^.!?]{{1,80}}\b(?:on|at)(?: our)? {_PLATFORM}\b",
    r"(?:download|get) (?:the|our) (?:free )?(?:[\w'’]+ ){0,3}app\b",
    r"(?:get|find) [^.!?]{2,60} by listening to our podcasts?\b|listen to (?:our|this|the latest) (?:podcast|episode|article)",
    # Where the page has more.
    r"(?:for the latest|for more|for full coverage|follow along|keep up)\b[^.!?]{0,80}"
    r"\b(?:live (?:updates|blog|coverage|page)|see our|read our|click here|visit|go to|follow)\b",
    r"(?:see|follow|read|visit|check out) our (?:live|latest|full|other|previous|daily|complete|blog|page|guide)\b",
    r"(?:click|tap) (?:here|the|on|to)\b|(?:check|see|find) your local forecast\b",
    rf"(?:take|play|try|test) [^.!?]{{0,50}}\b{_QUIZ}\b",
    # Letters to the newsroom, and money for it.
    r"(?:do you )?(?:have|got) (?:a|any) (?:[\w-]+ ){0,2}(?:tips?|story ideas?|idea for)\b|have an idea for\b|send (?:us )?"
    r"(?:your )?tips\b|contact (?:us|the newsroom|our)\b",
    r"(?:please )?(?:support|consider supporting|help (?:us )?support|help fund)\b[^.!?]{0,60}"
    r"\b(?:journalism|reporting|newsroom|our work)\b",
    # Walls: cookies, consent, subscriptions.
    r"(?:we|this (?:web)?site|this page|our (?:web)?site|by (?:continuing|clicking|signing|subscribing|using|submitting)"
    r"|accept|manage|your privacy)\b[^.]{0,100}\b(?:cookies?|privacy (?:policy|notice)|terms of (?:use|service))\b",
    r"we will (?:only )?use (?:the|your) (?:details|information|data|e-?mail)\b|if you wish to object to the use\b"
    r"|['‘\"“]we['’\"”] includes\b",
    r"(?:this (?:article|story|content)|the rest) is (?:only )?(?:available |reserved )?(?:only )?(?:for|to) (?:\w+ )?subscribers"
    r"|you (?:have|['’]ve) (?:read|reached|used|\d+)\b[^.]{0,60}\b(?:articles?|limit)\b|to (?:continue|keep) reading\b"
    r"|already (?:a |an )?(?:subscriber|member|registered|have an account)\b|create (?:a|your) (?:free )?account\b"
    r"|(?:unlock|get) unlimited\b|(?:start|try) your (?:free )?(?:trial|subscription)\b",
    r"(?:©|(?:\(c\)|copyright)\s*(?=©|\(c\)|\d{4})).{2,160}$",
    # Players and advertisements.
    r"video (?:ad feedback|player was slow)|\d+\. how relevant is this ad|now playing\b|this video (?:is not|isn['’]t|can(?:no|['’])t)\b|your browser"
    r" (?:does|is)\b|(?:please )?enable javascript\b|javascript (?:is|must)\b|ad feedback\b",
    # Of shops that pay for links.
    r"\W{0,3}(?:recommendations are independently|(?:purchases|items) you (?:make|buy)|we may (?:earn|receive) an?\b)",
    # A story that was a letter before.
    rf"(?:\W{{0,2}}editor['’]s? note:? )?an? (?:version|edition) of this (?:story|article|column|piece)\b(?=.*{_LETTER})",
)

# Words that no line of news has, wherever in a line they stand.
HOLDS = (
    r"\b(?:sign up|subscribe)(?: for free)? here\b",
    rf"\b(?:sign up|subscribe)(?: now)? (?:for|to) (?:our|the|[\w.'’]+['’]s)\b[^.!?]{{0,60}}\b{_LETTER}\b",
    r"\bdelivered (?:daily |straight |directly |right )*(?:to|in) your inbox\b",
    r"\byou can unsubscribe at any time\b|\ball rights reserved\b|\bmay not be (?:published, broadcast|reproduced)\b",
    r"\bshop(?:ping)? (?:needs|advice) .{0,60}\b(?:covered|delivered)\b",
    r"\bsubscriber-only\b|\bbecome an? [\w ]{2,40}\bsubscriber\b",
)

# Notes of the editors about the text. A correction is none: it speaks for the right figure (`SPEAKS_FOR_A_FIGURE`).
NOTES = (
    r"\W{0,2}editor(?:ial|s['’]|['’]s)?(?: team)? note\b",
    r"(?:this|our) (?:breaking )?(?:story|article|report|post|page|file|headline)\b[^.!?]{0,60}"
    r"\b(?:(?:has|have) been|was|is being|is|will be) (?:[a-z]+ly )?(?:and will be )?updated\b",
    r"(?:this is an? )?(?:breaking|developing)(?: news)? (?:story|report)\b|check back for\b|more to come\b",
    r"an? (?:version|edition) of this (?:story|article|column|piece|interview)\b",
    r"(?:prices|details|information|deals)(?: and \w+)? (?:were|are|is|was) (?:accurate|correct) at the time\b",
    r"this (?:interview|conversation|transcript|article) (?:has been|was) (?:lightly )?(?:edited|condensed|translated)\b",
    r"the (?:opinions|views) expressed (?:in|here|are)\b",
)
SPEAKS_FOR_A_FIGURE = re.compile(r"\b(?:correct(?:s|ed|ion|ing)?|clarif\w+|misstated|earlier version|previous version)\b", re.I)

# What labels a picture's maker, before a colon or "by".
PICTURE_LABELS = (
    r"(?:[\w-]+ )?(?:photo(?:graph)?s?|pictures?|images?|illustrations?|graphics?|artwork|footage|videos?)(?: credits?)?"
)
# What labels who made an article, before a colon or "by".
WRITER_LABELS = (
    r"(?:additional |further |original )?(?:words|text|story|stories|report|reporting|reported|written|writing|interviews?"
    r"|research|edited|editing|editors?|produced|producers?|production|compiled|translated|translation|authors?|byline"
    r"|contribut(?:ing|ions?|ors?)|source|credits?|from our correspondent)"
)
# Who wrote a piece, in its last lines: an address or a handle stands in the same line.
CONTACTS = (
    r"(?:reach|contact|follow|e-?mail|tweet|message) (?:(?:him|her|them|me|us)\b|@|(?:the )?(?:author|reporter|writer)\b"
    r"|(?:reporter )?[^.\d@]{3,40}? (?:at|on|via)\b|on twitter)",
    r"(?:can be|may be) (?:reached|contacted) (?:at|on|via|by)\b",
    r"\b(?:covers|writes about|reports on|(?:is|was) an? [\w -]{2,40}(?:reporter|writer|columnist|editor|correspondent|journalist))\b",
)
CONTRIBUTED = r"\bcontributed (?:to|reporting)\b[^.!?]{0,20}\b(?:this|the)?\s?(?:report|story|article|reporting|file|piece)?\b"
STAFF = r"(?:from )?(?:staff|wire|agency|agencies|news service)(?: and (?:staff|wire|agency))? (?:reports?|reporters?|writers?)|from [\w.'’& ]{2,40}\bwire (?:reports?|services?)"
CAPTION_LABELS = (
    r"(?:caption|pictured(?: above| below| left| right)?|file(?: (?:photo|picture|image))?|photo|image|in this (?:\w+ )?(?:photo"
    r"|image|picture|frame)|picture shows)"
)


def compiled(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern for all of these forms."""
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)
