"""The login that is proposed for a name."""

from __future__ import annotations

from tui.screens.staff_new import proposed


def test_a_login_is_proposed_from_the_name_and_never_one_that_is_taken() -> None:
    assert proposed("Aino Äyräs-Öhman", frozenset()) == "aino.ayras.ohman"
    assert proposed("Aino Aalto", frozenset({"aino.aalto", "aino.aalto2"})) == "aino.aalto3"
    assert len(proposed("A" * 80, frozenset())) == 31
