"""Settings: all parameters of the model as one validated, immutable value.

The parameters themselves are declared in ``model/parameters/``, one file per section. An invalid
setting raises an InputError that gives its name, value, bounds and valid values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from scomm.model.display import html_table
from scomm.model.errors import InputError, nearest, plain, shown
from scomm.model.named_file import NamedFile, named_file, read_path
from scomm.model.parameters.booking import BookingSettings
from scomm.model.parameters.constraints import check
from scomm.model.parameters.courts import CourtSettings
from scomm.model.parameters.crime import CrimeSettings
from scomm.model.parameters.deployment import DeploymentSettings
from scomm.model.parameters.detention import DetentionSettings
from scomm.model.parameters.digest import Digest
from scomm.model.parameters.parameter import Parameter, parameter_of, toml_value
from scomm.model.parameters.places import PlaceSettings
from scomm.model.parameters.policing import PolicingSettings
from scomm.model.parameters.population import PopulationSettings
from scomm.model.parameters.practice import PracticeSettings
from scomm.model.parameters.reporting import ReportingSettings
from scomm.model.parameters.time import TimeSettings
from scomm.model.parameters.trust import TrustSettings
from scomm.model.reading.files import parse_toml, read_text
from scomm.model.reading.values import READERS, read_date_text

SECTIONS: Final[dict[str, type[BaseModel]]] = {
    "time": TimeSettings,
    "places": PlaceSettings,
    "population": PopulationSettings,
    "crime": CrimeSettings,
    "reporting": ReportingSettings,
    "trust": TrustSettings,
    "policing": PolicingSettings,
    "booking": BookingSettings,
    "courts": CourtSettings,
    "practice": PracticeSettings,
    "detention": DetentionSettings,
    "deployment": DeploymentSettings,
}


class Settings(
    TimeSettings,
    PlaceSettings,
    PopulationSettings,
    CrimeSettings,
    ReportingSettings,
    TrustSettings,
    PolicingSettings,
    BookingSettings,
    CourtSettings,
    PracticeSettings,
    DetentionSettings,
    DeploymentSettings,
):
    """All parameters of a run.

    ``Settings.parameters()`` and ``scomm parameters`` list them with units, bounds and sources.
    The text form of settings shows only the values that differ from the defaults.

    Args:
        values: Settings by name; omitted ones have their default.

    Raises:
        InputError: A name is unknown, a value is of the wrong type or out of its bounds, or values
            contradict each other.

    Example:
        >>> from scomm import Settings
        >>> Settings(community_trust=0.7, weeks=52)
        Settings(weeks=52, community_trust=0.7)
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def __init__(self, **values: Any) -> None:
        """Create settings from values by name; omitted ones have their default."""
        # Read once: pydantic builds the mapping again at every access.
        known = type(self).model_fields
        if not values.keys() <= known.keys():
            unknown = next(name for name in values if name not in known)
            raise InputError(
                f"No setting is called {shown(unknown)}; `scomm parameters` lists them all."
                + nearest(unknown, known)
            )
        try:
            super().__init__(**{name: typed(name, value) for name, value in values.items()})
        except ValidationError as error:
            raise InputError(_sentence(error)) from None
        check(self.__dict__)

    def replace(self, **changes: Any) -> Self:
        """Return a copy of these settings with changes.

        For speed, since a sweep makes hundreds of thousands of settings, only these are validated
        again: the changes, their section if it has constraints between its settings, and the
        constraints between sections.

        Args:
            changes: New values by name.

        Returns:
            The changed settings; the original ones are not modified.

        Raises:
            InputError: As for new settings.

        Example:
            >>> from scomm import scenario
            >>> scenario("county").replace(community_trust=0.7).community_trust
            0.7
        """
        try:
            changed = self.model_copy(update=_validated(self.__dict__, changes))
            check(changed.__dict__)
        except (KeyError, ValidationError, InputError):
            # Validate all of them for the error message.
            return type(self)(**{**self.__dict__, **changes})
        return changed

    def with_files(self, folder: Path | None = None) -> Self:
        """Return a copy of these settings with the content of the files that they name.

        Runs of the copy do not depend on later changes of the files.

        Args:
            folder: Folder of relative paths; None is the working directory.

        Raises:
            InputError: A file cannot be read.
        """
        named = {name: getattr(self, name) for name in FILE_SETTINGS if getattr(self, name)}
        return self.model_copy(
            update={name: named_file(path, folder) for name, path in named.items()}
        )

    def changes(self) -> dict[str, Any]:
        """Return the values that differ from the defaults, by name, in the order of ``parameters``.

        >>> Settings(weeks=52).changes()
        {'weeks': 52}
        """
        fields = type(self).model_fields
        values = {name: getattr(self, name) for name in _SECTION}
        return {name: value for name, value in values.items() if value != fields[name].default}

    def __repr__(self) -> str:
        """Return an expression that creates equal settings."""
        return f"Settings({', '.join(f'{n}={v!r}' for n, v in self.changes().items())})"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        known = {each.name: each for each in self.parameters()}
        changes = self.changes()
        return html_table(
            f"Settings: {len(changes)} of {len(known)} differ from the defaults.",
            ("setting", "value", "default", "unit", "meaning"),
            [
                (name, value, known[name].value, known[name].unit, known[name].meaning)
                for name, value in changes.items()
            ],
        )

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """Read settings from a TOML file of ``name = value`` lines, and the files that they name.

        Args:
            path: The TOML file; relative paths in it are relative to its folder.

        Raises:
            InputError: A file cannot be read, or the settings are not valid.
        """
        subject = plain(path)
        found = cls(**parse_toml(read_text(path, subject), subject))
        return found.with_files(Path(path).parent)

    def to_toml(self) -> str:
        """Format all settings as TOML, with a comment line before each section."""
        lines: list[str] = []
        for section, fields in SECTIONS.items():
            lines.append(f"# {section}")
            lines += [f"{n} = {toml_value(getattr(self, n))}" for n in fields.model_fields]
            lines.append("")
        return "\n".join(lines)

    def digest(self) -> str:
        """Hash all values, and the content of a named table, to the identity of the settings.

        The content of a named table stands for its path.

        Returns:
            SHA-256 as 64 hex digits.

        Raises:
            InputError: A file cannot be read.
        """
        if self.places == "table" and not isinstance(self.table, NamedFile):
            return self.with_files().digest()
        return _DIGEST.of(self.__dict__)

    @classmethod
    def parameters(cls) -> list[Parameter]:
        """List all parameters with their unit, bounds, source and status, in order of section."""
        return [
            parameter_of(section, name, field)
            for section, fields in SECTIONS.items()
            for name, field in fields.model_fields.items()
        ]


