"""HTML from templates: every value is escaped, so what a reader sees is what is stored, and none of it becomes markup.

Everything in an article, a title or a question is untrusted. All HTML of the chat stands in the folder `templates`
(Jinja2 with autoescape), and none in Python.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from briefbot.phrases import ANOTHER_KIND, SCALE, YOU_CAN_ASK, clipped, count_of, day
from briefbot.presentation import Block
from briefbot_ui.short_names import title_of

_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")  # HTML cannot carry NUL, UTF-8 cannot carry half a surrogate pair


def render(template: str, **values: Any) -> str:
    """Return a template of the folder `templates` with its values filled in, as HTML."""
    return _ENVIRONMENT.get_template(template).render(**values)


def text(untrusted: str) -> str:
    """Escape a text as HTML that shows exactly it, also inside a double-quoted attribute.

    NUL and unpaired surrogates become U+FFFD. A carriage return is written out because parsers rewrite it.
    """
    return str(escape(_UNSHOWABLE.sub("\ufffd", untrusted))).replace("\r", "&#13;")


def is_web_address(source: str) -> bool:
    """Return whether a source is plainly a web address, which may become a link."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _finalized(value: Any) -> Any:
    return Markup(text(value)) if isinstance(value, str) and not isinstance(value, Markup) else value  # noqa: S704


def _block_kind(block: Block) -> str:
    """Return the name of the kind of a block, as its template has it: that of a KindChoice is kind_choice."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", type(block).__name__).lower()


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    finalize=_finalized,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters.update(clipped=clipped, day=day, block_kind=_block_kind)
_ENVIRONMENT.globals.update(
    count_of=count_of, title_of=title_of, another_kind=ANOTHER_KIND, scale=SCALE, you_can_ask=YOU_CAN_ASK
)
_ENVIRONMENT.tests["web_address"] = is_web_address
