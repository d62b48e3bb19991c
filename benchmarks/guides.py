"""Our guides of the 837P and the 835 beside other transcriptions: what differs in usage, repeats and codes.

    python -m benchmarks.guides
    python -m benchmarks.guides X222A1-HC837.rb X221A1-HP835.rb

The first beside pyx12's maps, which are installed for the tests; the second beside stupidedi's guides, whose files are
read where you put them. Nothing of either is kept here.
"""

import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Xml

from cleanclaim.exchange.x12.guide import UNLIMITED, Element, Loop, Use, load_guide

MAPS = {"837p": "837.5010.X222.A1.xml", "835": "835.5010.X221.A1.xml"}
ENVELOPES = {"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"}


class GuideSegment(NamedTuple):
    """A segment at a place of a guide: its usage, how often it may come, the usage and the codes of each element."""

    loop: str
    segment: str
    usage: str
    most: int
    elements: dict[str, tuple[str, frozenset[str]]]
    opens: bool = False
    """Whether it begins its loop: some write of it what is so of the loop."""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its first two elements, which tell it from others of its name."""
        return frozenset().union(*(codes for name, (_, codes) in self.elements.items() if name[:2] in {"01", "02"}))

    @property
    def name(self) -> str:
        """Where it is and what tells it from others: `2300 REF G1`."""
        told = "/".join(sorted(self.elements.get("01", ("", frozenset()))[1])[:3])
        return " ".join(filter(None, (self.loop, self.segment, told if len(told) < 12 else "")))


def ours(guide: str) -> list[GuideSegment]:
    """The segments of a guide of ours, in its order."""
    found: list[GuideSegment] = []

    def walk(loop: Loop, path: str) -> None:
        for child in loop.children:
            if isinstance(child, Use):
                if child.id not in ENVELOPES:
                    elements = dict(_our_elements(child.elements, ""))
                    opens = bool(loop.id) and child is loop.first
                    found.append(GuideSegment(path, child.id, child.usage, child.most, elements, opens))
            else:
                walk(child, _path(path, child.id))

    walk(load_guide(guide).root, "")
    return found


def _our_elements(elements: tuple[Element, ...], before: str) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
    for number, one in enumerate(elements, 1):
        name = f"{before}-{number}" if before else f"{number:02d}"
        yield name, (one.usage, one.codes)
        yield from _our_elements(one.parts, name)


def pyx12(guide: str) -> list[GuideSegment]:
    """The segments of the same guide as pyx12 has it."""
    root = Xml.fromstring(files("pyx12.map").joinpath(MAPS[guide]).read_text("utf-8"))  # noqa: S314 - an installed package's
    found: list[GuideSegment] = []

    def walk(loop: Xml.Element, path: str) -> None:
        for child in loop:
            if child.tag == "loop":
                walk(child, _path(path, child.get("xid", "")))
            elif child.tag == "segment" and child.get("xid") not in ENVELOPES:
                most = child.findtext("max_use", "1")
                usage = child.findtext("usage", "")
                repeats = UNLIMITED if most == ">1" else int(most)
                found.append(GuideSegment(path, child.get("xid", ""), usage, repeats, dict(_their_elements(child))))

    walk(root, "")
    return found


def _their_elements(segment: Xml.Element) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
    for child in segment:
        if child.tag not in {"element", "composite"}:
            continue
        name = f"{int(child.findtext('seq', '0')):02d}"
        yield name, (_usage(child), _codes(child))
        for part in child.findall("element"):
            number = int(part.findtext("seq", "0"))
            yield f"{name}-{number}", (_usage(part), _codes(part))


def _usage(element: Xml.Element) -> str:
    return element.findtext("usage", "").replace("N", "-")


def _codes(element: Xml.Element) -> frozenset[str]:
    return frozenset(one.text or "" for one in element.findall("valid_codes/code"))


_RUBY = re.compile(
    r'(?P<indent> *).*?(?:LoopDef\.build\("(?P<loop>\w+)|b::Segment\(\s*\d+, *s::\s*(?P<segment>\w+),.*?'
    r"r::(?P<usage>\w+), *d::RepeatCount\.(?P<most>unbounded|bounded\(\d+\))"
    r"|b::Element\(e::(?P<element>\w+))"
)
_VALUES = re.compile(r"b::Values\(([^)]*)\)")
_USAGES = {"Required": "R", "Situational": "S", "NotUsed": "-"}


def stupidedi(text: str) -> list[GuideSegment]:
    """The segments of a guide as stupidedi has it: a Ruby file with a call a line, indented as the loops are."""
    found: list[GuideSegment] = []
    loops: list[tuple[int, str]] = []
    depth, number, part = 0, 0, 0
    for line in text.splitlines():
        said = _RUBY.match(line)
        if "b.build(" in line:
            loops = []
        if said is None or line.lstrip().startswith("#"):
            continue
        indent = len(said["indent"])
        codes = frozenset(re.findall(r'"([^"]*)"', "".join(_VALUES.findall(line))))
        if said["element"]:
            if not found:
                continue
            usage = (_USAGES[said["element"]], codes)
            if depth == 0 or indent <= depth:
                depth, number, part = indent, number + 1, 0
                found[-1].elements[f"{number:02d}"] = usage
            else:
                part += 1
                found[-1].elements[f"{number:02d}-{part}"] = usage
            continue
        while loops and loops[-1][0] >= indent:
            loops.pop()
        if said["loop"]:
            loops.append((indent, said["loop"]))
        else:
            most = said["most"]
            repeats = UNLIMITED if most == "unbounded" else int(most[8:-1])
            loop = next((name for _, name in reversed(loops) if re.match(r"\d{4}", name)), "")
            found.append(GuideSegment(loop, said["segment"], _USAGES[said["usage"]], repeats, {}))
            depth, number, part = 0, 0, 0
    return [one for one in found if one.segment not in ENVELOPES]


def _path(path: str, loop: str) -> str:
    """A loop's name, with that above it where the same loop comes at two places; pyx12 names envelopes as loops."""
    if loop.endswith(("_LOOP", "HEADER", "FOOTER", "DETAIL")):
        return ""
    return loop if not path or loop[:2] != "23" or path[:4] != "2000" else f"{path} {loop}"


