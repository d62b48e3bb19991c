"""One defect at a time in files that are right, with the level and the place at which each is to be found."""

from collections.abc import Iterator

from tests.exchange.x12.files import CLAIM_837P, REMITTANCE_835, SECONDARY_837P, changed, recounted

# The line that is changed, what it becomes, then the level and the place (segment, element) of the diagnostic.
MUTANTS_837P = [
    ("SE*", ["SE*30*0001"], 1, ("SE", 1)),
    ("SE*", ["SE*31*0002"], 1, ("SE", 2)),
    ("SE*", [], 1, ("ST", None)),
    ("GE*", ["GE*2*1"], 1, ("GE", 1)),
    ("GE*", ["GE*1*2"], 1, ("GE", 2)),
    ("IEA*", ["IEA*1*000000002"], 1, ("IEA", 2)),
    ("GS*", ["GS*HC*RIVERBEND*EXAMPLECH*20261302*1200*1*X*005010X222A1"], 1, ("GS", 4)),
    ("BHT*", ["BHT*0019*00*B1*20260302*2500*CH"], 1, ("BHT", 5)),
    ("BHT*", ["BHT*0018*00*B1*20260302*1200*CH"], 2, ("BHT", 1)),
    ("BHT*", [], 2, ("BHT", None)),
    ("NM1*41", [], 2, ("PER", None)),
    ("NM1*40*", [], 2, ("NM1", None)),
    ("NM1*85", ["NM1*85*2******XX*1000000012"], 2, ("NM1", 3)),
    ("NM1*85", ["NM1*85*2*RIVERBEND*****XX"], 1, ("NM1", 9)),
    ("NM1*85", ["NM1*85*2*RIVERBEND*****XX*1000000013"], 5, ("NM1", 9)),
    ("PRV*BI", ["PRV*BI*PXC*PT0000000X"], 5, ("PRV", 3)),
    ("N4*", ["N4*AUSTIN*TX*787011234*US**X"], 2, ("N4", 6)),
    ("REF*EI", [], 2, ("REF", None)),
    ("REF*EI", ["REF*EI*"], 1, ("REF", None)),
    ("REF*EI", ["REF*EI*74-1234567"], 5, ("REF", 2)),
    ("HL*2", ["HL*3*1*22*0"], 4, ("HL", 1)),
    ("HL*2", ["HL*2*7*22*0"], 4, ("HL", 2)),
    ("HL*2", ["HL*2*1*22*1"], 4, ("HL", 4)),
    ("SBR*", [], 2, ("SBR", None)),
    ("SBR*", ["SBR*X*18*G100******CI"], 2, ("SBR", 1)),
    ("SBR*", ["SBR*P**G100******CI"], 4, ("CLM", None)),
    ("DMG*", ["DMG*D8*19580230*F"], 1, ("DMG", 2)),
    ("DMG*", ["DMG*D8*19580514*X"], 2, ("DMG", 3)),
    ("NM1*PR", [], 2, ("NM1", None)),
    ("CLM*", ["CLM*PT1*127.51***11:B:1*Y*A*Y*Y"], 3, ("CLM", 2)),
    ("CLM*", ["CLM*PT1*127,5***11:B:1*Y*A*Y*Y"], 1, ("CLM", 2)),
    ("CLM*", ["CLM*PT1*127.5***97:B:1*Y*A*Y*Y"], 5, ("CLM", 5)),
    ("CLM*", ["CLM*PT1*127.5***11:B:7*Y*A*Y*Y"], 4, ("CLM", 5)),
    ("CLM*", ["CLM*PT1*127.5***11:B:1*Y*A*Y*Y**AA"], 4, ("CLM", 11)),
    ("CLM*", ["CLM*PT1*127.5***11:B:1*Z*A*Y*Y"], 2, ("CLM", 6)),
    ("CLM*", ["CLM**127.5***11:B:1*Y*A*Y*Y"], 2, ("CLM", 1)),
    ("CLM*", ["CLM*" + "P" * 39 + "*127.5***11:B:1*Y*A*Y*Y"], 1, ("CLM", 1)),
    ("DTP*431", ["DTP*431*D8*20260201", "DTP*431*D8*20260201"], 2, ("DTP", None)),
    ("DTP*431", ["DTP*999*D8*20260201"], 2, ("DTP", 1)),
    ("DTP*431", ["DTP*431*D8*2026021"], 1, ("DTP", 3)),
    ("HI*", [], 2, ("HI", None)),
    ("HI*", ["HI*ABK:M5450*ABF:M2556"], 5, ("HI", 2)),
    ("HI*", ["HI*ABK:M5450*ABF:M5450"], 4, ("HI", None)),
    ("DTP*431", ["DTP*431*D8*20260201", "PWK*OZ*FX***AC"], 1, ("PWK", 6)),
    ("DTP*431", ["DTP*431*D8*20260201", "PWK*OZ*FX"], 4, ("PWK", 6)),
    ("HI*", ["HI*ABK:M5450"], 4, ("SV1", 7)),
    ("HI*", ["HI*ABK:M5450*ABF"], 2, ("HI", 2)),
    ("LX*1", ["LX*A"], 1, ("LX", 1)),
    ("LX*2", ["LX*3"], 4, ("CLM", None)),
    ("SV1*HC:97110", [], 2, ("SV1", None)),
    ("SV1*HC:97110", ["SV1*HC:97110:GP*85*UN*2***1:2:3"], 4, ("SV1", 7)),
    ("SV1*HC:97110", ["SV1*HC:97110:GP*-85*UN*2***1:2"], 3, ("CLM", 2)),
    ("SV1*HC:97110", ["SV1*XX:97110:GP*85*UN*2***1:2"], 2, ("SV1", 1)),
    ("SV1*HC:97110", ["SV1*HC:97110:GP*85*UN****1:2"], 1, ("SV1", 4)),
    ("SV1*HC:97110", ["SV1*HC:97001:GP*85*UN*2***1:2"], 5, ("SV1", 1)),
    ("SV1*HC:97110", ["SV1*HC:97110:GP*85*UN*2*97**1:2"], 5, ("SV1", 5)),
    ("SV1*HC:97110", ["SV1*HC:ZZZZZ:GP*85*UN*2***1:2"], 5, ("SV1", 1)),
    ("SV1*HC:97110", ["SV1*HC:97110:GP:GP*85*UN*2***1:2"], 6, ("SV1", 1)),
    ("SV1*HC:97110", ["SV1*HC:97110:GP*85*UN*1.5***1:2"], 6, ("SV1", 4)),
    ("SV1*HC:97110", ["SV1*HC:97110:GP*85*UN*0***1:2"], 6, ("SV1", 4)),
    ("SV1*HC:97110", ["SV1*HC:97110:GP*85*MJ*30***1:2"], 6, ("SV1", 3)),
    ("DTP*472", [], 2, ("DTP", None)),
    ("DTP*472", ["DTP*472*D8*19570302"], 4, ("SV1", None)),
    ("DTP*472", ["DTP*472*D8*20260303"], 4, ("SV1", None)),
    ("DTP*472", ["DTP*472*RD8*20260302-20260301"], 4, ("SV1", None)),
    ("DTP*472", ["DTP*472*D8*20260302-20260301"], 1, ("DTP", 3)),
    ("REF*6R", ["ZZZ*1"], 2, ("ZZZ", None)),
    ("NM1*82", ["NM1*82*1*RIVERA*ANA****XX*1000000021"], 5, ("NM1", 9)),
    ("PRV*PE", ["PRV*PE*PXC"], 2, ("PRV", 3)),
]
MUTANTS_SECONDARY = [
    ("SBR*P", ["SBR*S*18*******MB"], 4, ("CLM", None)),
    ("AMT*D", ["AMT*D*60.01"], 3, ("CLM", 2)),
    ("NM1*PR*2*FIRST", ["NM1*PR*2*FIRST HEALTH*****PI*60055"], 4, ("CLM", None)),
    ("CAS*CO*45*15", ["CAS*CO*45*14"], 3, ("SV1", 2)),
    ("SVD*60054*45", ["SVD*60054*46*HC:97110:GP**2"], 3, ("SV1", 2)),
    ("SVD*60054*45", ["SVD*60054*45**2"], 2, ("SVD", 3)),
    ("DTP*573", [], 2, ("DTP", None)),
    ("OI*", [], 2, ("OI", None)),
]
MUTANTS_835 = [
    (
        "BPR*",
        ["BPR*I*71*C*ACH*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321*20260402"],
        3,
        ("BPR", 2),
    ),
    ("BPR*", ["BPR*I*70*C*ACH*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321"], 2, ("BPR", 16)),
    ("TRN*", [], 2, ("TRN", None)),
    ("PER*BL", [], 2, ("PER", None)),
    ("CLP*", ["CLP*PT1*1*127.5*81*20*12*ICN1*11*1"], 3, ("CLP", 4)),
    ("CLP*", ["CLP*PT1*99*127.5*80*20*12*ICN1*11*1"], 2, ("CLP", 2)),
    ("SVC*HC:97110", ["SVC*HC:97110:GP*85*51**2"], 3, ("SVC", 3)),
    ("CAS*CO*45*15", ["CAS*CO*45*14"], 3, ("SVC", 3)),
    ("CAS*PR", ["CAS*XX*3*20"], 2, ("CAS", 1)),
    ("CAS*CO*45*2.5", ["CAS*CO*45*2.5**59"], 1, ("CAS", 6)),
    ("PLB*", ["PLB*1000000012*20261231*WO:PT0*11"], 3, ("BPR", 2)),
    ("PLB*", ["PLB*1000000012*20261331*WO:PT0*10"], 1, ("PLB", 2)),
    ("CLP*", ["CLP*PT1*4*127.5*80*20*12*ICN1*11*1"], 4, ("CLP", 2)),
    ("CLP*", ["CLP*PT1*22*127.5*80*20*12*ICN1*11*1"], 4, ("CLP", 3)),
    (
        "BPR*",
        ["BPR*I*70*C*NON*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321*20260402"],
        4,
        ("BPR", 4),
    ),
    ("N1*PE", ["N1*PE*RIVERBEND PHYSICAL THERAPY PLLC*XX*1000000013"], 5, ("N1", 4)),
    ("SVC*HC:97110", ["SVC*HC:97001:GP*85*50**2"], 5, ("SVC", 1)),
    ("CAS*PR", ["CAS*PR*17*20"], 5, ("CAS", None)),
]


FILES = (
    (CLAIM_837P, MUTANTS_837P),
    (SECONDARY_837P, MUTANTS_SECONDARY),
    (REMITTANCE_835, MUTANTS_835),
)
"""Each file that is right, and its defects."""


def mutant(lines: list[str], old: str, new: list[str]) -> list[str]:
    """The file with the defect; its count of segments is right, unless that is the defect."""
    made = changed(lines, old, *new)
    return made if old.startswith("SE*") else recounted(made)


def mutants() -> Iterator[tuple[str, int, str, list[str]]]:
    """What is changed, at which level and place it is found, and the lines of the file."""
    for lines, defects in FILES:
        for old, new, level, (segment, element) in defects:
            change = " and ".join(f"`{line}`" for line in new) or f"`{old}` left out"
            place = segment + (f"{element:02d}" if element else "")
            yield change, level, place, mutant(lines, old, new)
