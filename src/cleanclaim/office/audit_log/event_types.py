"""What can happen: every kind of event with its sentence. One that is not here cannot be written.

A sentence speaks of ids alone; what an event holds of a person is said with it, and nothing else may stand in it.
"""

from collections.abc import Mapping

from msgspec import Struct


class EventType(Struct, frozen=True, kw_only=True):
    """A kind of event. `sentence` completes "Maria Ojeda ..."; `details` names what it may hold, with what that is."""

    sentence: str
    details: Mapping[str, str] = {}


def _record_events(kind: str, what: str) -> dict[str, EventType]:
    """The events of the verbs on records of one kind, which are called `what`."""
    sentences = {
        "added": f"added {what}",
        "changed": f"changed {what}",
        "undone": f"undid a change of {what}",
        "redone": f"redid a change of {what}",
    }
    details = {"version": "the version that was made"}
    return {f"{kind}.{verb}": EventType(sentence=sentence, details=details) for verb, sentence in sentences.items()}


EVENT_TYPES: Mapping[str, EventType] = {
    "organization.made": EventType(sentence="made the organization"),
    "organization.exported": EventType(sentence="took everything of the organization out"),
    "organization.imported": EventType(sentence="brought the organization here from another installation"),
    "organization.renamed": EventType(sentence="renamed the organization"),
    "person.added": EventType(sentence="added a person", details={"role": "the role"}),
    "person.role_changed": EventType(sentence="changed the role of a person", details={"role": "the new role"}),
    "person.ended": EventType(sentence="ended the work of a person", details={"last_day": "the last day of work"}),
    "person.undone": EventType(sentence="undid a change of a person's work", details={"version": "the version made"}),
    "person.redone": EventType(sentence="redid a change of a person's work", details={"version": "the version made"}),
    "organization.opened": EventType(sentence="opened the organization"),
    "organization.company": EventType(sentence="made the organization a billing company, or none"),
    "client.added": EventType(sentence="added a client"),
    "client.assigned": EventType(sentence="said who serves a client", details={"people": "how many"}),
    "client.ended": EventType(sentence="ended the work for a client", details={"last_day": "the last day of work"}),
    "person.link_made": EventType(sentence="made a one-time link for a person"),
    "person.signed_in": EventType(sentence="signed in"),
    "person.signed_out": EventType(sentence="signed out"),
    "person.refused": EventType(sentence="was not let in: a wrong password or code"),
    "person.password_set": EventType(sentence="chose a password by a one-time link"),
    "person.password_changed": EventType(sentence="changed the password"),
    "person.factor_added": EventType(sentence="added a second factor", details={"factor": "its kind"}),
    "person.factor_removed": EventType(sentence="removed a second factor", details={"factor": "its kind"}),
    "person.sessions_ended": EventType(sentence="ended sessions of their own", details={"sessions": "how many"}),
    "patient.searched": EventType(
        sentence="searched the patients", details={"matches": "how many were listed, not what was typed"}
    ),
    "patient.read": EventType(sentence="opened a patient"),
    **_record_events("patient", "a patient"),
    **_record_events("practice", "the practice's file"),
    **_record_events("visit", "a visit"),
    "visit.read": EventType(sentence="opened a visit"),
    "visit.tried": EventType(sentence="tried a release on the practice's visits", details={"visits": "how many"}),
    "visit.signed": EventType(sentence="signed a visit", details={"version": "the version that was signed"}),
    "visit.cosigned": EventType(sentence="co-signed an assistant's visit", details={"version": "the version made"}),
    "visit.amended": EventType(sentence="added to a signed visit's note", details={"version": "the version made"}),
    "appointment.added": EventType(sentence="added an appointment"),
    "appointment.changed": EventType(
        sentence="said what became of an appointment", details={"status": "no-show, canceled, kept; empty: taken back"}
    ),
    "appointment.removed": EventType(sentence="undid the import of an appointment"),
    "appointments.taken": EventType(sentence="imported a schedule", details={"appointments": "how many were new"}),
    **_record_events("chart", "a chart"),
    "chart.read": EventType(sentence="opened a patient's chart"),
    **_record_events("claim", "a claim"),
    "claim.made": EventType(sentence="made claims of signed visits", details={"claims": "how many"}),
    "claim.listed": EventType(sentence="looked through the work queue", details={"claims": "how many were listed"}),
    "view.saved": EventType(sentence="saved a view of the work queue"),
    "view.removed": EventType(sentence="removed a saved view of the work queue"),
    "claim.read": EventType(sentence="opened a claim"),
    "claim.printed": EventType(sentence="printed a claim"),
    "claim.settled": EventType(sentence="noted whether a payer took in a claim whose answers disagree"),
    "claim.sent": EventType(sentence="sent claims", details={"claims": "how many are in the file"}),
    "office.restored": EventType(sentence="brought the office back from a backup"),
    "office.sent_confirmed": EventType(
        sentence="said which file a receiver got last before the office was brought back",
        details={
            "known": "the last number that the backup knew",
            "last": "the last number that was said",
            "sent": "claims that files say went out",
            "on_hold": "claims that are held",
        },
    ),
    "batch.read": EventType(sentence="saved a file of claims"),
    "batch.delivered": EventType(sentence="handed a file of claims over to the practice's folder or server"),
    "batch.delivery_wanted": EventType(sentence="had a file of claims handed over now"),
    "answer.taken": EventType(
        sentence="read what a receiver answered",
        details={"accepted": "how many claims it accepts", "rejected": "how many it rejects"},
    ),
    "folders.changed": EventType(sentence="named the folders that claims and answers lie in"),
    "clinician.linked": EventType(sentence="said which clinician a user is", details={"npi": "the clinician's NPI"}),
    "clinician.unlinked": EventType(sentence="said that a user is no clinician"),
    "import.read": EventType(sentence="had a file read"),
    "import.taken": EventType(
        sentence="took a file in", details={"added": "records that are new", "changed": "records that changed"}
    ),
    "import.undone": EventType(
        sentence="undid taking a file in",
        details={"withdrawn": "records that were withdrawn", "back": "records that say again what they said"},
    ),
    "patient.withdrawn": EventType(sentence="withdrew a patient that a file had added"),
    "visit.withdrawn": EventType(sentence="removed a visit: one begun by mistake, or one that a file had added"),
    "file.downloaded": EventType(sentence="downloaded a file"),
    "log.read": EventType(sentence="read this log"),
    "log.exported": EventType(sentence="saved this log as a file", details={"events": "how many are in it"}),
}
KINDS: Mapping[str, str] = {
    "patient": "Patients",
    "chart": "Charts",
    "visit": "Visits",
    "appointment": "Appointments",
    "claim": "Claims",
    "view": "Saved views",
    "batch": "Files of claims",
    "answer": "Answers of receivers",
    "folder": "Folders",
    "import": "Imports",
    "file": "Downloads",
    "practice": "The practice's file",
    "clinician": "Who is which clinician",
    "person": "People and sign-in",
    "client": "Clients",
    "organization": "The organization",
    "office": "Backups brought back",
    "log": "This log",
}
"""What events are about, as a list to choose from calls it."""


def kind_of(event: str) -> str:
    """What an event is about: `visit` of `visit.signed`."""
    return event.partition(".")[0].removesuffix("s")
