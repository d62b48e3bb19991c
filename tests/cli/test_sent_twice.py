"""A claim that was sent twice: the denial of the second as a duplicate leaves the first decision, and its number."""

from pathlib import Path

from tests.cli.calling import THE_DAY, call


def test_a_claim_sent_twice_is_taken_back_by_the_number_of_its_first_decision(tmp_path: Path) -> None:
    inbox, outbox = tmp_path / "inbox", tmp_path / "outbox"
    inbox.mkdir()
    call("claim", *THE_DAY, "-o", inbox / "first.837")
    call("payer", "--inbox", inbox, "--outbox", outbox, "--on", "2026-03-05")
    (inbox / "again.837").write_bytes((inbox / "first.837").read_bytes().replace(b"*000000001*", b"*000000002*"))
    said = call("payer", "--inbox", inbox, "--outbox", outbox, "--on", "2026-03-09").out
    assert "again.837" in said
    claim_id = (inbox / "first.837").read_text().partition("CLM*")[2].partition("*")[0]
    voids = []
    for name, paid in (("one.837", ("first.835",)), ("both.837", ("first.835", "again.835"))):
        told = [option for one in paid for option in ("--paid", outbox / one)]
        assert call("void", inbox / "first.837", claim_id, *told, "-o", tmp_path / name).code in {0, 1}
        voids.append((tmp_path / name).read_text().partition("REF*F8*")[2].partition("~")[0])
    assert voids[0]
    assert voids[0] == voids[1]
