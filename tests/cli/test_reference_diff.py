"""`cleanclaim reference diff`: names and files, screen, JSON and page, and what is refused."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.calling import call, refused

LIMITS = """"CPT codes and descriptions only are copyright their owner",,,
"HCPCS/
CPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale
"""
BEFORE = (
    LIMITS + "97110,6,3 Date of Service Edit: Clinical,Clinical\n97140,6,3 Date of Service Edit: Clinical,Clinical\n"
)
AFTER = LIMITS + "97110,4,3 Date of Service Edit: Clinical,Clinical\n97140,6,2 Date of Service Edit: Policy,Policy\n"
ORDER = "{:05} {:<7} {} {:<60} {}\r\n"


@pytest.fixture
def limits(tmp_path: Path) -> tuple[Path, Path]:
    """Two quarters of unit limits as CMS gives them out."""
    made = []
    for name, text in (("10-01-2026", BEFORE), ("01-01-2027", AFTER)):
        path = tmp_path / f"MCR_MUE_PractitionerServices_Eff_{name}.csv"
        path.write_text(text, encoding="utf-8")
        made.append(path)
    return made[0], made[1]


def diagnoses(path: Path, *rows: tuple[str, str, str]) -> Path:
    """An order file of ICD-10-CM."""
    lines = [ORDER.format(at, code, flag, label[:60], label) for at, (code, flag, label) in enumerate(rows, 1)]
    path.write_text("".join(lines), encoding="utf-8", newline="")
    return path


def test_two_releases_held_are_named_in_any_letters() -> None:
    answer = call("reference", "diff", "mpfs rvu25d", "MPFS  RVU26C")
    assert answer.code == 0
    assert answer.out.startswith(
        "MPFS RVU25D (Oct 1, 2025 to Dec 31, 2025) → MPFS RVU26C (Jul 1, 2026 to Sep 30, 2026)\n"
    )
    assert "97012  Traction" not in answer.out, "only the first 20 rows of a table are shown"
    assert "MPFS RVU26C is an excerpt: it speaks only of the codes it lists." in answer.out
    assert max(len(line) for line in answer.out.splitlines()) <= 100


def test_all_shows_every_row() -> None:
    few = call("reference", "diff", "MPFS RVU25D", "MPFS RVU26C")
    everything = call("reference", "diff", "MPFS RVU25D", "MPFS RVU26C", "--all")
    assert "rows more" in few.out
    assert "rows more" not in everything.out
    (counted,) = re.findall(r"Relative values   (\d+)", everything.out)
    below = everything.out.partition("Relative values")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(below) == int(counted)
    (work,) = [line for line in below if line.split()[0] == "97012" and " work " in line]
    assert work.split()[-4:] == ["0.25", "0.24", "-4.0", "%"]


def test_files_are_compared_and_not_imported(limits: tuple[Path, Path], tmp_path: Path) -> None:
    library = tmp_path / "library"
    answer = call("reference", "diff", *limits, "--library", library)
    assert answer.code == 0
    assert "From Jan 1, 2027, the most units a day fall for 1 code: 97110 from 6 to 4." in answer.out
    assert re.search(r"97110 +.+ +units +6 +4 +-33.3 %", answer.out)
    assert re.search(r"97140 +.+ 3 +2\n", answer.out)
    assert not library.exists()


def test_json_has_values_for_programs(limits: tuple[Path, Path]) -> None:
    found = call("reference", "diff", *limits, "--format", "json").json
    assert found["kind"] == "mue"
    assert (found["old"]["effective_from"], found["new"]["effective_from"]) == ("2026-10-01", "2027-01-01")
    exercise, manual = found["changed"]
    assert exercise["key"] == "97110"
    assert (exercise["old"], exercise["new"]) == ({"units": 6, "mai": 3}, {"units": 4, "mai": 3})
    assert exercise["percent"] == {"units": "-33.3"}
    assert manual["new"] == {"units": 6, "mai": 2}
    assert len(found["sentences"]) == 2
    assert (found["added"], found["removed"], found["compared"]) == ([], [], 2)


def test_a_file_is_compared_with_a_release_held(limits: tuple[Path, Path]) -> None:
    answer = call("reference", "diff", "MUE 2024Q3", limits[1])
    assert answer.code == 0
    assert "Under MUE 2027Q1, the most units a day fall for 1 code: 97110 from 6 to 4." in answer.out
    assert "MUE 2027Q1 is an excerpt" in answer.out


def test_equal_releases_exit_as_different_ones_do(limits: tuple[Path, Path]) -> None:
    answer = call("reference", "diff", limits[0], limits[0])
    assert answer.code == 0
    assert "nothing changes in the 2 limits of which both releases speak" in answer.out


class Page(HTMLParser):
    """What a page holds: its tags, its text, whatever it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [
            str(value) for name, value in attrs if name in {"src", "href"} and not str(value).startswith("#")
        ]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_is_one_file_without_scripts(tmp_path: Path) -> None:
    path = tmp_path / "changes.html"
    answer = call("reference", "diff", "MPFS RVU25D", "MPFS RVU26C", "--html", path)
    assert answer.out.endswith(f"The page is {path}.\n")
    page = Page(path.read_text(encoding="ascii"))
    assert page.fetched == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert page.words.count("97012") >= 2
    assert [file.name for file in tmp_path.iterdir()] == ["changes.html"]
    style = page.words[page.words.index("MPFS RVU25D → MPFS RVU26C") + 2]
    assert all(
        part in style for part in ("prefers-color-scheme: dark", "@media print", "position: sticky", "max-width")
    )
    assert "url(" not in style
    assert "@import" not in style


