"""What a person keeps beside the program goes along to a worker, and answers there as it did here."""

from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.bulk.run.papers import BookPapers
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.bulk.spark.spark_settings import pack_settings
from cleanclaim.law.basis import Basis
from cleanclaim.reference.library import Library, shipped

OWN = 'name = "Our own"\nextends = "commercial"\nkind = "commercial"\nabout = "A plan of our own."\n'
ON = date(2026, 3, 2)


def test_payers_and_releases_are_unpacked_where_the_worker_may_write(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    (here / "our_own.toml").write_text(OWN, encoding="utf-8")
    release = next(one for one in shipped().releases if one.kind == "mpfs")
    imported = tmp_path / "imported" / Path(release.file).name
    imported.parent.mkdir()
    imported.write_bytes(Path(release.file).read_bytes())
    others = [one for one in shipped().releases if one is not release]
    basis = Basis(payers=here, library=Library([*others, structs.replace(release, file=str(imported))]))
    packed = pack_settings(BulkSettings(verb="review", basis=basis), BookPapers(), 7)
    (here / "our_own.toml").unlink()
    imported.unlink()
    unpacked = packed.unpack(there).basis
    policy = unpacked.policy("our_own", ON)
    assert policy is not None
    assert policy.name == "Our own"
    files = {one.name: one.file for one in unpacked.library.releases} if unpacked.library else {}
    assert Path(files[release.name]).read_bytes() == Path(release.file).read_bytes()
    assert there in Path(files[release.name]).parents
    assert packed.unpack(there).basis.payers == unpacked.payers


@pytest.mark.parametrize("buckets", [1, 7])
def test_a_bucket_is_the_one_that_bulk_review_has(buckets: int) -> None:
    from cleanclaim.bulk.run.plan import find_bucket

    packed = pack_settings(BulkSettings(verb="review", basis=Basis()), BookPapers(), buckets)
    assert packed.bucket_of("somebody") == find_bucket("somebody", buckets)
