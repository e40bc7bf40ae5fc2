"""Attacks by EXPLAIN: what a question costs must not tell a hidden customer from one that is not there, however the planner is set."""

from __future__ import annotations

import re

import pytest

from tests.people import Connection, Town

ABSENT = 999_999
EXPLAIN = "explain (analyze, buffers, costs off, timing off, summary off) "
SETTINGS = [
    "reset all",
    "set enable_seqscan = off",
    "set enable_indexonlyscan = off; set enable_bitmapscan = off; set enable_seqscan = off",
    "set enable_indexscan = off; set enable_indexonlyscan = off; set enable_seqscan = off",
    "set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off",
    "set plan_cache_mode = force_generic_plan",
    "set random_page_cost = 1000",
    "set random_page_cost = 0; set seq_page_cost = 1000",
    "set enable_nestloop = off",
]


async def warm(connection: Connection, question: str, *asked: object) -> None:
    """Ask until every plan inside is made for good and every page is at hand."""
    for each in asked or range(ABSENT - 20, ABSENT):
        await connection.fetch(EXPLAIN + question, each)


async def cost(connection: Connection, question: str, asked: object) -> list[str]:
    """The plan of a question when everything is warm, what it read and left out, without what was asked."""
    seen = [[row[0] for row in await connection.fetch(EXPLAIN + question, asked)] for _ in range(4)]
    least = min(seen, key=lambda plan: sum(int(count) for line in plan for count in re.findall(r"hit=(\d+)", line)))
    return [re.sub(r"\((id|party|person) = -?\d+\)|'[^']*'|read=\d+|dirtied=\d+|written=\d+", "", line).rstrip() for line in least]


async def tells(connection: Connection, question: str, hidden: object, *none: object) -> bool:
    """Whether what a hidden one costs is what none of these costs, three times running: a page of the server's own upkeep comes once."""
    for _ in range(3):
        costs = [await cost(connection, question, each) for each in none]
        if await cost(connection, question, hidden) in costs:
            return False
    return True


BY_ID = [
    "select api.open_card($1)",
    "select * from api.may_market($1, null, 'email')",
    "select id from register.party where id = $1",
    "select id from register.contact_point where party = $1",
    "select id from register.address where party = $1",
    "select id from register.identifier where party = $1",
    "select id from register.person_role where party = $1",
    "select id from register.party_name where party = $1",
    "select id from register.marketing_permission where party = $1",
    "select * from api.whole_card($1)",
    "select id from register.service where party = $1",
    "select id from register.domain where party = $1",
    "select * from api.card($1)",
    "select * from api.card_contact_points($1)",
]


@pytest.mark.parametrize("setting", SETTINGS)
async def test_hidden_customer_costs_what_none_costs(crowd: Town, setting: str) -> None:
    salla = await crowd.as_login("salla")
    await salla.execute(setting)
    await salla.execute("set role seloste_relations")
    for question in BY_ID:
        await warm(salla, question)
        for name in ("takomo", "rajattu"):
            assert not await tells(salla, question, crowd.ids[name], ABSENT), (question, name)


@pytest.mark.parametrize(
    ("hidden", "none"),
    [
        ("takomo", ["tokama"]), ("Tampereen Takomo", ["Tamperoon Tokama"]), ("2077474-0", ["2077474-1"]), ("akomo", ["okama"]),
        ("info@takomo.example.fi", ["info@tokama.example.fi"]), ("@takomo.example.fi", ["@tokama.example.fi"]),
        ("+358445550301", ["+358445550302", "+358445550303", "+358445550399"]), ("550301", ["550302", "550303", "550331", "550399"]),
        ("rantala", ["rintula"]), ("salakylä", ["sulukylä"]), ("takoja taneli", ["tukojo tuneli"]),
        ("alasinpaja.example.fi", ["olosinpaja.example.fi"]), ("laituri.example.fi", ["luitari.example.fi"]),
        ("oy takomo tampereen", ["oy tokama tamperoon"]), ("takomo oy", ["tokama oy"]),
    ],
)  # fmt: skip
async def test_term_of_a_hidden_customer_costs_what_a_term_of_none_costs(crowd: Town, hidden: str, none: list[str]) -> None:
    """Numbers are compared with several: where in its own unit's index a term would be decides a page more or less."""
    salla = await crowd.as_login("salla")
    for question in ("select count(*) from api.find($1)", "select api.count_found($1)"):
        await warm(salla, question, *[*none, hidden] * 8)
        assert not await tells(salla, question, hidden, *none), question


async def test_code_of_a_hidden_person_costs_what_a_code_of_nobody_costs(crowd: Town) -> None:
    anna = await crowd.as_login("anna")
    question = "select api.find_identity_code($1)"
    await warm(anna, question, *["290200A914T"] * 16)
    assert not await tells(anna, question, "290200A913S", "290200A914T")


@pytest.mark.parametrize("setting", SETTINGS)
async def test_protected_address_that_was_guessed_costs_what_a_wrong_guess_costs(crowd: Town, setting: str) -> None:
    hanna = await crowd.opened("hanna", "suoja")
    await hanna.execute(setting)
    await hanna.execute("set role seloste_administration")
    question = "select id from register.address where street = $1"
    await warm(hanna, question, *["Olematontie"] * 16)
    assert not await tells(hanna, question, "Piilokuja", "Olematontie")


async def test_estimates_do_not_tell_a_hidden_name(crowd: Town) -> None:
    anna = await crowd.as_login("anna")
    plans = [
        [re.sub("'[^']*'", "", row[0]) for row in await anna.fetch(f"explain select id from register.party where name = '{name}'")]
        for name in ("Tampereen Takomo Oy", "Tamperoon Tokama Oy")
    ]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("who", ["salla", "ville", "maria"])
async def test_login_with_many_hidden_hits_pays_for_none_of_them(crowd: Town, who: str) -> None:
    """A search costs by what the login sees: twenty thousand customers of which a third are in its unit."""
    nolla, other = await crowd.as_login("nolla"), await crowd.as_login(who)
    (line,) = [line for line in await cost(nolla, "select count(*) from api.find($1)", "kahvila") if "Buffers" in line][:1]
    assert int(re.findall(r"hit=(\d+)", line)[0]) < 200
    assert await other.fetchval("select count(*) from api.find('kahvila')") > 0
