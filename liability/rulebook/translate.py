"""Conditions as they are written to what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liability.rulebook import condition_format as f
from liability.rulebook import conditions as c


def condition(form: Any) -> c.Condition:
    """Turn a condition as written into what it means."""
    match form:
        case "always" | "never":
            return c.Constant(form == "always")
        case str():
            return c.Is(form)
        case f.AllForm():
            return c.All(_all(form.all))
        case f.AnyForm():
            return c.AnyOf(_all(form.any))
        case f.NotForm():
            return c.Not(condition(form.not_))
        case f.CountForm():
            return _count(form)
        case f.EstablishedForm():
            return _established(form)
        case f.SufficesForm():
            # a part that fails is one of the two that the count asks for, and leaves it open
            return c.Not(c.Count((c.Not(condition(form.suffices)),), 2, 1, 1))
        case f.DisprovedForm():
            return c.Disproved(condition(form.disproved))
        case f.ShownForm():
            return c.Shown(condition(form.shown))
        case f.ConclusionTestForm():
            return c.Is(form.conclusion, (form.is_,) if form.is_ else tuple(form.is_one_of or ()))
        case f.SomeForm():
            return c.Quantified("some", form.some, form.holds, form.of)
        case f.SeveralForm():
            return c.Quantified("several", form.several, form.holds, form.of)
        case f.EveryForm():
            return c.Quantified("every", form.every, form.holds, form.of)
        case f.SlotForm():
            return c.Slot(form.slot)
        case f.ReadingChoiceForm():
            return c.Choice(form.reading, _options(form.options))
        case f.ProfileForm():
            return c.Choice(None, _options(form.by_profile))
        case f.FactTestForm():
            return _fact_test(form)
    raise TypeError(form)


def _all(forms: list[Any]) -> tuple[c.Condition, ...]:
    return tuple(condition(each) for each in forms)


def _options(forms: Mapping[str, Any]) -> tuple[tuple[str, c.Condition], ...]:
    return tuple((name, condition(each)) for name, each in sorted(forms.items()))


def _count(form: f.CountForm) -> c.Count:
    low = form.exactly if form.exactly is not None else form.at_least or 0
    high = form.exactly if form.exactly is not None else form.at_most
    return c.Count(_all(form.count), low, len(form.count) if high is None else high, form.open_from)


def _established(form: f.EstablishedForm) -> c.Established:
    ways = _all(form.established_by)
    inside = (each for way in ways for each in c.walk(way))
    return c.Established(ways, any(isinstance(each, c.Established) for each in inside))


def _fact_test(form: f.FactTestForm) -> c.FactTest:
    operator, given = form.operator()
    on = (
        form.at if isinstance(form.at, f.PointsForm) else f.PointsForm(met=form.at, not_met=form.at)
    )
    any_side = operator == "supported" or form.by is not None
    test = c.FactTest(form.fact, operator, any_side=any_side, otherwise=form.otherwise)
    if operator in ("is", "supported"):
        return test._replace(values=(given,))
    if operator in ("is_one_of", "includes_any"):
        return test._replace(values=tuple(given))
    if operator == "decides":
        return test._replace(values=tuple(given.met), against=tuple(given.not_met))
    if operator == c.LEFT_OUT:
        return test
    return test._replace(operand=_operand(given), met_on=on.met, not_met_on=on.not_met)


def _operand(given: Any) -> c.OperandTree:
    match given:
        case f.ParameterOperand():
            return c.ParameterRef(given.parameter)
        case f.FactOperand():
            return c.FactRef(given.fact)
        case f.AsOfOperand():
            return c.AsOf()
    return c.Literal(given)
