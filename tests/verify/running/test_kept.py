from pathlib import Path

import platformdirs
import pytest

from verify.running import kept


def test_one_variable_names_the_folder_of_all_that_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEMMATA_CACHE", str(tmp_path))
    assert (kept.counterexamples(), kept.results()) == (tmp_path / "counterexamples", tmp_path / "results")


@pytest.mark.parametrize("empty", [True, False])
def test_without_it_counterexamples_are_here_and_results_in_the_users_cache(
    empty: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEMMATA_CACHE", "")
    if not empty:
        monkeypatch.delenv("LEMMATA_CACHE")
    assert kept.counterexamples() == Path(".lemmata_cache", "counterexamples")
    assert kept.results() == platformdirs.user_cache_path("lemmata") / "results"
