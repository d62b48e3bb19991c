"""Make the files of the example clinic's day: visits, the month before, patients, and the faults planted in it.

    python examples/make_clinic_day.py [FOLDER]

Everybody and everything in it is made up. The day itself is written below as a clinic would keep its schedule;
the rest follows from it by counting, without chance or clock, so that every run makes the same bytes. The
amounts allowed in the history are round figures of nobody's fee schedule.
"""

import csv
import json
import sys
from collections.abc import Iterable
from datetime import date
from itertools import cycle
from pathlib import Path

DAY = date(2026, 3, 2)
BEFORE = [date(2026, 2, day) for day in (3, 5, 10, 12, 17, 19, 24, 26)]

# The numbers pass the check digit and were never issued to anybody.
CLINICIANS = {
    "pat": ("1000000012", "PT"),
    "quinn": ("1000000020", "PT"),
    "robin": ("1000000038", "PTA"),
    "sky": ("1000000046", "OT"),
}

# visit, who, patient, payer, diagnoses | code, minutes and what else was noted | ...   (- is: not recorded)
SCHEDULE = """
1  pat   Ada  medicare  M54.50 | 97112 24 start=08:00 | 97110 23 start=08:24
2  pat   Bea  medicare  M17.11 | 97110 33 | 97140 7
3  pat   Cal  medicare  M25.561 | 97110 20 units=2 modifiers=GP | 97140 14 units=1 modifiers=GP
4  pat   Dot  medicare  R26.89 | 97112 20 units=2 modifiers=GP | 97110 20 units=2 modifiers=GP
5  pat   Eli  aetna     M25.511 | 97110 30 | 97140 15
6  pat   Fay  uhc       S83.511D | 97110 30 | 97530 15 | 97140 8
7  pat   Gus  tricare   M75.101 | 97110 25 start=10:00 | 97140 20 start=10:25
8  pat   Hal  aetna     M54.2 | 97161 40 | 97110 15
9  pat   Ida  medicare  M25.661,Z96.651 | 97150 30 mode=group start=11:00 | 97110 15 start=11:30
10 pat   Jon  medicare  M25.661,Z96.651 | 97150 30 mode=group units=1 modifiers=GP | 97110 15 units=1 modifiers=GP
11 pat   Kim  cigna     M54.2 | 97110 30 | 97140 30 | 97112 15
12 pat   Lou  medicare  G20.A1,R26.81 necessity_documented=true | 97112 15 allowed=27.00 | 97110 30 allowed=54.00
13 pat   Mia  medicare  M62.81 necessity_documented=true | 97110 30 units=2 modifiers=GP | 97530 15
14 quinn Ned  medicaid  M54.50 | 97110 30 | 97116 15
15 quinn Ola  medicaid  M25.561 | 97110 15 units=1 modifiers=GP | 97110 15 units=1 modifiers=GP
16 quinn Pia  tricare   M76.61 | 97110 30 units=2 modifiers=GO | 97140 15 units=1 modifiers=GP,5
17 pat   Quy  medicare  M62.81,R26.89 | 97112 20 | 97110 15 | 97110 20 performed_by=PTA
18 quinn Rex  medicare  M54.50 | 97140 15 units=1 modifiers=GP | 97124 15 units=1 modifiers=GP
19 quinn Sue  medicare  M17.11 | 97110 30 units=2 | 97112 15 units=1 modifiers=GP,GO
20 quinn Tom  aetna     M25.511 | 97001 40 units=1 modifiers=GP charge=0.00 | 97110 15 units=1 modifiers=GP
21 quinn Uma  medicare  M54.2 | 97110 30 | 97010 10 units=1 modifiers=GP | 97014 15 units=1 modifiers=GP
22 quinn Val  cigna     M54.5 | 97110 30 | 97140 15
23 quinn Wes  uhc       - place_of_service=38 | 97110 30 | 97530 15
24 quinn Xia  aetna     S93.401D provider_npi=1000000002 | 97110 30 | 97112 15
25 quinn Yan  aetna     M77.11 | 97161 25 units=1 modifiers=GP | 97162 20 units=1 modifiers=GP
26 quinn Zed  medicare  M25.662,Z47.1 | 97110 40 units=2 modifiers=GP
27 quinn Abe  medicare  M75.101 | 97530 15 units=1 modifiers=GP | 97140 15 units=1 modifiers=59,GP
28 quinn Bob  medicare  M76.61 | 97035 45 units=3 modifiers=GP
29 quinn Cyd  medicare  M17.11 service_date=2025-02-24 | 97110 30 units=2 modifiers=GP
30 quinn Deb  uhc       M25.561 | 97150 30 mode=group | 97112 15 separate=true
31 quinn Eve  cigna     M54.2 | 97140 15 | 97110 22
32 quinn Flo  workers_comp S83.511D | 97110 30 units=2 | 97530 15 units=1
33 robin Gia  medicare  M62.81 | 97110 30 | 97112 15
34 robin Hob  medicare  R26.81 | 97110 30 units=2 modifiers=GP
35 quinn Ian  medicare  M25.511 | 97140 30 units=2 modifiers=GP,CQ
36 robin Joy  medicare  M54.50 | 97161 40 units=1 modifiers=GP
37 quinn Kay  tricare   R26.89 | 97530 30 mode=together | 97110 15
38 robin Leo  medicaid  M17.11 | 97110 15 | 97140 10
39 sky   Ada  medicare  M62.81 | 97530 30 | 97535 15
40 sky   Moe  medicaid  I69.351 | 97166 45
41 sky   Nan  medicare  G56.01 | 97530 - | 97535 15
42 sky   Oz   acme      M65.4 | 97530 30 | 97140 15
43 sky   Pam  medicare  M79.641 | 97535 30 | 97110 6 | 97010 10
44 sky   Ray  medicare  I69.351 necessity_documented=true | 97535 30 | 97530 15
"""

