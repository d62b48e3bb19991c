"""What can happen: every kind of event with its sentence. One that is not here cannot be written.

A sentence speaks of ids alone; what an event holds of a person is said with it, and nothing else may stand in it.
"""

from collections.abc import Mapping

from msgspec import Struct


class EventType(Struct, frozen=True, kw_only=True):
    """A kind of event. `sentence` completes "Maria Ojeda ..."; `details` names what it may hold, with what that is."""

    sentence: str
    details: Mapping[str, str] = {}


EVENT_TYPES: Mapping[str, EventType] = {
    "organization.made": EventType(sentence="made the organization"),
    "organization.renamed": EventType(sentence="renamed the organization"),
    "patient.searched": EventType(
        sentence="searched the patients", details={"matches": "how many were listed, not what was typed"}
    ),
    "patient.read": EventType(sentence="opened a patient"),
    "patient.added": EventType(sentence="added a patient", details={"version": "the version that was made"}),
    "patient.changed": EventType(sentence="changed a patient", details={"version": "the version that was made"}),
    "patient.undone": EventType(sentence="undid a change of a patient", details={"version": "the version made"}),
    "patient.redone": EventType(sentence="redid a change of a patient", details={"version": "the version made"}),
    "log.read": EventType(sentence="read this log"),
}