def _reader(field: Any) -> Callable[[object], Any]:
    """Select the function that reads a setting's value, by its default's type and its unit."""
    unit = field.json_schema_extra["unit"]
    known = {"date": read_date_text, "path": read_path}
    return known.get(unit, READERS[type(field.default)])


_READER: Final = {
    name: _reader(field)
    for section in SECTIONS.values()
    for name, field in section.model_fields.items()
}
_SECTION: Final = {name: section for section in SECTIONS.values() for name in section.model_fields}


@cache
def _validator(name: str) -> Callable[[Any], Any] | None:
    """Return the validator of a single setting; None if its section validates several together."""
    section = _SECTION[name]
    if section.__pydantic_decorators__.model_validators:
        return None
    field = section.model_fields[name]
    annotated: Any = Annotated[field.annotation, field]
    adapter: TypeAdapter[Any] = TypeAdapter(annotated)
    return adapter.validate_python


def _validated(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Validate changes, together with the unchanged ``values`` of a section where it needs them."""
    valid: dict[str, Any] = {}
    together: dict[type[BaseModel], dict[str, Any]] = {}
    for name, given in changes.items():
        validate = _validator(name)
        value = typed(name, given)
        if validate is not None:
            valid[name] = validate(value)
        else:
            section = _SECTION[name]
            fields = section.model_fields
            together.setdefault(section, {each: values[each] for each in fields})[name] = value
    for section, part in together.items():
        found = section.model_validate(part)
        valid |= {name: getattr(found, name) for name in part if name in changes}
    return valid


FILE_SETTINGS: Final = frozenset(
    name
    for name, field in Settings.model_fields.items()
    if isinstance(extra := field.json_schema_extra, dict) and extra["unit"] == "path"
)
"""The settings whose values are paths of files."""

_DIGEST: Final = Digest({name: field.default for name, field in Settings.model_fields.items()})


def reader(name: str) -> Callable[[object], Any]:
    """Return the function that converts a value of any accepted type for the setting ``name``."""
    return _READER[name]


def typed(name: str, given: object) -> Any:
    """Convert a value of any accepted type to the type of the setting ``name``.

    Bounds are not checked. For example, ``typed("weeks", "60")`` is 60, and True is invalid.

    Raises:
        InputError: The value cannot be converted.
        KeyError: There is no such setting.
    """
    try:
        return _READER[name](given)
    except InputError:
        raise InputError(_refused(name, given)) from None


def _sentence(error: ValidationError) -> str:
    """Format the first error of pydantic as one sentence."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "settings"
    if name not in Settings.model_fields:
        return str(first["msg"]).removeprefix("Value error, ").rstrip(".") + "."
    if first["type"] == "value_error":
        return f"{name} {str(first['msg']).removeprefix('Value error, ').rstrip('.')}."
    return _refused(name, first["input"])


def _refused(name: str, given: object) -> str:
    allowed = next(each.allowed for each in Settings.parameters() if each.name == name)
    return f"{name} is {shown(given)}; it must be {allowed}."