# visit, code (- is: the visit), rule, whether the claim is held | what was planted
FAULTS = """
3  97110 minutes.overbilled held | 2 units billed; the day's 34 timed minutes earn 2, one of them for 97140
4  - minutes.tie_overbilled held | 40 minutes earn 3 units; both of two tied codes were given the third
10 97110 pairs.needs_modifier held | billed beside group therapy, with nothing to show it had its own time
11 - ceilings.payer_cap look | 5 units on a day for a payer that takes 4
13 97110 threshold.missing held | the patient's year is past the threshold; KX was forgotten on one line
15 97110 visits.duplicate held | the same line twice, no times to tell them apart
16 97110 modifiers.discipline_wrong held | an occupational therapy modifier on a physical therapy line
16 97140 modifiers.malformed held | half of a modifier: 5 for 59
18 97124 pairs.bundled held | massage beside manual therapy: never both
19 97110 modifiers.discipline_missing held | no GP
19 97112 modifiers.discipline_doubled held | GP and GO on one line
20 97001 codes.deleted held | an evaluation code that ended in 2016
20 97001 visits.charge_missing held | and, being in no fee list, charged at nothing
21 97010 codes.bundled held | a hot pack billed to Medicare
21 97014 codes.replaced held | stimulation under the number Medicare does not take
22 97110 diagnoses.not_billable held | M54.5, which only heads a group since October 2021
23 - diagnoses.missing held | no diagnosis was entered
23 - visits.place_unknown held | place of service 38, which is none
24 - visits.npi_wrong held | two digits of the clinician's number exchanged
25 - visits.two_evaluations held | two evaluations of one discipline on one visit
26 97110 minutes.underbilled look | 40 minutes earn 3 units; 2 were billed
27 97140 pairs.needless look | modifier 59 from habit: no edit pairs the two codes since 2020
28 97035 ceilings.day_limit held | 3 units of ultrasound, more than CMS expects of a day
29 - visits.late held | a visit of February 2025, filed for the first time now
32 - minutes.overbilled held | how minutes are counted is each state's to say, and nobody has asked it
34 97110 assistants.missing held | the assistant gave all of it; no CQ
35 97140 assistants.unearned held | CQ on what the therapist gave
36 - assistants.evaluation held | the assistant evaluated
41 97530 minutes.overbilled held | the minutes were never written down
42 - visits.payer_unknown held | an insurer that no policy describes
"""

# What the notes say of each service; two notes are other than they should be.
WORDS = {
    "97001": "Evaluation: history, range of motion, strength and gait examined",
    "97010": "Hot pack to the area",
    "97014": "Electrical stimulation, unattended",
    "97035": "Ultrasound, moved over the tendon",
    "97110": "Therapeutic exercise: squats and step-downs, load raised, cues for alignment",
    "97112": "Balance and neuromuscular re-education: tandem stance on foam, contact guard",
    "97116": "Gait training with a cane, cues for heel strike",
    "97124": "Massage of the calf",
    "97140": "Manual therapy: grade III joint mobilization, soft tissue work",
    "97150": "Group of four, circuit of exercises",
    "97161": "Initial evaluation, history with no comorbidity, examination of two regions",
    "97162": "Initial evaluation, examination of three regions",
    "97166": "Initial evaluation of hand function and self care",
    "97530": "Therapeutic activities: lifting from the floor, transfers, graded by fatigue",
    "97535": "Self care training: dressing with a reacher, safety in the kitchen",
}
UNSIGNED = "6"
SILENT = ("31", "97140")  # the note of a visit that says nothing of a code it bills

