"""Bad rows that do not tell their visit, or not for sure: which visits may be theirs, and so are not whole."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec import Struct

from cleanclaim.exchange.files.column_names import read_as
from cleanclaim.exchange.files.name_keys import name_key

_PAIR = re.compile(r'"((?:[^"\\]|\\.){1,60})"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([\w.+-]+))')
_NAMING = {"visitid": "visit_id", "patientid": "patient_id", "servicedate": "service_date"}


class Strays(Struct, gc=False):
    """What bad rows tell: texts that may be a visit's number, whole patients and days, and patients' days."""

    texts: set[str]
    patient_days: set[tuple[str, object]]
    patients: set[str]
    days: set[object]

    def take_texts(self, texts: Collection[str], day_of: Callable[[str], object]) -> None:
        """Take a torn row: any of its texts may be the visit's number, or patient and day."""
        days = {day for day in map(day_of, texts) if day is not None}
        self.texts.update(texts)
        if days:
            self.patient_days.update((text, day) for text in texts for day in days)
        else:
            self.patients.update(texts)

    def may_be_of(self, number: object, patient: object, day: object) -> bool:
        """Whether one of the rows may belong to the visit of this number (or what else tells visits apart)."""
        return (
            number in self.texts or (patient, day) in self.patient_days or patient in self.patients or day in self.days
        )


def texts_of(row: object) -> list[str]:
    """The texts of a row that could not be taken apart: its cells, or of a broken line of JSON what names its visit."""
    if isinstance(row, str):
        return list(dict.fromkeys(_naming_texts(row)))
    if isinstance(row, dict):
        values: Iterable[object] = (value for name, value in row.items() if _names_visit(str(name)))
    else:
        values = row if isinstance(row, list | tuple) else ()
    texts = (str(value).strip() for value in values if value is not None and not isinstance(value, list | dict))
    return [text for text in texts if text]


def _names_visit(name: str) -> str | None:
    key = name_key(name)
    field = _NAMING.get(key) or (read_as(key) or ("",))[0]
    return field if field in _NAMING.values() else None


def _naming_texts(line: str) -> Iterator[str]:
    for name, text, bare in _PAIR.findall(line):
        if _names_visit(name) and (text or bare):
            yield (text or bare).strip()
