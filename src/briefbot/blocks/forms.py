"""The words by which furniture, notes, credits and captions are known, as data: no name of an outlet is among them.

Each entry is a pattern for one kind of line, in lower case, applied ignoring case. A second language is more entries.
What has no words of its own is known by its shape and place, in `credit_lines` and `finding`.
"""

from __future__ import annotations

import re

from briefbot.text.sentence_ends import LATIN

_SOME, _MORE = (f"[^{LATIN}]{{0,{most}}}" for most in (50, 80))  # words of the same sentence
_PLATFORM = (
    r"(?:twitter|x|facebook|instagram|tiktok|you ?tube|linked ?in|threads|flipboard|pinterest|snapchat|reddit|mastodon"
    r"|bluesky|whats ?app|telegram|google news|apple news|spotify|social media)"
)
_LETTER = r"(?:newsletters?|inbox|e-?mails?|mailing list|letters?|alerts?|text (?:messages?|group)|briefings?|digest)"
_QUIZ = r"(?:quiz|crossword|sudoku|word ?search)"
_SIGN = r"(?:sign up|subscribe)"

# Lines that are nothing but these words, whatever closes them (": ", ">", "..."), and a run of links follows.
ANNOUNCES_LINKS = (
    r"read (?:more|next|also|on)(?: (?:about|on) (?:this|the) (?:topic|story|subject))?",
    r"(?:related|recommended|similar|further|suggested|popular)(?: (?:articles?|stor(?:y|ies)|links?|content|coverage"
    r"|topics?|news|reading|videos?|posts?))?(?: for you)?",
    r"(?:see|read|watch) also",
    r"more (?:news|stories|coverage|reading|to read|to explore|like this|on this(?: story| topic)?)"
    r"(?: to know(?: now)?)?",
    r"more from [\w.'’& -]{2,40}",
    r"(?:most|what to) (?:read|popular|viewed|shared|discussed|watched)(?: next| now)?",
    r"(?:trending|top stories|editors?['’]s? picks?|don['’]t miss|in case you missed it|just for subscribers)"
    r"(?: now| today)?",
    r"you (?:may|might) (?:also )?(?:like|have missed|be interested in)",
)
# The same of an advertisement: only the rest of its own paragraph goes with it.
ANNOUNCES_ADVERTISEMENT = (r"(?:skip )?advertisements?|advertise?ment feature|sponsored(?: content| by .{2,40})?",)
# The same of a quiz: its questions and the choices follow.
ANNOUNCES_QUIZ = (rf"(?:the |our |today['’]s )?(?:\w+['’]?s? )?{_QUIZ}(?: time| of the (?:day|week|month|year))?",)

# Lines that are nothing but these words, and announce nothing.
ALONE = (
    r"(?:story|article|text) continues (?:below|after) .{2,40}|continue reading(?: .{2,40})?",
    r"scroll (?:down )?to continue|advertisement .{0,20}(?:continue|below)\b.{0,40}",
    # Buttons of a page.
    r"share|tweet|print|e-?mail|save|copy(?: the)? link|log ?in|sign (?:in|up)|log out|subscribe(?: now| today)?|menu",
    r"search|close|back to top|prev(?:ious)?(?: next)?|next|show (?:more|less|all)|view (?:gallery|all|comments?)|hide",
    r"gallery|newsletters?|home|up next|skip to (?:main )?content|loading|watch(?: now| live)?|listen(?: now)?|donate",
    r"(?:\d+ )?comments?(?: \(?\d+\)?)?|leave a comment|post a comment|join the conversation|have your say",
    # How long it takes to read: said of the page, not of the world.
    r"(?:reading time:? )?(?:about )?\d{1,3}[ -]min(?:ute)?s?(?: (?:read|to read|reading time))?",
    # What stands on a picture.
    r"enlarge(?: (?:this )?image)?|open image in new window|image caption|click to enlarge|(?:toggle|hide) caption",
)

