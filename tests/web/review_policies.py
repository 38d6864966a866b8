"""Who may do what in supervision: a part of the matrix of `test_policies`.

The owner's attempt was read by the supervisor; the peer's are rated blind by the supervisor and a second one.
"""

from __future__ import annotations

from collections.abc import Mapping

COHORT, ATTEMPT, REVIEW = "/cohorts/<uuid:cohort_id>", "/attempts/<uuid:attempt_id>", "/reviews/<uuid:attempt_id>"
BLIND = "/blind/<uuid:double_rating_id>"
ROUND = "/calibration/rounds/<uuid:round_id>/<int:place>"
SET, RUN = "/calibration/<uuid:set_id>", "/agreement/<uuid:run_id>"
FILE = "<any(csv, xlsx):form>"
LEADS, READS = ("leader",), ("supervisor",)
BOTH = (*LEADS, *READS)
ANY_SUPERVISOR = ("supervisor", "other supervisor")
ANY_LEADER = ("leader", "other leader")
# What those are answered who may; for everybody else there is nothing there.
FOR_SOME: Mapping[tuple[str, str], tuple[int, tuple[str, ...]]] = {
    ("/queue", "GET"): (200, ANY_SUPERVISOR),
    ("/queue/release", "POST"): (422, ANY_SUPERVISOR),
    ("/queue/requests/<uuid:request_id>/settle", "POST"): (303, READS),
    (REVIEW, "GET"): (200, READS),
    (f"{REVIEW}/save", "POST"): (303, READS),
    (f"{REVIEW}/finish", "POST"): (303, READS),
    (f"{REVIEW}/release/<uuid:review_id>", "POST"): (303, READS),
    (f"{REVIEW}/comments/<uuid:thread>", "POST"): (303, READS),
    ("/reviews/phrases", "GET"): (200, ANY_SUPERVISOR),
    ("/reviews/phrases", "POST"): (422, ANY_SUPERVISOR),
    ("/reviews/phrases/<uuid:phrase_id>/forget", "POST"): (303, READS),
    (BLIND, "GET"): (200, READS),
    (f"{BLIND}/save", "POST"): (303, READS),
    (f"{BLIND}/finish", "POST"): (422, READS),
    (f"{BLIND}/consensus", "GET"): (200, READS),
    (f"{BLIND}/consensus/save", "POST"): (303, READS),
    (f"{BLIND}/consensus/finish", "POST"): (303, READS),
    (ROUND, "GET"): (200, READS),
    (f"{ROUND}/save", "POST"): (303, READS),
    (f"{ROUND}/finish", "POST"): (422, READS),
    ("/ratings/tasks", "GET"): (200, ANY_SUPERVISOR),
    (f"{COHORT}/ratings", "GET"): (200, BOTH),
    (f"{COHORT}/ratings.{FILE}", "GET"): (200, BOTH),
    (f"{COHORT}/ratings/revert", "POST"): (422, LEADS),
    (f"{COHORT}/double-ratings", "GET"): (200, LEADS),
    (f"{COHORT}/double-ratings", "POST"): (303, LEADS),
    ("/double-ratings/<uuid:double_rating_id>/withdraw", "POST"): (303, LEADS),
    (f"{COHORT}/calibration", "GET"): (200, BOTH),
    (f"{COHORT}/calibration", "POST"): (422, LEADS),
    (SET, "GET"): (200, BOTH),
    (f"{SET}/calibration.{FILE}", "GET"): (200, LEADS),
    (f"{SET}/rounds", "POST"): (422, LEADS),
    (f"{SET}/close", "POST"): (303, LEADS),
    (f"{SET}/reopen", "POST"): (303, LEADS),
    (f"{COHORT}/agreement", "GET"): (200, BOTH),
    (f"{COHORT}/agreement", "POST"): (303, BOTH),
    (RUN, "GET"): (200, LEADS),
    (f"{RUN}/agreement.{FILE}", "GET"): (404, ()),
    (f"{COHORT}/trainees/<uuid:person_id>", "GET"): (200, BOTH),
    (f"{COHORT}/trainees/<uuid:person_id>/portfolio.pdf", "GET"): (200, BOTH),
    (f"{COHORT}/trainees/<uuid:person_id>/portfolio.{FILE}", "GET"): (200, BOTH),
    (f"{COHORT}/heat-map", "GET"): (200, BOTH),
    (f"{COHORT}/heat-map.pdf", "GET"): (200, BOTH),
    (f"{COHORT}/heat-map.{FILE}", "GET"): (200, BOTH),
    ("/studio/disputes", "GET"): (200, ANY_LEADER),
    ("/studio/disputes/<uuid:dispute_id>", "POST"): (303, ANY_LEADER),
}
# What everybody is answered who is signed in: pages about oneself.
FOR_EVERYBODY: Mapping[tuple[str, str], int] = {
    ("/portfolio", "GET"): 200,
    ("/portfolio.pdf", "GET"): 200,
    (f"/portfolio/{FILE}", "GET"): 200,
    ("/next", "GET"): 200,
    ("/next/set-aside", "POST"): 422,
    ("/next/bring-back", "POST"): 303,
}
DRILLS: Mapping[tuple[str, str], tuple[int, tuple[str, ...], int]] = {
    # those who have the same case before them in an open assessment are told so; the others are answered as usual
    ("/drills/<version>/<scene>", "GET"): (422, ("owner", "peer"), 200),
    ("/drills/<version>/<scene>", "POST"): (422, ("owner", "peer"), 409),
}
# What only the trainee whose attempt it is may do.
FOR_THE_OWNER: Mapping[tuple[str, str], int] = {
    (f"{ATTEMPT}/help", "POST"): 404,
    (f"{ATTEMPT}/help/<uuid:request_id>/withdraw", "POST"): 303,
    (f"{ATTEMPT}/comments/<uuid:thread>", "POST"): 303,
    (f"{ATTEMPT}/answers/<uuid:answer_id>/take-back", "POST"): 303,
}
SENT: Mapping[str, dict[str, str]] = {
    f"{REVIEW}/comments/<uuid:thread>": {"answer": "Go on so."},
    f"{ATTEMPT}/comments/<uuid:thread>": {"answer": "Thank you."},
    "/studio/disputes/<uuid:dispute_id>": {"outcome": "case stays", "remark": "It was read twice."},
    f"{ATTEMPT}/help": {"kind": "reading"},
    "/next/bring-back": {"criterion": "tracks-window"},
}
IDS = (
    *("double_rating_id", "round_id", "set_id", "run_id", "request_id"),
    *("phrase_id", "answer_id", "dispute_id", "thread"),
)