def test_what_a_publisher_wrote_is_escaped(tmp_path: Path) -> None:
    old = diagnoses(tmp_path / "icd10cm_order_2027.txt", ("M545", "1", "Low back pain"))
    new = diagnoses(tmp_path / "icd10cm_order_2028.txt", ("M545", "1", "<script>alert('&')</script>"))
    path = tmp_path / "changes.html"
    call("reference", "diff", old, new, "--html", path)
    page = Page(path.read_text(encoding="ascii"))
    assert "script" not in page.tags
    assert "<script>alert('&')</script>" in page.words


def test_diagnoses_that_therapy_sees_most_come_first(tmp_path: Path) -> None:
    some = [(f"A09{number:02}", "1", f"Infection {number}") for number in range(30)]
    new = diagnoses(tmp_path / "icd10cm_order_2027.txt", *some, ("M5450Z", "1", "Low back pain after all"))
    answer = call("reference", "diff", "ICD-10-CM FY2026", new)
    table = answer.out.partition("Diagnoses new   31\n")[2].splitlines()
    assert table[1].split()[0] == "M54.50Z"
    assert table[21] == "  and 11 rows more"


def test_an_unknown_name_is_refused_with_the_names_like_it() -> None:
    refused(call("reference", "diff", "NCCI 2024Q4", "NCCI 2026Q4"), "NCCI 2024Q4", "On file, and like it: NCCI ")


def test_two_kinds_of_table_are_refused() -> None:
    answer = call("reference", "diff", "NCCI 2024Q3", "MPFS RVU26C")
    refused(answer, "NCCI 2024Q3 and MPFS RVU26C", "code pairs", "fee schedule")


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("Dear colleague,\nnothing here\n", encoding="utf-8")
    assert call("reference", "diff", "MUE 2024Q3", path).code == 2


def test_the_page_never_takes_the_place_of_what_is_compared(limits: tuple[Path, Path]) -> None:
    kept = limits[1].read_bytes()
    refused(call("reference", "diff", *limits, "--html", limits[1]), str(limits[1]), "one of the files")
    refused(call("reference", "diff", *limits, "--html", "-"), "no file to keep the page in")
    assert limits[1].read_bytes() == kept


def test_a_page_that_cannot_be_written_is_refused_before_anything_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused(call("reference", "diff", "GPCI 2025", "GPCI 2026", "--html", tmp_path / "file" / "page.html"), "page.html")