# Lines that begin so, and are short enough to be of the page.
BEGINS = (
    # A label, a colon and the headline of another story.
    r"(?:read|see|watch|listen|hear|more|related|previously|recap|live|follow|in pictures|in photos|photos|gallery"
    r"|videos?|podcasts?|quiz|interactive|explainer|must read|don['’]t miss|read more|read next|read also|see also"
    r"|watch live|listen to|follow live|live updates?|live blog|live coverage|follow live updates|follow every \w+"
    r"|more (?:on|about|from) [^:]{2,60}|related (?:stor(?:y|ies)|articles?|video|content|coverage)|full coverage"
    r"|share (?:this|on|via)[^:]{0,40}|go deeper|up next|tags?|topics|filed under|our standards)\s?:(?=\s?\S)",
    # Sign-up boxes.
    rf"sign(?:ing)? up (?:for|to|here|now|today|below)\b"
    rf"(?=.{{0,160}}\b(?:{_LETTER}|updates?|subscri\w+|for free|here)\b)",
    rf"(?:get|receive|want) {_SOME}\b(?:{_LETTER}|delivered)\b"
    r"(?=.{0,300}\b(?:sign|subscribe|deliver|inbox|newsletter))",
    r"subscribe (?:to|for|now|today|here)\b(?! to (?:the|a) (?:view|idea|theory))",
    rf"(?:join|enter) {_SOME}\b(?:{_LETTER}|readers|subscribers|e-?mail address)\b",
    r"would you like to receive\b|want to know more\?|we['’]ll (?:e-?mail|send) you\b|(?:you can )?unsubscribe\b",
    r"stay in the (?:conversation|loop)\b|what['’]s everyone talking about\?",
    r"(?:this|the|our) [\w.'’& -]{0,40}\b(?:newsletter|mailing list)\b[^.]{0,40}"
    r"\b(?:provides|brings|delivers|is free)\b",
    # Where else the outlet is.
    rf"(?:follow|join|like|find|friend|connect with|reach) {_MORE}\b(?:on|at)(?: our)? {_PLATFORM}\b",
    r"(?:download|get) (?:the|our) (?:free )?(?:[\w'’]+ ){0,3}app\b",
    rf"(?:get|find) {_MORE}\bby listening to our podcasts?\b",
    r"listen to (?:our|this|the latest) (?:podcast|episode|article)",
    # Where the page has more.
    rf"(?:for the latest|for more|for full coverage|follow along|keep up)\b{_MORE}"
    r"\b(?:live (?:updates|blog|coverage|page)|see our|read our|click here|visit|go to|follow)\b",
    r"(?:see|follow|read|visit|check out) our (?:live|latest|full|other|previous|daily|complete|blog|page|guide)\b",
    r"(?:click|tap) (?:here|the|on|to)\b|(?:check|see|find) your local forecast\b",
    rf"(?:take|play|try|test) {_SOME}\b{_QUIZ}\b",
    # Letters to the newsroom, and money for it.
    r"(?:do you )?(?:have|got) (?:a|any) (?:[\w-]+ ){0,2}(?:tips?|story ideas?|idea for)\b|have an idea for\b",
    r"send (?:us )?(?:your )?tips\b|contact (?:us|the newsroom|our)\b",
    rf"(?:please )?(?:support|consider supporting|help (?:us )?support|help fund)\b{_MORE}"
    r"\b(?:journalism|reporting|newsroom|our work)\b",
    # Walls: cookies, consent, subscriptions.
    r"(?:we|this (?:web)?site|this page|our (?:web)?site|accept|manage|your privacy"
    r"|by (?:continuing|clicking|signing|subscribing|using|submitting))\b[^.]{0,100}"
    r"\b(?:cookies?|privacy (?:policy|notice)|terms of (?:use|service))\b",
    r"we will (?:only )?use (?:the|your) (?:details|information|data|e-?mail)\b",
    r"if you wish to object to the use\b|['‘\"“]we['’\"”] includes\b",
    r"(?:this (?:article|story|content)|the rest) is (?:only )?(?:available |reserved )?(?:only )?"
    r"(?:for|to) (?:\w+ )?subscribers",
    r"you (?:have|['’]ve) (?:read|reached|used|\d+)\b[^.]{0,60}\b(?:articles?|limit)\b|to (?:continue|keep) reading\b",
    r"already (?:a |an )?(?:subscriber|member|registered|have an account)\b|create (?:a|your) (?:free )?account\b",
    r"(?:unlock|get) unlimited\b|(?:start|try) your (?:free )?(?:trial|subscription)\b",
    r"(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:\d{4}\b|[a-z]{2}).{2,160}$(?<!\.)|copyright \d{4}\b.{2,160}$",
    # Of a letter, not what it says.
    r"this (?:e-?mail|message)(?: and any attachments?)? (?:is|are|may|contains?)\b.{0,60}"
    r"\b(?:confidential|privileged|intended)\b|sent from my \w+",
    # Players and advertisements.
    r"video (?:ad feedback|player was slow)|\d+\. how relevant is this ad|now playing\b|ad feedback\b",
    r"this video (?:is not|isn['’]t|can(?:no|['’])t)\b|your browser (?:does|is)\b",
    r"(?:please )?enable javascript\b|javascript (?:is|must)\b",
    # Of shops that pay for links.
    r"recommendations are independently|(?:purchases|items) you (?:make|buy)|we may (?:earn|receive) an?\b",
    # A story that was a letter before.
    rf"(?:editor['’]s? note:? )?an? (?:version|edition) of this (?:story|article|column|piece)\b"
    rf"(?=.{{0,300}}{_LETTER})",
)