MEN = {
    *("Abe", "Bob", "Cal", "Eli", "Gus", "Hal", "Hob", "Ian", "Jon", "Leo"),
    *("Moe", "Ned", "Oz", "Ray", "Rex", "Tom", "Wes", "Yan", "Zed"),
}
NEW = {"Hal", "Tom", "Yan", "Cyd", "Joy", "Moe"}  # no visit in the month before
YEAR_BEFORE = {"Lou": 243_500, "Mia": 264_200, "Ray": 271_800}  # cents allowed this year before the day; else little

REGIMENS = {
    "PT": ([("97110", 30), ("97140", 15)], [("97112", 15), ("97110", 30)], [("97530", 30), ("97116", 15)]),
    "OT": ([("97530", 30), ("97535", 15)], [("97535", 30), ("97110", 15)]),
}
ALLOWED_A_UNIT = {"97110": 2700, "97112": 2700, "97116": 2600, "97140": 2500, "97530": 3400, "97535": 3000}

COLUMNS = (
    *("visit_id", "patient_id", "payer", "service_date", "discipline", "provider_npi", "place_of_service"),
    *("necessity_documented", "code", "minutes", "performed_by", "mode", "units", "modifiers", "charge"),
    *("diagnoses", "start", "separate", "allowed"),
)
Row = dict[str, str]


def visits() -> list[list[Row]]:
    """The visits of the schedule, each as its rows of the visits file; `patient_id` still holds the first name."""
    return [_visit(line) for line in SCHEDULE.strip().splitlines()]


def _visit(line: str) -> list[Row]:
    head, *services = line.split("|")
    number, who, patient, payer, diagnoses, *noted = head.split()
    npi, credential = CLINICIANS[who]
    visit = {
        "visit_id": number,
        "patient_id": patient,
        "payer": payer,
        "service_date": DAY.isoformat(),
        "discipline": credential[:2],
        "provider_npi": npi,
        "place_of_service": "11",
        "performed_by": credential,
        "diagnoses": diagnoses.strip("-").replace(",", " "),
        **_noted(noted),
    }
    rows = []
    for service in services:
        code, minutes, *more = service.split()
        rows.append({**visit, "code": code, "minutes": minutes.strip("-"), **_noted(more)})
    return rows


def _noted(words: Iterable[str]) -> Row:
    return {name: value.replace(",", " ") for name, value in (word.split("=") for word in words)}


def patient_ids(day: list[list[Row]]) -> dict[str, str]:
    """Ids of the patients by first name, in the order in which they come in."""
    names = dict.fromkeys(visit[0]["patient_id"] for visit in day)
    return {name: f"P{number:02d}" for number, name in enumerate(names, 1)}


def history(day: list[list[Row]]) -> list[dict[str, object]]:
    """Two or three visits of February for everybody who is not new, with what was allowed.

    The first one of a Medicare patient says what the year stood at before it.
    """
    ids = patient_ids(day)
    told: list[dict[str, object]] = []
    for place, rows in enumerate(day):
        visit = rows[0]
        if visit["patient_id"] in NEW:
            continue
        regimens = cycle(REGIMENS[visit["discipline"]][place % 2 :])
        given = list(zip(BEFORE[place % 4 :: 3], regimens, strict=False))
        earlier = [_earlier(visit, ids[visit["patient_id"]], on, services) for on, services in given]
        if visit["payer"] == "medicare":
            allowed = sum(_allowed(*service) for _, services in given for service in services)
            before = YEAR_BEFORE.get(visit["patient_id"], allowed + 6_000 + 4_150 * (place % 9))
            earlier[0]["history"] = {"spent": _dollars(before - allowed)}
        told += earlier
    return told


def _earlier(visit: Row, patient_id: str, on: date, services: list[tuple[str, int]]) -> dict[str, object]:
    npi, credential = CLINICIANS["sky" if visit["discipline"] == "OT" else "pat"]
    return {
        "visit_id": f"{visit['visit_id']}-{on:%m%d}",
        "patient_id": patient_id,
        "payer": visit["payer"],
        "service_date": on.isoformat(),
        "discipline": visit["discipline"],
        "provider_npi": npi,
        "place_of_service": "11",
        "services": [
            {"code": code, "minutes": minutes, "performed_by": credential, "allowed": _dollars(_allowed(code, minutes))}
            for code, minutes in services
        ],
    }


