"""What a run collects about one claim: evidence by level, premises put to the test, controls."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from verify.evidence.base import Count, Instance, Model, Numbers, Text
from verify.evidence.census import CensusRow
from verify.evidence.status import Kind, PremiseVerdict


class Tested(Model):
    """Random examples in floats without a counterexample, and how often each boundary case was reached."""

    examples: Count = Field(description="how many random examples were tried")
    strata: dict[str, Count] = Field(
        description="how often each boundary case was among them; 0 leaves the claim vacuous"
    )


class Exhausted(Model):
    """A finite scope in which every instance was decided exactly."""

    scope: Text = Field(description="which instances, in words")
    instances: Count = Field(description="how many there are, all decided")


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

    steps: Count = Field(description="how many")
    route: Text = Field(description="what derived it, and how")


class ArgumentLine(Model):
    """A line of a proof: how deep it is nested, its number where others refer to it, what it says, and why.

    Formulas stand in the notation of `verify.proof.notation`; blanks within one that may not be broken are no-break
    spaces.
    """

    depth: Count = Field(description="how deep the line is nested")
    number: Count | None = Field(default=None, description="by which other lines refer to it")
    said: Text = Field(description="what it says, often a formula")
    reason: Text | None = Field(default=None, description="why it follows")


class ArgumentBlock(Model):
    """A lemma or the theorem of a proof: its title, its statement, what is free in that, and the lines of its proof."""

    title: Text = Field(description="whether it is the theorem, or which lemma")
    statement: Text = Field(description="what is proved, as a formula")
    remark: Text | None = Field(default=None, description="what is free in it")
    lines: tuple[ArgumentLine, ...] = Field(description="of the proof, in their order")


class Proved(Model):
    """A theorem for all sizes: the kernel accepted every step of its proof, and the independent checker did again.

    `argument` is its proof to be read: lemmas first, then the theorem.
    """

    statement: Text = Field(description="the theorem as a formula")
    steps: Count = Field(description="of the proof, each accepted by kernel and checker")
    argument: tuple[ArgumentBlock, ...] = ()
    covers: Text | None = Field(default=None, description="where the theorem says less than the claim, or otherwise")


class Formalised(Model):
    """Theorems that `coqc` accepted, as they were frozen; `assumptions` are the axioms that they rest on."""

    theorem: Text = Field(description="its name in the Coq sources")
    statements: tuple[Text, ...] = Field(description="what was frozen, in Coq's language")
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

    claim: Text = Field(description="the id of the claim")
    part: Text
    instance: Numbers
    module: Text | None = None


class Premise(Model):
    """A premise put to the test: `met` in so many of the tested examples, and what happens without it.

    `stated_in_post` is absent where the claim itself is not the post's, so that the post could not state it.
    """

    id: Text = Field(description="unique within the claim")
    statement: Text = Field(description="what is assumed")
    verdict: PremiseVerdict
    met: Count | None = None
    tried: Text | None = Field(default=None, description="where a witness was looked for")
    stated_in_post: bool | None = None
    witness: Instance | None = Field(
        default=None, description="the smallest instance of its scope at which the claim fails without the premise"
    )
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

    id: Text = Field(description="unique within the claim")
    statement: Text = Field(description="what is deliberately wrong")
    refuted: bool = Field(description="whether the checks noticed; if not, nothing of the claim is to be believed")
    smallest: bool = False
    counterexample: Instance | None = Field(default=None, description="where the wrong version fails")
    replay: Replay | None = None

    @model_validator(mode="after")
    def _refuted_with_counterexample(self) -> Self:
        if self.refuted != (self.counterexample is not None):
            raise ValueError(f"control {self.id}: refuted means that a counterexample is shown")
        return self


class ClaimEvidence(Model):
    """All that a run collected about one claim. Fields that are empty in a sound run have defaults.

    `certificates` (JSON lines) and `census` travel with the evidence but are written elsewhere, not in its JSON.
    """

    shown_as_null: ClassVar[frozenset[str]] = frozenset({"repairs"})

    id: Text = Field(description="unique within a report, and the same in every run")
    kind: Kind = Field(default=Kind.CLAIM, description="where the claim comes from")
    repairs: Text | None = Field(
        default=None, description="the id of the statement, false as printed, that this claim repairs"
    )
    statement: Text = Field(description="the claim in words")
    source: Text = Field(description="where it stands in the post, or elsewhere")
    module: Text | None = Field(default=None, description="where a claim of the user's own comes from")
    evidence: Evidence
    rests_on: tuple[Text, ...] = Field(default=(), description="ids of the claims that this one presupposes")
    premises: tuple[Premise, ...] = Field(default=(), description="each put to the test by leaving it out")
    controls: tuple[Control, ...] = Field(default=(), description="wrong versions that must be refuted")
    no_control_because: Text | None = Field(default=None, description="why no wrong version is near")
    replayed: Count | None = Field(default=None, description="kept counterexamples that were tried again first")
    counterexample: Instance | None = Field(
        default=None, description="an instance at which the claim fails: it refutes the claim"
    )
    replay: Replay | None = None
    undecided: Text | None = Field(default=None, description="why this run could not tell")
    stopped: Text | None = Field(default=None, description="the error that ended the work on this claim")
    disagreements: tuple[Text, ...] = Field(
        default=(), description="what two routes gave different answers to: a fault of the toolkit"
    )
    broken: tuple[Text, ...] = Field(default=(), description="proofs that do not arrive, and why")
    refusals: tuple[Text, ...] = Field(
        default=(), description="certificates that the checker refused, and why: faults of the toolkit"
    )
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
