"""What a run collects about one claim: evidence by level, premises put to the test, controls."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from verify.evidence.base import Count, Instance, Model, Text
from verify.evidence.census import CensusRow
from verify.evidence.status import Kind, PremiseVerdict


class Tested(Model):
    """Random examples in floats without a counterexample, and how often each boundary case was reached."""

    examples: Count
    strata: dict[str, Count]


class Exhausted(Model):
    """A finite scope in which every instance was decided exactly."""

    scope: Text
    instances: Count


class Certified(Model):
    """Instances decided without tolerance, each with a certificate.

    `issued` certificates were made; the independent checker accepted `instances` of them in this run and
    refused `rejected`. A profile may check only some: instances + rejected of issued.
    """

    instances: Count
    rejected: Count
    issued: Count
    exhausted: Exhausted | None = None

    @model_validator(mode="after")
    def _no_more_than_issued(self) -> Self:
        if self.checked > self.issued:
            raise ValueError(f"{self.checked} certificates checked, but only {self.issued} issued")
        return self

    @property
    def checked(self) -> int:
        """How many certificates the checker was shown."""
        return self.instances + self.rejected


class Derived(Model):
    """A symbolic derivation: evidence of its own kind, which never raises a level."""

    steps: Count
    route: Text


class ArgumentLine(Model):
    """A line of a proof: how deep it is nested, its number where others refer to it, what it says, and why.

    Formulas stand in the notation of `verify.proof.notation`; blanks within one that may not be broken are no-break
    spaces.
    """

    depth: Count
    number: Count | None = None
    said: Text
    reason: Text | None = None


class ArgumentBlock(Model):
    """A lemma or the theorem of a proof: its title, its statement, what is free in that, and the lines of its proof."""

    title: Text
    statement: Text
    remark: Text | None = None
    lines: tuple[ArgumentLine, ...]


class Proved(Model):
    """A theorem for all sizes: the kernel accepted every step of its proof, and the independent checker did again.

    `argument` is its proof to be read: lemmas first, then the theorem.
    """

    statement: Text
    steps: Count
    argument: tuple[ArgumentBlock, ...] = ()
    covers: Text | None = Field(default=None, description="where the theorem says less than the claim, or otherwise")


class Formalised(Model):
    """Theorems that `coqc` accepted, as they were frozen; `assumptions` are the axioms that they rest on."""

    theorem: Text
    statements: tuple[Text, ...]
    assumptions: tuple[Text, ...] = ()


class Evidence(Model):
    """What this run established, level by level; what it did not is absent."""

    tested: Tested | None = None
    certified: Certified | None = None
    derived: Derived | None = None
    proved: Proved | None = None
    formalised: Formalised | None = None


class Replay(Model):
    """What decides one instance again: `verify.replay` with these arguments, or a file that holds this object.

    `part` is the id of the claim itself, or that of one of its controls or premises. `instance` has every matrix that
    the part speaks of, which may be more than is shown; `module` is where a claim of the user's own comes from.
    """

    claim: Text
    part: Text
    instance: Instance
    module: Text | None = None


class Premise(Model):
    """A premise put to the test: `met` in so many of the tested examples, and what happens without it.

    `stated_in_post` is absent where the claim itself is not the post's, so that the post could not state it.
    """

    id: Text
    statement: Text
    verdict: PremiseVerdict
    met: Count | None = None
    tried: Text | None = Field(default=None, description="where a witness was looked for")
    stated_in_post: bool | None = True
    witness: Instance | None = None
    replay: Replay | None = None
    stronger: Text | None = Field(default=None, description="the proved claim that makes the premise redundant")

    @model_validator(mode="after")
    def _verdict_has_its_ground(self) -> Self:
        if (self.verdict is PremiseVerdict.NECESSARY) != (self.witness is not None):
            raise ValueError(f"premise {self.id}: a witness makes a premise necessary, and nothing else does")
        if (self.verdict is PremiseVerdict.REDUNDANT) != (self.stronger is not None):
            raise ValueError(f"premise {self.id}: redundant needs the id of the stronger claim, and only then")
        return self


class Control(Model):
    """A deliberately wrong version of the claim. `smallest`: no smaller counterexample in the scope."""

    id: Text
    statement: Text
    refuted: bool
    smallest: bool = False
    counterexample: Instance | None = None
    replay: Replay | None = None

    @model_validator(mode="after")
    def _refuted_with_counterexample(self) -> Self:
        if self.refuted != (self.counterexample is not None):
            raise ValueError(f"control {self.id}: refuted means that a counterexample is shown")
        return self


class ClaimEvidence(Model):
    """All that a run collected about one claim. Fields that are empty in a sound run have defaults.

    `counterexample` refutes the claim; `undecided` is the reason why this run could not tell; `broken` says which
    proofs do not arrive; the `disagreements` are sentences about two routes that gave different answers; `refusals`
    name each certificate that the checker refused, and why. `certificates` (JSON lines) and `census` travel with the
    evidence but are written elsewhere, not in the claim's JSON.
    """

    shown_as_null: ClassVar[frozenset[str]] = frozenset({"repairs"})

    id: Text
    kind: Kind = Kind.CLAIM
    repairs: Text | None = None
    statement: Text
    source: Text
    module: Text | None = Field(default=None, description="where a claim of the user's own comes from")
    evidence: Evidence
    rests_on: tuple[Text, ...] = ()
    premises: tuple[Premise, ...] = ()
    controls: tuple[Control, ...] = ()
    no_control_because: Text | None = None
    replayed: Count | None = Field(default=None, description="kept counterexamples that were tried again first")
    counterexample: Instance | None = None
    replay: Replay | None = None
    undecided: Text | None = None
    stopped: Text | None = Field(default=None, description="the error that ended the work on this claim")
    disagreements: tuple[Text, ...] = ()
    broken: tuple[Text, ...] = Field(default=(), description="proofs that do not arrive, and why")
    refusals: tuple[Text, ...] = ()
    certificates: tuple[str, ...] = Field(default=(), exclude=True, repr=False)
    census: tuple[CensusRow, ...] = Field(default=(), exclude=True, repr=False)

    @property
    def unguarded(self) -> bool:
        """Whether nothing shows that the checks would notice a false version; a printed statement is one itself."""
        return self.kind is not Kind.PRINTED and not self.controls and self.no_control_because is None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        explained = self.no_control_because is not None
        if self.controls and explained:
            raise ValueError(f"{self.id}: there are controls, so nothing has to explain that there are none")
        if self.kind in (Kind.CLAIM, Kind.REPAIRED) and not self.controls and not explained:
            raise ValueError(f"{self.id}: give controls, or else the reason why no false version is near")
        if (self.kind is Kind.REPAIRED) != (self.repairs is not None):
            raise ValueError(f"{self.id}: a repaired claim names the printed one that it repairs, and only it does")
        for what, names in (("premise", self.premises), ("control", self.controls)):
            if len({named.id for named in names}) < len(names):
                raise ValueError(f"{self.id}: two {what}s have the same id")
        return self
