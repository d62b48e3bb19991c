"""SNIP level 1, envelopes: interchange (ISA, IEA), group (GS, GE) and transaction (ST, SE), their numbers and counts.

`envelope_check` finds them while it opens and closes what the segments open and close.
"""

from cleanclaim.exchange.x12.checks.check import Check, CheckExample

_ISA = "ISA*00*          *00*          *ZZ*RIVERBEND      *ZZ*EXAMPLECH      *260302*1200*^*00501*000000001*0*T*:"

NESTING = Check(
    id="envelope.nesting",
    level=1,
    title="An envelope begins outside the one it belongs in",
    why="A receiver reads groups inside an interchange and transactions inside a group, and stops where they are not.",
    remedy="Send the envelope whole.",
    code="1",
    example=CheckExample("837p", "GS*", fails=""),
)
STRAY_END = Check(
    id="envelope.stray-end",
    level=1,
    title="An envelope ends that did not begin",
    why="A segment was lost or doubled on the way; what stands between may belong to another file.",
    remedy="Send the segment that begins it.",
    code="1",
    example=CheckExample("837p", "SE*", fails="SE*31*0001~SE*31*0001~"),
)
NOT_CLOSED = Check(
    id="envelope.not-closed",
    level=1,
    title="An envelope does not end",
    why="Without its end nobody knows whether the file is whole.",
    remedy="Ask the sender for the whole file.",
    code="2",
    example=CheckExample("837p", "IEA*", fails=""),
)
CONTROL_NUMBER = Check(
    id="envelope.control-number",
    level=1,
    title="The end of an envelope has another control number than its beginning",
    why="Answers name a file by these numbers; two that differ may be halves of two files.",
    remedy="Send the same number.",
    code="3",
    example=CheckExample("837p", "SE*", fails="SE*31*0002~"),
)
COUNT = Check(
    id="envelope.count",
    level=1,
    title="The count at the end of an envelope is wrong",
    why="The count shows that nothing was lost; a receiver refuses what does not count.",
    remedy="Send the count.",
    code="4",
    example=CheckExample("837p", "SE*", fails="SE*30*0001~"),
)
VERSION = Check(
    id="envelope.version",
    level=1,
    title="A transaction has another version than its group",
    why="The version says which guide holds, and there can be one only.",
    remedy="Send one version.",
    code="I6",
    example=CheckExample("837p", "ST*", fails="ST*837*0001*005010X222A2~"),
)
ISA_WIDTH = Check(
    id="envelope.isa-width",
    level=1,
    title="The ISA has not its fixed width",
    why="Receivers find the separators of the file by counting the characters of the ISA.",
    remedy="Pad each of its elements to its fixed width.",
    example=CheckExample(
        "837p", "ISA*", fails="ISA*00**00**ZZ*RIVERBEND*ZZ*EXAMPLECH*260302*1200*^*00501*000000001*0*T*:~"
    ),
)
ISA_BLANK = Check(
    id="envelope.isa-blank",
    level=1,
    title="The sender or the receiver of the interchange is blank",
    why="A clearinghouse finds the account by these numbers, and answers to them.",
    remedy="Send the number.",
    example=CheckExample("837p", "ISA*", fails=f"{_ISA.replace('RIVERBEND', ' ' * 9)}~"),
)
ISA_SEPARATORS = Check(
    id="envelope.isa-separators",
    level=1,
    title="A separator named in the ISA cannot be one",
    why="Where two separators are the same, or one is a letter, nobody can tell data from separators.",
    remedy="Send * ^ : and ~.",
    example=CheckExample("837p", "ISA*", fails=f"{_ISA.replace('*^*', '*:*')}~"),
)
INTERCHANGE_VERSION = Check(
    id="envelope.interchange-version",
    level=1,
    title="The interchange is of another version than the group in it",
    why="ISA12 says how the envelopes are read: with 00401 over a 5010 group a receiver looks for other separators.",
    remedy="Send the version of the group.",
    example=CheckExample("837p", "ISA*", fails=f"{_ISA.replace('*00501*', '*00401*')}~"),
)
NUMBER_TWICE = Check(
    id="envelope.number-twice",
    level=1,
    title="A control number comes twice",
    why="Answers name interchange, group and transaction by number; a receiver takes the second for a duplicate.",
    remedy="Send a new number each time.",
    code="23",
    example=CheckExample("837p", "GE*", fails="ST*837*0001*005010X222A1~SE*2*0001~GE*2*1~"),
)
GROUP_KIND = Check(
    id="envelope.group-kind",
    level=1,
    title="A group is of another kind than the transactions in it",
    why="A receiver hands a group to the system that reads its kind (GS01); another one cannot read it.",
    remedy="Send the kind of the transactions.",
    code="1",
    example=CheckExample("837p", "GS*", fails="GS*HP*RIVERBEND*EXAMPLECH*20260302*1200*1*X*005010X222A1~"),
)
WRAPPED = Check(
    id="file.wrapped",
    level=1,
    title="The file was cut into lines of one length",
    why="The line ends stand inside names and numbers; a receiver that does not take them out reads these wrong.",
    remedy="Send it without line ends, or with one after each segment.",
    example=CheckExample("837p", "ISA*", fails=f"{_ISA[:80]}\n{_ISA[80:]}~"),
)
TRUNCATED = Check(
    id="file.cut-off",
    level=1,
    title="The file is empty, or ends within a segment",
    why="The rest was lost on the way.",
    remedy="Ask the sender for it again.",
    example=CheckExample("837p", "IEA*", fails="IEA*1*0000"),
)
OUTSIDE = Check(
    id="segment.outside-transaction",
    level=1,
    title="A segment outside any transaction",
    why="Nothing says what it means; it is not read.",
    remedy="Send segments between ST and SE.",
    code="1",
    example=CheckExample("837p", "GE*", fails="REF*6R*PT1L1~GE*1*1~"),
)
