"""The order of names against ICU's Finnish, where an ICU is at hand."""

from __future__ import annotations

from ctypes import CDLL, byref, c_char_p, c_int, c_void_p
from ctypes.util import find_library
from itertools import pairwise
from typing import Any

from benchmarks.measure import Table, within
from benchmarks.register import Register


async def _named(connection: Any) -> str | None:
    """How the server's ICU calls Finnish; None without an ICU."""
    return await connection.fetchval(
        "select collname from pg_collation where collprovider = 'i' and collname like 'fi%' order by length(collname) desc limit 1"
    )


async def run(register: Register) -> list[Table]:
    """Pairs of neighbours that ICU would put the other way round."""
    table = Table("Finnish order", ("names", "against", "inversions", "bar", ""))
    connection = await register.owner()
    names = [
        row["name"]
        for row in await connection.fetch("select distinct on (sort_key) name from register.party order by sort_key limit 300000")
    ]
    collation = await _named(connection)
    if collation is not None:
        wrong = await connection.fetchval(
            f'select count(*) from unnest($1::text[], $2::text[]) n (a, b) where a collate "{collation}" > b collate "{collation}"',
            names[:-1],
            names[1:],
        )
        table.add(f"{len(names):,}", "ICU of the server", str(wrong), "0", within(wrong == 0))
    else:
        table.add(f"{len(names):,}", *_by_library(names))
    await connection.close()
    return [table]


def _by_library(names: list[str]) -> tuple[str, str, str, str]:
    """By the ICU library of this machine, when it has one."""
    found = find_library("icui18n")
    if found is None:
        return "no ICU here: skipped", "–", "0", ""
    icu, version, code = CDLL(found), found.rpartition(".")[2], c_int(0)
    opened, compared = icu[f"ucol_open_{version}"], icu[f"ucol_strcollUTF8_{version}"]
    opened.restype = c_void_p
    compared.argtypes = (c_void_p, c_char_p, c_int, c_char_p, c_int, c_void_p)
    finnish = opened(b"fi", byref(code))
    texts = [name.encode() for name in names]
    wrong = sum(compared(finnish, a, len(a), b, len(b), byref(code)) > 0 for a, b in pairwise(texts))
    if code.value > 0:
        return f"ICU {version} answers {code.value}: skipped", "–", "0", ""
    return f"ICU {version}, fi", str(wrong), "0", within(wrong == 0)