def differences(guide: str, theirs: list[GuideSegment]) -> list[str]:
    """What differs, a line each; places that both have twice, below subscriber and patient, are said once."""
    said: dict[str, None] = {}
    mine, other = _by_place(ours(guide)), _by_place(theirs)
    for place in dict.fromkeys([*mine, *other]):
        left = list(other.get(place, []))
        for one in mine.get(place, []):
            match = max(left, key=lambda their: _likeness(one, their), default=None)
            if match is None or (one.codes and match.codes and not one.codes & match.codes):
                said[f"{one.name}: they have none"] = None
                continue
            left.remove(match)
            said |= dict.fromkeys(_compare(one, match))
        said |= dict.fromkeys(f"{their.name}: we have none" for their in left)
    return list(said)


def _by_place(segments: list[GuideSegment]) -> dict[tuple[str, str], list[GuideSegment]]:
    found: dict[tuple[str, str], list[GuideSegment]] = {}
    for one in segments:
        place = one._replace(loop=one.loop.rpartition(" ")[2])
        alike = found.setdefault((place.loop, place.segment), [])
        if place not in alike:
            alike.append(place)
    return found


def _likeness(one: GuideSegment, other: GuideSegment) -> tuple[int, bool]:
    return len(one.codes & other.codes), one.usage == other.usage


def _compare(one: GuideSegment, other: GuideSegment) -> Iterator[str]:
    if one.usage != other.usage and not one.opens:
        yield f"{one.name}: usage {one.usage}, they {other.usage}"
    if one.most != other.most:
        yield f"{one.name}: comes {_times(one.most)}, they {_times(other.most)}"
    for name in sorted(one.elements.keys() | other.elements.keys()):
        mine, their = (each.elements.get(name, ("-", frozenset())) for each in (one, other))
        element = f"{one.name}, {one.segment}{name}"
        if mine[0] != their[0]:
            yield f"{element}: usage {mine[0]}, they {their[0]}"
        elif mine[0] != "-" and mine[1] != their[1] and mine[1] and their[1]:
            more, fewer = (" ".join(sorted(each)) for each in (mine[1] - their[1], their[1] - mine[1]))
            yield f"{element}: " + ", ".join(filter(None, (more and f"we have {more}", fewer and f"they have {fewer}")))


def _times(most: int) -> str:
    return "any number of times" if most == UNLIMITED else f"{most} times"


def main() -> None:
    """Print what differs, a guide after another."""
    given = sys.argv[1:]
    for at, guide in enumerate(MAPS):
        theirs = stupidedi(Path(given[at]).read_text("utf-8")) if given else pyx12(guide)
        found = differences(guide, theirs)
        print(f"{guide}: {len(ours(guide))} places here, {len(theirs)} there, {len(found)} differences")
        for one in found:
            print(f"  {one}")


if __name__ == "__main__":
    main()
