"""How far a portfolio is: told while it is graded, and shown on a terminal alone."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from liability.cli import batch_progress, rules
from liability.cli.batch_progress import progress_shown
from liability.cli.batch_source import source_of
from liability.cli.given import given
from liability.portfolio import batch as portfolio_batch
from liability.portfolio import case_files
from liability.portfolio.batch import Batch
from liability.portfolio.pattern_needs import PatternNeeds
from liability.portfolio.progress import AUDITING, GRADING, LOADING, TESTING, Progress, Step
from liability.portfolio.tables import open_table
from liability.portfolio.tally import Tally
from liability.source.problems import Gathered

AXES = "case,system.autonomy,system.generality,system.intelligence\n"
LEVELS = ("", "weak", "strong")
ROWS = [f"{a},{g},{i}" for a in LEVELS for g in LEVELS for i in LEVELS]
LAW = given(Gathered(), as_of="2025-06-01")
CASES = Path(__file__).parents[1] / "cases"
PACK = Path(__file__).parents[1] / "docs/examples/kite-act/rules"


def batch_of(folder, text):
    path = folder / "t.csv"
    path.write_text(text, "utf-8")
    return source_of(open_table(path, path.name), None, LAW, audit=4, needs=True)


def test_rows_are_told_while_the_patterns_among_them_are_worked_out(tmp_path, monkeypatch):
    rows = "".join(f"c{number},{row}\n" for number, row in enumerate(ROWS))
    batch = batch_of(tmp_path, AXES + rows)
    told = []

    def telling(self, row, of=PatternNeeds.determination):
        told.append(batch.progress.step)
        return of(self, row)

    monkeypatch.setattr(PatternNeeds, "determination", telling)
    assert batch.progress.step == Step(LOADING, 0, None)
    (_,) = batch.run()
    assert {(each.doing, each.total) for each in told} == {(GRADING, 27)}
    done = [each.done for each in told]
    assert len(done) == 27
    assert done == sorted(set(done))
    assert done[0] == 0
    assert 20 < done[-1] < 27
    assert batch.progress.step == Step(GRADING, 27, 27)
    batch.disagreements()
    assert batch.progress.step == Step(AUDITING, 4, 4)


def test_rows_come_out_alike_in_whatever_parts_what_to_find_out_is_found(tmp_path, monkeypatch):
    wrong = ["c1,weak", "c1,weak,,", "bad,wide,,", ",,,strong", "x,,,,"]
    rows = [f"c{number},{row}" for number, row in enumerate(ROWS)]
    text = AXES + "\n".join([*rows[:9], *wrong, *rows[9:], "c99"])
    (whole,) = batch_of(tmp_path, text).run()
    monkeypatch.setattr(portfolio_batch, "_FEWEST", 2)
    monkeypatch.setattr(portfolio_batch, "_SOON", 2)
    parted = batch_of(tmp_path, text)
    parts = list(parted.run())
    assert len(parts) > 10
    assert pl.concat(each.results for each in parts).equals(whole.results)
    assert pl.concat(each.errors for each in parts).equals(whole.errors)
    assert parted.progress.step == Step(GRADING, 33, 33)


def test_rows_that_are_not_finished_count_nowhere(tmp_path, monkeypatch):
    batch = batch_of(tmp_path, AXES + "a,,,\n")
    monkeypatch.setattr(Batch, "_digests_of", lambda *_: signal.raise_signal(signal.SIGINT))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
    try:
        with pytest.raises(KeyboardInterrupt):
            list(batch.run())
    finally:
        signal.signal(signal.SIGINT, before)
    assert batch.tally == Tally(there=1)
    assert list(batch.wanted.most()) == []


def test_where_rows_have_no_names_their_number_is_not_known(tmp_path):
    batch = batch_of(tmp_path, AXES.replace("case", "title") + "a,,,\nb,,,\n")
    (_,) = batch.run()
    assert batch.progress.step == Step(GRADING, 2, None)
    assert batch.tally.there is None


def test_case_files_are_told_one_by_one(monkeypatch):
    files = [CASES / "gpt-4.yaml", CASES / "alphafold.yaml"]
    source = source_of(files, None, LAW, audit=0, needs=False)
    told = []

    def telling(file, of=case_files._check_file):
        told.append(source.progress.step)
        of(file)

    monkeypatch.setattr(case_files, "_check_file", telling)
    (_,) = source.run()
    assert told[0] == Step(GRADING, 0, 2)
    assert told[-1] == Step(GRADING, 1, 2)
    assert source.progress.step == Step(GRADING, 2, 2)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 80 columns as standard error; and what is in it after some patience."""
    for name, value in (("TERM", "xterm"), ("COLUMNS", "80"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(batch_progress, "_EVERY", 0.01)
    progress = Progress()
    progress.begin(GRADING, 12_000)
    progress.take_up(8_000, 4)
    progress.worked()

    def after(patience, language="en", **rows):
        made = Terminal()
        monkeypatch.setattr(sys, "stderr", made)
        monkeypatch.setattr(batch_progress, "_PATIENCE", patience)
        with progress_shown(progress, language, rows_shown=False, **rows):
            until = time.monotonic() + 5
            while not patience and "0:00:00" not in made.getvalue() and time.monotonic() < until:
                time.sleep(0.01)
        return made.getvalue()

    return after


def test_a_terminal_shows_it_after_some_patience_in_the_language_asked_for(terminal):
    assert terminal(9) == ""
    shown = terminal(0)
    assert "grading ━━━" in shown
    assert "2,000 / 12,000 0:00:00" in shown
    assert max(map(len, shown.replace("\r", "\n").splitlines())) < 80
    assert "판정 중 ━━━" in terminal(0, "ko")


def test_the_tests_of_rules_are_counted_on_a_terminal_and_nothing_is_left_in_their_output(
    monkeypatch, terminal
):
    made, counted = Terminal(), []

    class Counting(Progress):
        def finish(self, number=1):
            super().finish(number)
            counted.append(self.step)
            until = time.monotonic() + 5
            while f"{len(counted)} 0:00:0" not in made.getvalue() and time.monotonic() < until:
                time.sleep(0.01)

    monkeypatch.setattr("liability.portfolio.progress.Progress", Counting)
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setattr(batch_progress, "_PATIENCE", 0)
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        rules.test_(str(PACK))
    assert [each.done for each in counted] == list(range(1, len(counted) + 1))
    assert all(each.doing == TESTING for each in counted)
    assert "testing" in made.getvalue()
    assert written.getvalue() == f"rule tests: {len(counted)} passed, 0 failed\n"


@pytest.mark.parametrize("shown", [(False, True, True), (True, True, True), (True, True, False)])
def test_it_is_never_in_a_pipe_nor_among_rows(monkeypatch, shown):
    stderr, stdout, rows = shown
    monkeypatch.setattr(batch_progress, "_PATIENCE", 0)
    monkeypatch.setattr(batch_progress, "_EVERY", 0.01)
    made = {
        each: Terminal() if is_terminal else io.StringIO()
        for each, is_terminal in (("stderr", stderr), ("stdout", stdout))
    }
    for name, stream in made.items():
        monkeypatch.setattr(sys, name, stream)
    with progress_shown(Progress(), "en", rows_shown=rows):
        time.sleep(0.1)
    quiet = not stderr or rows
    assert (made["stderr"].getvalue() == "") is quiet
    assert made["stdout"].getvalue() == ""
