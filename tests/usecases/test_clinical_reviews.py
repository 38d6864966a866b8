"""Clinical reviews: only a course leader records one, and it holds for the version that was read."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from simulator.usecases import choosing, clinical_reviews
from simulator.usecases.catalogue import Store
from simulator.usecases.clinical_reviews import ClinicalReview
from simulator.usecases.errors import NotFound, Refused
from tests.usecases.cases import WALK
from tests.usecases.trainee import NOW, Trainee, reopened


def record(leader: Trainee, reviewer: str = "Dr A. Reader", version: str = "", slug: str = "walk") -> None:
    version = version or leader.store.catalogue.current["walk"].version
    clinical_reviews.record(leader.store, leader.actor, slug, version, uuid4(), reviewer, "Read twice.", NOW)


def kept(leader: Trainee) -> tuple[ClinicalReview, ...]:
    return clinical_reviews.reviewed_case(leader.store, leader.actor, "walk").reviews


def shown(store: Store, trainee: Trainee) -> list[str]:
    return [one.name for one in choosing.briefing(store, trainee.actor, "walk").card.reviewers]


def test_until_one_is_recorded_a_case_has_no_reviewer(leader: Trainee, ada: Trainee) -> None:
    assert shown(ada.store, ada) == []
    record(leader)
    assert shown(ada.store, ada) == ["Dr A. Reader"]
    (other,) = (one for one in choosing.library(ada.store, ada.actor) if one.slug == "walk-again")
    assert other.reviewers == ()


def test_a_changed_case_counts_as_not_reviewed(leader: Trainee, ada: Trainee, folder: Path) -> None:
    record(leader)
    (folder / "walk.md").write_text(WALK.replace("Here is dry.", "It is dry here."), "utf-8")
    assert shown(reopened(ada.store, folder), ada) == []


def test_a_withdrawn_review_stays_on_record(leader: Trainee, ada: Trainee) -> None:
    record(leader)
    (review,) = kept(leader)
    clinical_reviews.withdraw(leader.store, leader.actor, "walk", review.id, NOW)
    clinical_reviews.withdraw(leader.store, leader.actor, "walk", review.id)
    assert shown(ada.store, ada) == []
    (review,) = kept(leader)
    assert (review.withdrawn_at, review.recorded_by, review.remark) == (NOW, "Noor", "Read twice.")


def test_a_trainee_neither_sees_nor_records_nor_withdraws_reviews(leader: Trainee, ada: Trainee) -> None:
    record(leader)
    (review,) = kept(leader)
    with pytest.raises(NotFound):
        kept(ada)
    with pytest.raises(NotFound):
        record(ada)
    with pytest.raises(NotFound):
        clinical_reviews.withdraw(ada.store, ada.actor, "walk", review.id)
    assert len(shown(ada.store, ada)) == 1


def test_what_is_wrong_is_said_in_a_sentence(leader: Trainee) -> None:
    with pytest.raises(Refused, match="who has read the case"):
        record(leader, reviewer="  ")
    with pytest.raises(Refused, match="has changed since"):
        record(leader, version="0" * 64)
    with pytest.raises(Refused, match="200 is the most"):
        record(leader, reviewer="x" * 201)
    with pytest.raises(NotFound):
        record(leader, slug="no-such-case")
    assert kept(leader) == ()


def test_a_review_cannot_be_withdrawn_by_way_of_another_case(leader: Trainee) -> None:
    record(leader)
    (review,) = kept(leader)
    for slug, review_id in (("walk-again", review.id), ("walk", uuid4())):
        with pytest.raises(NotFound):
            clinical_reviews.withdraw(leader.store, leader.actor, slug, review_id)
