import pytest

from verify.claims import ALL
from verify.coverage import STATEMENTS, Statement, unknown


def test_ids_are_all_different_and_sections_come_in_one_piece() -> None:
    assert len({statement.id for statement in STATEMENTS}) == len(STATEMENTS)
    sections = [statement.section for statement in STATEMENTS]
    assert sections == sorted(sections, key=sections.index)


def test_every_claim_it_names_is_in_the_registry_and_every_claim_is_named() -> None:
    assert unknown(frozenset(ALL)) == ()
    assert set(ALL) == {claim for statement in STATEMENTS for claim in statement.claims}


def test_a_statement_says_what_speaks_about_it_or_why_nothing_does() -> None:
    with pytest.raises(ValueError, match="name claims, or say why"):
        Statement("x", "y", "z")