# Words that no line of news has, wherever in a line they stand.
HOLDS = (
    rf"\b{_SIGN}(?: for free)? here\b",
    rf"\b(?:{_SIGN}(?: now)? (?:for|to) our"
    rf"|(?-i:Sign up|SIGN UP|Subscribe)(?: now)? (?:for|to) (?:the|[\w.'’]+['’]s))\b{_MORE}\b{_LETTER}\b",
    r"\b(?:delivered|straight|right|directly)[\w ]{0,20} (?:to|in|into) your inbox\b|^[\w'’& -]{2,40} in your inbox:",
    r"\byou can unsubscribe at any time\b|\ball rights reserved\b",
    r"\bmay not be (?:published, broadcast|reproduced)\b",
    r"\bshop(?:ping)? (?:needs|advice) .{0,60}\b(?:covered|delivered)\b",
    r"\bsubscriber-only\b|\bbecome an? [\w ]{2,40}\bsubscriber\b",
)

# Notes of the editors about the text. A correction is none: it speaks for the right figure.
NOTES = (
    r"editor(?:ial|s['’]|['’]s)?(?: team)? note\b",
    rf"(?:this|our) (?:breaking )?(?:story|article|report|post|page|file|headline)\b{_SOME}"
    r"\b(?:(?:has|have) been|was|is being|is|will be) (?:[a-z]+ly )?(?:and will be )?updated\b",
    r"(?:this is an? )?(?:breaking|developing)(?: news)? (?:story|report)\b|check back for\b|more to come\b",
    r"an? (?:version|edition) of this (?:story|article|column|piece|interview)\b",
    r"(?:prices|details|information|deals)(?: and \w+)? (?:were|are|is|was) (?:accurate|correct) at the time\b",
    r"this (?:interview|conversation|transcript|article) (?:has been|was) (?:lightly )?"
    r"(?:edited|condensed|translated)\b",
    r"the (?:opinions|views) expressed (?:in|here|are)\b",
)
SPEAKS_FOR_A_FIGURE = re.compile(
    r"\b(?:corrects?|corrected|corrections?|correcting|clarif\w+|misstated|(?:earlier|previous) version)\b",
    re.IGNORECASE,
)

# What labels a picture's maker, before a colon or "by".
PICTURE_LABELS = (
    r"(?:[\w-]+ )?(?:photo(?:graph)?s?|pictures?|images?|illustrations?|graphics?|artwork|footage|videos?)"
    r"(?: credits?)?"
)
# What labels who made an article, before a colon or "by".
WRITER_LABELS = (
    r"(?:additional |further |original )?(?:words|text|story|stories|report|reporting|reported|written|writing"
    r"|interviews?|research|edited|editing|editors?|produced|producers?|production|compiled|translated|translation"
    r"|authors?|byline|contribut(?:ing|ions?|ors?)|source|credits?|from our correspondent)"
)
# How a writer is reached; an address or a handle must stand in the same line. The first begins a line.
CONTACTS = (
    r"(?:reach|contact|follow|e-?mail|tweet|message) (?:(?:him|her|them|me|us)\b|@|on twitter"
    r"|(?:the )?(?:author|reporter|writer)\b|(?:reporter )?[^.\d@]{3,40}? (?:at|on|via)\b)",
    r"(?:can be|may be) (?:reached|contacted|e-?mailed) (?:at|on|via|by)\b|\bis on twitter\b",
    r"\b(?:covers|writes about|reports on"
    r"|(?:is|was) an? [\w -]{2,40}(?:reporter|writer|columnist|editor|correspondent|journalist))\b",
)
CONTRIBUTED = r"\bcontributed (?:to|reporting (?:to|for)) (?:this|the) (?:report|story|article|reporting|file|piece)\b"
STAFF = (
    r"(?:from )?(?:staff|wire|agency|agencies|news service)(?: and (?:staff|wire|agency))? "
    r"(?:reports?|reporters?|writers?)|from [\w.'’& ]{2,40}\bwire (?:reports?|services?)"
)
CAPTION_LABELS = (
    r"(?:caption|pictured(?: above| below| left| right)?|file(?: (?:photo|picture|image))?|photo|image"
    r"|in this (?:\w+ )?(?:photo|image|picture|frame)|picture shows)"
)


def compiled(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern for all of these forms."""
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)
