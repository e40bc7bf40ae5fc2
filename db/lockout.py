"""Locking a password login after repeated failures, counted in the server's log where no rollback undoes them."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any, Final

from db.cluster.journal import Entry

FAILURES: Final = 5
WINDOW: Final = 15 * 60.0
REFUSED_PASSWORD: Final = "28P01"  # noqa: S105 an SQLSTATE
LOCKED_ALREADY: Final = "has an expired password"
NAMES_KEPT: Final = 10_000


def is_attack(entry: Entry) -> bool:
    """Whether an entry tells of a wrong password; what is tried on a locked login must not count after it is unlocked."""
    return entry.state == REFUSED_PASSWORD and LOCKED_ALREADY not in entry.message


class Failures:
    """Failed password logins of each name in the last 15 minutes."""

    def __init__(self) -> None:
        self._moments: defaultdict[str, deque[float]] = defaultdict(deque)

    def count(self, name: str, moment: float) -> bool:
        """Note a failure at ``moment`` (seconds) and say whether the name is to be locked; the count then starts anew."""
        if name not in self._moments and len(self._moments) >= NAMES_KEPT:
            self._moments.pop(next(iter(self._moments)))
        moments = self._moments[name]
        moments.append(moment)
        while moment - moments[0] > WINDOW:
            moments.popleft()
        if len(moments) < FAILURES:
            return False
        del self._moments[name]
        return True


async def lock(connection: Any, name: str) -> bool:
    """End the password of a login that proves itself by one; False for any other name, which is left as it is."""
    command = await connection.fetchval(
        "select format('alter role %I valid until ''-infinity''', login.rolname) from pg_roles as login join pg_auth_members as membership on membership.member = login.oid join pg_roles as means on means.oid = membership.roleid where login.rolname = $1 and means.rolname = 'seloste_password' and not login.rolsuper limit 1",
        name,
    )
    if command is None:
        return False
    await connection.execute(command)
    return True
