"""How evidence is collected, on a toy claim: the square of an integer is not negative."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import strategies as st

from verify import claim as claim_module
from verify.check.certificates import Refused
from verify.claim import Amount, Claim
from verify.evidence import Level, Outcome, PremiseVerdict, Profile, Replay, settle
from verify.exhausted import Block, Scope, Statement, Truths, sizes
from verify.instruments.certificates import optimum
from verify.ways import (
    Certificate,
    Control,
    Decided,
    Derivation,
    DisagreementError,
    FallsError,
    Premise,
    Property,
    Searchable,
    Source,
)

ONE = (Fraction(1),)
SCOPE = Scope({"x": "n"}, sizes(n=range(1, 3)), "n <= 2, entries -1, 0, 1")


@pytest.fixture(autouse=True)
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(claim_module.AMOUNTS, Profile.QUICK, Amount(examples=60, instances=4))


def not_negative(x: int) -> Iterator[str]:
    yield "an integer"
    if x * x < 0:
        raise FallsError("a negative square")
    yield "zero" if x == 0 else "not zero"


def certified(_: np.random.Generator) -> Decided:
    return Decided(holds=True, shown={"x": 1}, certificates=(optimum((ONE,), ONE, ONE),))


def squares(block: Block) -> Truths:
    return np.asarray((block["x"] ** 2 >= 0).all(axis=1))


def positive(block: Block) -> Truths:
    return np.asarray((block["x"] >= 0).all(axis=1))


PROPERTY = Property(st.integers(-9, 9), not_negative, ("zero", "not zero"), lambda x: {"x": x})
TOY = Claim(
    id="toy",
    statement="squares are not negative",
    source=Source("nowhere", "we say so"),
    property=PROPERTY,
    instance=certified,
    exhausted=Searchable(Statement(squares), SCOPE),
    controls=(Control("positive", "integers are not negative", Searchable(Statement(positive), SCOPE)),),
    premises=(Premise("an integer", "x is an integer", Searchable(Statement(positive), SCOPE)),),
)


def test_a_sound_claim_is_certified() -> None:
    collected = TOY.collect(Profile.QUICK, 0)
    (settled,) = settle([collected])
    assert (settled.outcome, settled.level) == (Outcome.HOLDS, Level.CERTIFIED)
    assert settled.rests_on == ("normal-equations",)
    assert collected.evidence.tested is not None
    assert collected.evidence.tested.examples >= 19  # all that there are
    assert collected.evidence.certified is not None
    assert collected.evidence.certified.instances == collected.evidence.certified.issued == 4
    assert collected.evidence.certified.exhausted is not None
    assert collected.evidence.certified.exhausted.instances == 3 + 9
    assert len(collected.certificates) == 4
    (control,), (premise,) = collected.controls, collected.premises
    assert control.counterexample == premise.witness == {"x": ("-1",)}
    assert premise.verdict is PremiseVerdict.NECESSARY
    assert premise.met == collected.evidence.tested.examples


def test_the_seed_alone_decides() -> None:
    assert TOY.collect(Profile.QUICK, 3) == TOY.collect(Profile.QUICK, 3)


def test_a_false_property_refutes_with_the_smallest_example() -> None:
    def falls(x: int) -> Iterator[str]:
        yield "zero"
        if x > 4:
            raise FallsError("too large")

    collected = replace(TOY, property=replace(PROPERTY, check=falls)).collect(Profile.QUICK, 0)
    assert collected.counterexample == {"x": "5"}
    assert collected.evidence.tested is None
    assert settle([collected])[0].outcome is Outcome.REFUTED


def test_two_routes_that_disagree_are_a_fault_and_no_counterexample() -> None:
    def disagrees(x: int) -> Iterator[str]:
        yield "zero"
        if x < -2:
            raise DisagreementError("one says yes")

    collected = replace(TOY, property=replace(PROPERTY, check=disagrees)).collect(Profile.QUICK, 0)
    assert collected.counterexample is None
    assert collected.disagreements == ("one says yes, at x = -3",)
    assert settle([collected])[0].outcome is Outcome.UNDECIDED


def test_a_stratum_that_is_not_reached_makes_the_claim_vacuous() -> None:
    changed = replace(PROPERTY, strata=("zero", "a complex number"))
    (settled,) = settle([replace(TOY, property=changed).collect(Profile.QUICK, 0)])
    assert settled.outcome is Outcome.VACUOUS
    assert settled.reasons == ("the case 'a complex number' was never reached",)


def test_a_premise_that_is_hardly_met_makes_the_claim_vacuous() -> None:
    premise = replace(TOY.premises[0], id="never said")
    (settled,) = settle([replace(TOY, premises=(premise,)).collect(Profile.QUICK, 0)])
    assert settled.outcome is Outcome.VACUOUS


def test_a_premise_without_a_witness_is_undecided_and_never_redundant() -> None:
    premise = replace(TOY.premises[0], without=Searchable(Statement(squares), SCOPE))
    (shown,) = replace(TOY, premises=(premise,)).collect(Profile.QUICK, 0).premises
    assert (shown.verdict, shown.witness) == (PremiseVerdict.UNDECIDED, None)


def test_a_control_that_survives_is_a_fault() -> None:
    control = replace(TOY.controls[0], wrong=Searchable(Statement(squares), SCOPE))
    (settled,) = settle([replace(TOY, controls=(control,)).collect(Profile.QUICK, 0)])
    assert settled.outcome is Outcome.UNDECIDED
    assert settled.reasons == ("control positive survived",)


def test_refused_certificates_are_named_and_not_counted() -> None:
    def forged(rng: np.random.Generator) -> Decided:
        sound = certified(rng)
        false = Certificate({**sound.certificates[0].line, "s": ["2"]}, "normal-equations")
        return replace(sound, certificates=(sound.certificates[0], false))

    collected = replace(TOY, instance=forged).collect(Profile.QUICK, 0)
    assert collected.evidence.certified is not None
    assert (collected.evidence.certified.instances, collected.evidence.certified.rejected) == (0, 4)
    assert len(collected.refusals) == 4
    assert collected.refusals[0].startswith("toy, instance 1, certificate 2: ")
    assert settle([collected])[0].outcome is Outcome.UNDECIDED


def test_the_checker_decides_what_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(line: str) -> None:
        raise Refused(f"no: {len(line) > 0}")

    monkeypatch.setattr(claim_module, "check_line", refuse)
    collected = TOY.collect(Profile.QUICK, 0)
    assert collected.evidence.certified is not None
    assert collected.evidence.certified.instances == 0


def test_an_instance_that_fails_refutes() -> None:
    def fails(rng: np.random.Generator) -> Decided:
        return replace(certified(rng), holds=False, shown={"x": Fraction(1, 2)})

    collected = replace(TOY, instance=fails).collect(Profile.QUICK, 0)
    assert collected.counterexample == {"x": "1/2"}


def test_the_counterexample_of_the_scope_is_the_one_shown() -> None:
    collected = replace(TOY, exhausted=Searchable(Statement(positive), SCOPE)).collect(Profile.QUICK, 0)
    assert collected.counterexample == {"x": ("-1",)}


def test_a_derivation_is_shown_and_raises_no_level() -> None:
    derivation = Derivation("by hand", lambda: ("x² = x·x", "so it is not negative"))
    collected = replace(TOY, derivation=derivation).collect(Profile.QUICK, 0)
    assert collected.evidence.derived is not None
    assert (collected.evidence.derived.steps, collected.evidence.derived.route) == (2, "by hand")
    assert settle([collected])[0].level is Level.CERTIFIED


def test_a_derivation_that_fails_is_a_fault() -> None:
    def derive() -> tuple[str, ...]:
        raise DisagreementError("step 1 is wrong")

    collected = replace(TOY, derivation=Derivation("by hand", derive)).collect(Profile.QUICK, 0)
    assert collected.evidence.derived is None
    assert collected.disagreements == ("step 1 is wrong",)


def test_an_instance_without_a_certificate_is_not_certified() -> None:
    bare = replace(TOY, instance=lambda rng: replace(certified(rng), certificates=()), exhausted=None)
    collected = bare.collect(Profile.QUICK, 0)
    assert collected.evidence.certified is not None
    assert (collected.evidence.certified.instances, collected.evidence.certified.issued) == (0, 4)
    assert settle([collected])[0].level is Level.TESTED


def test_an_instance_that_is_not_found_is_not_counted() -> None:
    collected = replace(TOY, instance=lambda _: None).collect(Profile.QUICK, 0)
    assert collected.evidence.certified is not None
    assert collected.evidence.certified.issued == 0


def test_what_a_claim_lacks_is_absent_from_its_evidence() -> None:
    bare: Claim[None] = Claim("bare", "nothing is tried", "nowhere", no_control_because="nothing is claimed")
    (settled,) = settle([bare.collect(Profile.QUICK, 0)])
    assert settled.evidence.model_dump() == {}
    assert (settled.outcome, settled.reasons) == (Outcome.UNDECIDED, ("this run established nothing",))


@pytest.mark.parametrize("seed", range(3))
def test_where_a_scope_was_exhausted_the_witness_does_not_depend_on_the_seed(seed: int) -> None:
    def falls(x: int) -> Iterator[str]:
        yield "zero"
        if abs(x) > seed:
            raise FallsError("too large")

    false = replace(
        TOY, property=replace(PROPERTY, check=falls), exhausted=Searchable(Statement(positive), SCOPE)
    ).collect(Profile.QUICK, seed)
    assert false.counterexample == {"x": ("-1",)}
    assert false.replay == Replay(claim="toy", part="toy", instance={"x": ("-1",)})