def _allowed(code: str, minutes: int) -> int:
    return ALLOWED_A_UNIT[code] * minutes // 15


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def patients(day: list[list[Row]]) -> list[Row]:
    """The patients file: a row for everybody, with the insurer's card and the referring physician."""
    payers = {visit[0]["patient_id"]: visit[0]["payer"] for visit in day}
    return [_patient(number, name, payers[name]) for number, name in enumerate(patient_ids(day), 1)]


def _patient(number: int, name: str, payer: str) -> Row:
    born = date((1942 if payer == "medicare" else 1979) + number % 13, 1 + number % 12, 1 + 5 * number % 28)
    row = {
        "patient_id": f"P{number:02d}",
        "last_name": "Example",
        "first_name": name,
        "birth_date": born.isoformat(),
        "sex": "M" if name in MEN else "F",
        "address": f"{100 + number} Example Way",
        "city": "Exampleton",
        "state": "TX",
        "zip": "78799",
        "payer": payer,
        "relationship": "self",
        # The first has the form of a Medicare number.
        "member_id": f"1EX0-XX0-XX{number:02d}" if payer == "medicare" else f"EX{number:07d}",
        "referring_last_name": "Exemplar",
        "referring_first_name": "Max",
        "referring_npi": "1000000053",
        "onset_date": "2026-01-12",
    }
    if payer == "workers_comp":
        row |= {"relationship": "employee", "employer": "Example Foundry", "accident": "employment"}
        row |= {"accident_date": "2026-01-12", "claim_number": "EX-2026-7"}
    if name == "Deb":
        row |= {"relationship": "child", "birth_date": "2011-05-06"}
        row |= {"subscriber_last_name": "Example", "subscriber_first_name": "Dan"}
    return row


def faults() -> list[Row]:
    """What was planted: the visit, its code (empty: the whole visit), the rule, in words, whether the claim is held."""
    rows = []
    for line in FAULTS.strip().splitlines():
        where, _, planted = line.partition("|")
        visit, code, rule, weight = where.split()
        row = {"visit_id": visit, "code": code.strip("-"), "rule": rule, "planted": planted.strip()}
        rows.append(row | {"held": "yes" if weight == "held" else "no"})
    return rows


def notes(day: list[list[Row]]) -> list[dict[str, object]]:
    """The note of every visit: what was done, for how long, how the patient took it, who signed."""
    return [_note(number, visit) for number, visit in enumerate(day)]


def _note(number: int, rows: list[Row]) -> dict[str, object]:
    visit = rows[0]
    minutes = [(row["code"], int(row["minutes"])) for row in rows if row["minutes"]]
    timed = sum(length for code, length in minutes if WORDS[code][:4] not in {"Init", "Eval", "Hot ", "Elec", "Grou"})
    told = [f"{WORDS[code]}, {length} min." for code, length in minutes if (visit["visit_id"], code) != SILENT]
    pain, turn = 3 + number % 4, 60 + 3 * number % 50
    text = [
        f"Comes with pain {pain}/10.",
        *told,
        f"Active flexion {turn} deg. Progressed by response; tolerated well, pain {pain - 2}/10 afterwards.",
        "Goal: back to stairs and housework without pain in 6 weeks, 12 stairs by then.",
    ]
    if any(code in {"97161", "97162", "97166"} for code, _length in minutes):
        text.append("Diagnosis as on the referral. Plan: therapy 2x/week for 6 weeks.")
    npi, credential = next(entry for entry in CLINICIANS.values() if entry[1] == visit["performed_by"])
    note: dict[str, object] = {
        "visit_id": visit["visit_id"],
        "text": " ".join(text),
        "timed_minutes": timed,
        "total_minutes": sum(length for _code, length in minutes) + 5,
        "written_on": visit["service_date"],
    }
    if visit["visit_id"] != UNSIGNED:
        note |= {"signed_on": visit["service_date"], "signed_by": npi, "credential": credential}
    return note


def _write_csv(path: Path, rows: list[Row], columns: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(folder: Path) -> None:
    """Write the files into a folder."""
    day = visits()
    ids = patient_ids(day)
    rows = [row | {"patient_id": ids[row["patient_id"]]} for visit in day for row in visit]
    people = patients(day)
    planted = faults()
    _write_csv(folder / "visits.csv", rows, COLUMNS)
    _write_csv(folder / "patients.csv", people, dict.fromkeys(column for row in people for column in row))
    _write_csv(folder / "faults.csv", planted, planted[0])
    told = ",\n".join(json.dumps(visit) for visit in history(day))
    (folder / "history.json").write_text(f"[\n{told}\n]\n", encoding="utf-8")
    written = ",\n".join(json.dumps(note) for note in notes(day))
    (folder / "notes.json").write_text(f"[\n{written}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "clinic-day")
