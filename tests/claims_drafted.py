"""Documents that claim a harbor, drafted."""

from __future__ import annotations

from functools import cache, partial

from in_process import run

from liability.cli.claim import claim as claim_verb

HARBORS = ("compute", "weak", "narrow", "passive", "provably-safe")
ROBOT, ROBOT_CASE = "cases/home-robot.yaml", "cases/safety-cases/home-robot.yaml"
claim = partial(run, claim_verb)


@cache
def drafted(case, harbor, *more):
    done = claim(case, "--harbor", harbor, *more)
    assert done.exit_code == 0, done.stderr
    return done.stdout
