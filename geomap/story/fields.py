"""The types of the story's fields, and what every part of a story has in common.

Pydantic's door, with ``model`` and ``journey``. Field names follow the field's standards: SFM for citations and claim
status, TimeMap for sources, Linked Places for places, Darwin Core for the uncertainty of a position, EDTF for dates.
Every field's description is what editors show while an author types (through ``geomap schema``).
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)

from geomap.address import folder_address
from geomap.story.nodes import Plain


def read_number(value: object) -> object:
    """An unquoted number becomes one; text in quotation marks stays text, and is refused."""
    number = value.number() if isinstance(value, Plain) else None
    return value if number is None else number


def _boolean(value: object) -> object:
    boolean = value.boolean() if isinstance(value, Plain) else None
    return value if boolean is None else boolean


def _one_line(value: str) -> str:
    return re.sub(r"\s*\n\s*", " ", value) if "\n" in value else value


# Editors take an unquoted 2017 or 300 for a number; the loader keeps it as the text that the field wants.
_TEXT_OR_NUMBER = WithJsonSchema({"type": ["string", "number"]})

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$")]
Line = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_one_line)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
FolderAddress = Annotated[Line, AfterValidator(folder_address)]
Edtf = Annotated[str, _TEXT_OR_NUMBER]
Value = Annotated[Line, _TEXT_OR_NUMBER]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Lon = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-180, le=180), BeforeValidator(read_number)]
Lat = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-90, le=90), BeforeValidator(read_number)]
RadiusKm = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=20_000), BeforeValidator(read_number)]
Figure = Annotated[int, Field(strict=True, ge=0, le=10**15), BeforeValidator(read_number)]
Flag = Annotated[bool, Field(strict=True), BeforeValidator(_boolean)]


class Part(BaseModel):
    """A part of a story: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Measure = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=1e6), BeforeValidator(read_number)]


class Amount(Part):
    """A length or a duration as reported, from ``low`` to ``high``; a number alone stands for both."""

    low: Measure
    high: Measure

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        number = value.number() if isinstance(value, Plain) else value
        if not isinstance(number, int | float) or isinstance(number, bool):
            return value
        if number <= 0:  # else it would be told of low and of high
            raise ValueError("must be more than 0")
        return {"low": value, "high": value}

    @model_validator(mode="after")
    def _rising(self) -> Amount:
        if self.low > self.high:
            raise ValueError("low and high must not fall")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, handler(core_schema)]}

    @property
    def span(self) -> tuple[float, float]:
        """Both as a pair."""
        return self.low, self.high


class SourceRef(Part):
    """Who says a thing, where in the text, and how that source spells the place; in a story, the id alone will do."""

    source: Id
    locator: Line | None = Field(default=None, description="Paragraph, page or time code.")
    where_as_reported: Line | None = Field(default=None, description="The place as this source spells it.")

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, value: Any) -> Any:
        return {"source": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "description": "Id of the source."}, handler(core_schema)]}
