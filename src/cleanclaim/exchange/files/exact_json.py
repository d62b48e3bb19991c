"""JSON as we read it: numbers keep the text they were written in, so no amount is ever rounded."""

import json

from cleanclaim.exchange.files.visit_values import UnreadableError, quoted


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableError(f"an object gives {quoted(twice)} twice.", "Keep one of them.")
    return result


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str)


def decode(text: str) -> object:
    """The value that `text` writes, each number as its text. Raises UnreadableError where it is not JSON."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, character {error.colno}" if error.lineno > 1 else f"character {error.colno}"
        raise UnreadableError(
            f"this is not JSON from {where} on: {error.msg}.", "Check that the file is whole, and fix it there."
        ) from None
    except RecursionError:
        raise UnreadableError("the JSON is nested too deeply.", "A visit has services; they have fields.") from None
