"""The forms of `conversation.wordings`, each with what makes its reply from the turn before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefbot.composing.context import Context
from briefbot.composing.follow_up.about_reply import counted, published, source, sure, when, which
from briefbot.composing.follow_up.further import more, size
from briefbot.composing.follow_up.turn import Answering, Earlier
from briefbot.conversation import Form
from briefbot.replies import Reply

FORMS: Mapping[Form, Callable[[Context, Answering, Earlier], Reply | None]] = {
    Form.MORE: more,
    Form.SURE: sure,
    Form.SOURCE: source,
    Form.WHEN: when,
    Form.PUBLISHED: published,
    Form.SIZE: size,
    Form.WHICH: which,
    Form.COUNT: counted,
}
