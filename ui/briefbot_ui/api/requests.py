"""What programs send, checked: a type for programs to read, and for each field a sentence on what it takes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from briefbot import QuestionError, is_text
from briefbot.phrases import KINDS

MOST_DOCUMENTS = 100  # of one page
MOST_HISTORY = 50
MOST_OFFSET = 10**9
_MOST_NAMES = 1000
_MOST_IDS = 10_000
_REFUSED = "refused"  # the type of an error whose message is a sentence of ours
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
_Checked = TypeVar("_Checked", bound="Checked")


def says(words: str | Callable[[object], str]) -> WrapValidator:
    """Return a validator that tells of whatever is wrong with a field in one sentence, or what makes one of a value."""

    def check(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            said = words if isinstance(words, str) else words(value)
            raise PydanticCustomError(_REFUSED, "{said}", {"said": said}) from None

    return WrapValidator(check)


def _question(value: object) -> str:
    if isinstance(value, str):
        return "The question is not valid text: it holds half of a surrogate pair."
    return f"A question is a string, not {type(value).__name__}."


def _as_day(value: object) -> object:
    """Return the day that is written as year-month-day; anything else stays, and is refused."""
    return dt.date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def _as_number(value: object) -> object:
    """Return the whole number that stands in an address; anything else stays, and is refused."""
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


def _texts(name: str, most: int) -> Any:
    return says(f"{name} is a list of at most {most:,} strings.")


def _documents(value: object) -> str:
    if value == []:  # as a collection may have become: all articles are not what is meant
        return "documents names no article. Leave it out to choose all."
    return f"documents is a list of at most {_MOST_IDS:,} strings."


def _day(name: str) -> Any:
    return says(f"{name} is a day, written as year-month-day, for example: 2025-11-19")


def _text(value: str) -> str:
    """Return a text. Raises ValueError for what is none: half of a surrogate pair, which JSON can name."""
    if not is_text(value):
        raise ValueError("half of a surrogate pair")
    return value


_Text = Annotated[str, AfterValidator(_text)]
Question = Annotated[
    _Text,
    says(_question),
    Field(description="The question, in English, at most 1,000 characters."),
]
_Names = Annotated[list[_Text], Field(max_length=_MOST_NAMES)]
_Day = Annotated[dt.date, BeforeValidator(_as_day, json_schema_input_type=dt.date)]


def _example(**fields: JsonValue) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Checked(BaseModel):
    """What a program sends: nothing is converted, and a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Restriction(Checked):
    """The articles that something is asked of; of several fields, an article meets each. By default all articles."""

    outlets: Annotated[_Names | None, _texts("outlets", _MOST_NAMES)] = Field(
        None, description="Only articles of these outlets, spelled as the articles spell them."
    )
    sources: Annotated[_Names | None, _texts("sources", _MOST_NAMES)] = Field(
        None, description="Only articles of these sources of the index, by their names."
    )
    since: Annotated[_Day | None, _day("since")] = Field(
        None, description="Only articles published on this day or later."
    )
    until: Annotated[_Day | None, _day("until")] = Field(
        None, description="Only articles published on this day or earlier."
    )
    documents: Annotated[Annotated[list[_Text], Field(min_length=1, max_length=_MOST_IDS)] | None, says(_documents)] = (
        Field(None, description="Only these articles, by their ids.")
    )
    collection: Annotated[_Text | None, says("collection is the name of a saved collection.")] = Field(
        None, description="Only the articles that this saved collection has now."
    )
    as_of: Annotated[_Day | None, _day("as_of")] = Field(
        None, description="As if nothing had been published after this day; articles without a date stay."
    )


class AskOptions(Restriction):
    """How a question is asked, beside its words."""

    as_written: Annotated[bool, says("as_written is true or false.")] = Field(
        False, description="Read no word as another, work out no day that the question states, guess no kind."
    )
    kind: Annotated[_Text | None, says("kind is the name of a kind of reply, such as quote or brief.")] = Field(
        None,
        description="The kind of reply that is wanted; by default the one that the question asks for.",
        json_schema_extra={"examples": list(KINDS)},
    )


class Ask(AskOptions):
    """A question."""

    model_config = _example(
        question="How many people took part in the ferry strike?", since="2025-10-01", outlets=["Harbour Wire"]
    )

    question: Question
    history: Annotated[
        Annotated[list[_Text], Field(max_length=MOST_HISTORY)] | None, _texts("history", MOST_HISTORY)
    ] = Field(None, description="Earlier questions of the conversation, oldest first.")


class Brief(Restriction):
    """A topic; without one it is a brief of the articles that are chosen, at most 20."""

    model_config = _example(topic="the ferry strike", length="short")

    topic: Annotated[_Text, says("topic is a string of text.")] = Field("", description="What the brief is of.")
    length: Annotated[Literal["short", "medium", "long"], says("length is short, medium or long.")] = Field(
        "medium", description="At most 3, 5 or 8 sentences."
    )


class Search(Restriction):
    """A question or words to search for."""

    model_config = _example(question="ferry strike", count=3)

    question: Question
    count: Annotated[int, Field(ge=1, le=50), says("count is a whole number from 1 to 50.")] = Field(
        8, description="How many passages."
    )


_Offset = Annotated[int, Field(ge=0, le=MOST_OFFSET, description="How many articles to pass over.")]
_Limit = Annotated[int, Field(ge=1, le=MOST_DOCUMENTS, description="How many articles to list.")]
_OFFSET = says(f"offset is a whole number from 0 to {MOST_OFFSET:,}.")
_LIMIT = says(f"limit is a whole number from 1 to {MOST_DOCUMENTS}.")


class Listing(Restriction):
    """A page of the list of articles."""

    offset: Annotated[_Offset, _OFFSET] = 0
    limit: Annotated[_Limit, _LIMIT] = 50


class ListingQuery(Listing):
    """A page of the list of articles, as it stands in an address, where numbers are written in digits."""

    offset: Annotated[_Offset, BeforeValidator(_as_number, json_schema_input_type=_Offset), _OFFSET] = 0
    limit: Annotated[_Limit, BeforeValidator(_as_number, json_schema_input_type=_Limit), _LIMIT] = 50


def checked(model: type[_Checked], **values: object) -> _Checked:
    """Return what a program sends as `model`. Raises QuestionError, with a sentence, for what is wrong with it."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise QuestionError(sentence(error.errors()[0])) from None


def sentence(error: Mapping[str, Any]) -> str:
    """Return what is wrong with what a program sent, of an error as pydantic tells it."""
    field = ".".join(str(part) for part in error["loc"] if part not in ("body", "query", "path"))
    match error["type"]:
        case "refused":
            return str(error["msg"])
        case "missing":
            return f"{field} is missing." if field else "The body is missing: send a JSON object."
        case "extra_forbidden":
            return f"{field.encode('ascii', 'backslashreplace').decode()[:60]} is no field of this request."
        case "json_invalid":
            return "The body is not JSON."
        case _:
            return f"{field} cannot be read: {error['msg']}." if field else "The body is a JSON object."
