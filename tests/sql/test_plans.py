"""What a question reads of twenty thousand customers with row security on: indexes in order, never a whole table, no more by size."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.crowd import FIRST, SIZE
from tests.people import Connection, Town
from tests.siege import told

READS = """
select relid::regclass::text as "table", seq_scan, seq_tup_read, idx_tup_fetch
from pg_stat_xact_all_tables
where schemaname in ('register', 'search', 'secret') and (seq_scan > 0 or idx_scan > 0)
    and (select reltuples from pg_class where oid = relid) > 1000
"""
"""What this transaction has read of the tables that grow with the register: counted by the server, whatever plan it chose."""

WORDS_READ = "select pg_stat_get_xact_tuples_returned(oid) from pg_class where relname = 'word_pkey'"

SEARCHES = {
    "the first page": ("", {}, None, False),
    "a page in the middle": ("", {}, [0, "konepaja", 1], False),
    "a page backwards": ("", {}, [0, "konepaja", 1], True),
    "a kind": ("", {"kind": "company"}, None, False),
    "a kind and a status": ("", {"kind": "company", "status": "former"}, None, False),
    "a unit": ("", {"unit": 1}, None, False),
    "a beginning that many have": ("kahvila", {}, None, False),
    "one letter": ("k", {}, None, False),
    "a word that all have": ("oy", {}, None, False),
    "a page of hits in the middle": ("kahvila", {}, [4, "n-kahvila mm", 1], False),
    "a word and the beginning of the next": ("kahvila a", {}, None, False),
    "words apart": ("pihtipudas kahvila", {}, None, False),
    "words apart of which all are usual": ("kahvila oy", {}, None, False),
    "words apart that nobody has": ("oy qqqq kahvila", {}, None, False),
    "a typing error": ("kahvlia", {}, None, False),
    "a typing error in a name of four words": ("kahvila aqbxnen kauppa oy", {}, None, False),
    "the middle of a word": ("ahvil", {}, None, False),
    "a name": ("aqbnen", {}, None, False),
    "an e-mail address": (f"p{FIRST + 3}@example.fi", {}, None, False),
    "a host that all have": ("@example.fi", {}, None, False),
    "a telephone number": ("044 555 0100", {}, None, False),
    "the end of a number": ("550100", {}, None, False),
    "a business ID": ("1572860-0", {}, None, False),
    "a domain": (f"sivut{FIRST + 2}", {}, None, False),
    "a host that a third has": ("mail1.example.fi.", {}, None, False),
    "a ticket": ("T-12", {}, None, False),
    "a product": ("", {"product": "webhotel_s"}, None, False),
    "a product in the middle": ("", {"product": "webhotel_s"}, [0, "x-webhotel_s * konepaja", 1], False),
    "a product backwards": ("", {"product": "webhotel_s", "kind": "company"}, [0, "x-webhotel_s * konepaja", 1], True),
    "a state that few services have": ("", {"service": "suspended"}, None, False),
    "nothing that is there": ("qqqq", {}, None, False),
}


async def reads(connection: Connection, question: str, *given: Any) -> dict[str, tuple[int, int]]:
    """Rows read by scans of whole tables, and rows fetched by indexes, of each large table."""
    for _ in range(6):  # past the plans that are made for one question only
        await connection.fetch(question, *given)
    await connection.execute("select pg_stat_force_next_flush()")
    async with connection.transaction():
        await connection.fetch(question, *given)
        return {row["table"]: (row["seq_tup_read"], row["idx_tup_fetch"]) for row in await connection.fetch(READS)}


@pytest.mark.parametrize("who", ["anna", "petra", "ville", "maria"])
async def test_search_reads_a_page_and_no_table(crowd: Town, who: str) -> None:
    connection = await crowd.as_login(who)
    for told_as, asked in SEARCHES.items():
        found = await reads(connection, "select count(*) from api.find($1, $2, $3, $4)", *asked)
        assert all(whole == 0 for whole, _ in found.values()), told_as
        assert sum(fetched for _, fetched in found.values()) <= 500 * (4 if who == "petra" else 1), (told_as, found)


async def test_a_typing_error_in_a_long_name_does_not_read_the_dictionary(crowd: Town) -> None:
    connection = await crowd.as_login("anna")
    typed = "kahvila aqbxnen kauppa oy"
    for _ in range(6):
        await connection.fetch("select count(*) from api.find($1)", typed)
    async with connection.transaction():
        await connection.fetch("select count(*) from api.find($1)", typed)
        assert await connection.fetchval(WORDS_READ) <= 10


async def test_usual_words_apart_say_that_there_may_be_more(crowd: Town) -> None:
    anna = await crowd.as_login("anna")
    asked = "select distinct matched, name ~ '^Kahvila .*Oy$' as fits from api.find($1)"
    assert ("words_cut", True) in [tuple(row) for row in await anna.fetch(asked, "kahvila oy")]
    assert [tuple(row) for row in await anna.fetch(asked, "oy aqbnen kahvila")] == [("words", True)]


async def test_search_with_a_filter_asks_each_hit_and_not_each_customer(crowd: Town) -> None:
    anna = await crowd.as_login("anna")
    found = await reads(anna, 'select count(*) from api.find(\'kahvila\', \'{"kind": "public_body", "status": "former"}\')')
    hits = await anna.fetchval("select api.count_found('kahvila', '{}', 10000)")
    assert found["register.party"] <= (0, hits + 64)


@pytest.mark.parametrize("typed", ["", "kahvila", "oy", "kahvlia", "@example.fi"])
async def test_count_reads_no_more_than_it_may_show(crowd: Town, typed: str) -> None:
    found = await reads(await crowd.as_login("anna"), "select api.count_found($1)", typed)
    assert all(whole == 0 and fetched <= 1001 for whole, fetched in found.values()), found


CARD = (
    "select api.open_card($1)", "select * from api.whole_card($1)",
    "select * from api.card($1)", "select * from api.card_names($1)", "select * from api.card_identifiers($1)",
    "select * from api.card_addresses($1)", "select * from api.card_contact_points($1)", "select count(*) from api.history($1)",
    "select * from api.may_market($1, null, 'email')", "select count(*) from api.lately('changed') where id <> $1",
    "select count(*) from api.timeline($1)",
    "select count(*) from api.home() where count <> $1", "select count(*) from api.due_counts() where count <> $1",
    "select count(*) from api.due() where party <> $1", "select count(*) from api.decided() where given <> $1",
)  # fmt: skip


@pytest.mark.parametrize("question", CARD)
async def test_card_reads_its_own_rows(crowd: Town, question: str) -> None:
    petra = await crowd.opened("petra", "koivu")
    found = await reads(petra, question, crowd.ids["koivu"])
    assert all(whole == 0 and fetched <= 200 for whole, fetched in found.values()), found


async def test_identity_code_is_found_by_its_index(crowd: Town) -> None:
    plan = await explained(
        crowd, "select c.party from secret.identity_code c where c.scope = 5 and c.code = '010190-900P'", "seloste_writer"
    )
    assert "Index Cond" in plan


async def test_buffers_of_a_search_do_not_grow_with_the_register(crowd: Town) -> None:
    anna = await crowd.as_login("anna")
    for told_as, (typed, filters, place, backward) in SEARCHES.items():
        given = (typed, filters, place, backward)
        for _ in range(6):
            await anna.fetch("select count(*) from api.find($1, $2, $3, $4)", *given)
        plan = await anna.fetch("explain (analyze, buffers, timing off) select count(*) from api.find($1, $2, $3, $4)", *given)
        hits = max(int(count) for row in plan for count in re.findall(r"hit=(\d+)", row[0]))
        assert hits <= 900, (told_as, hits)


KEPT = {
    "hosts with their services": "select count(*) from api.hosts()",
    "products with their services": "select count(*) from api.product_counts()",
    "whom a fault would hit": "select * from api.host_impact((select h.id from api.hosts() h where h.name = 'mail1.example.fi'))",
    "what falls due": "select count(*) from api.due()",
    "what falls due in a year": "select count(*) from api.due(rules.today() + 366)",
    "how much falls due": "select count(*) from api.due_counts()",
    "who has a product": "select api.count_found('', '{\"product\": \"webhotel_s\"}')",
    "who has a service in a state": "select api.count_found('', '{\"service\": \"suspended\"}')",
}


@pytest.mark.parametrize("who", ["tuki", "petra"])
async def test_services_domains_and_hosts_are_asked_without_reading_a_whole_table(crowd: Town, who: str) -> None:
    connection = await crowd.as_login(who)
    for told_as, question in KEPT.items():
        found = await reads(connection, question.replace("rules.today()", "current_date"))
        assert all(whole == 0 for whole, _ in found.values()), (told_as, found)


# the queries themselves, as the owner of the functions that read ----------------------------------------------------


async def explained(town: Town, query: str, role: str = "seloste_reader") -> str:
    """The plan of a query as the owner of the functions that read, whom row security binds like everybody."""
    owner = await town.owner()
    async with owner.transaction():
        await owner.execute("set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off")
        await owner.execute(f"set local role {role}")
        return "\n".join(row[0] for row in await owner.fetch(f"explain {query}"))


QUERIES = {
    "hits in order": (
        "select t.token, t.party from search.token t where t.scope = 4 and t.token >= 'n-kah' and t.token < 'n-kah' || U&'\\+10FFFF'"
        " order by t.token, t.party limit 64",
        ["Index Only Scan using token_by_scope", "scope = 4", "token >= 'n-kah'", "token < 'n-kah"],
    ),
    "hits in order, backwards": (
        "select t.token, t.party from search.token t where t.scope = 4 and t.token >= 'n-kah' and t.token < 'n-kah' || U&'\\+10FFFF'"
        " order by t.token desc, t.party desc limit 64",
        ["Index Only Scan Backward using token_by_scope", "scope = 4"],
    ),
    "customers by name": (
        "select p from register.party p where p.scope = 4 and (p.sort_key, p.id) > ('kah', 1) order by p.sort_key, p.id limit 64",
        ["Index Scan using party_by_name", "scope = 4", "ROW(sort_key, id) > ROW('kah'"],
    ),
    "customers of a kind by name": (
        "select p from register.party p where p.scope = 4 and p.kind = 'company' order by p.sort_key, p.id limit 64",
        ["Index Scan using party_by_kind", "scope = 4", "kind = 'company'"],
    ),
    "customers of a status by name": (
        "select p from register.party p where p.scope = 4 and p.status = 'former' order by p.sort_key, p.id limit 64",
        ["Index Scan using party_by_status", "status = 'former'"],
    ),
    "customers of a permission by name": (
        "select p from register.party p where p.scope = 4 and p.permission = 'given' order by p.sort_key, p.id limit 64",
        ["Index Scan using party_by_permission", "permission = 'given'"],
    ),
    "words with a part": (
        "select x.word from search.suffix x where x.scope = 4 and x.suffix >= 'ahv' and x.suffix < 'ahv' || U&'\\+10FFFF' limit 20",
        ["Index Only Scan using suffix_pkey", "scope = 4", "suffix >= 'ahv'"],
    ),
    "words with a letter left out": (
        "select d.word from search.deletion d where d.scope = 4 and d.deletion = 'kahvla' limit 40",
        ["Index Only Scan using deletion_pkey", "scope = 4", "deletion = 'kahvla'"],
    ),
    "whether a customer has a word": (
        "select from search.token t where t.party = 1 and t.token >= 'n-kah' and t.token < 'n-kah' || U&'\\+10FFFF'",
        ["using token_pkey", "party = 1", "token >= 'n-kah'"],
    ),
    "a customer by id": ("select from register.party p where p.id = 1", ["Index Only Scan", "id = 1", "scope = ANY"]),
}


@pytest.mark.parametrize("named", QUERIES)
async def test_query_is_answered_by_an_index_condition(crowd: Town, named: str) -> None:
    query, expected = QUERIES[named]
    plan = await explained(crowd, query)
    for part in expected:
        assert part in plan, plan
    assert "Seq Scan" not in plan.replace("Seq Scan on purpose_grant", "")
    assert "Sort" not in plan


async def test_row_security_was_on_in_all_this(crowd: Town) -> None:
    assert "scope = ANY ((InitPlan" in await explained(crowd, "select from search.token")
    assert await told(await crowd.as_login("nolla"), "select count(*) from api.find('kahvila')") == "nothing"
    assert await (await crowd.owner()).fetchval("select count(*) from register.party") >= SIZE
