"""Where did you get this: every datum of an opened host and of the persons who look after it, with its source."""

from __future__ import annotations

from collections.abc import Iterator

from db.hosts import WholeHost
from tui.screens.provenance import Told
from tui.screens.sources_list import DataScreen
from tui.words import say


def data_of(whole: WholeHost) -> Iterator[Told]:
    """Every datum of a host the purpose may see."""
    names = {person.id: f"{person.given_names} {person.family_name}" for person in whole.persons}
    facts = (whole.host.name, say(f"card.host_{whole.host.kind}"), whole.host.runs, whole.host.place)
    yield say("card.entity_host"), " · ".join(fact for fact in facts if fact), whole.host
    for need in whole.needs:
        yield say("card.field_needs"), need.name, need
    for need in whole.needed_by:
        yield say("card.section_needed_by"), need.name, need
    for person in whole.persons:
        yield say("card.entity_person"), names[person.id], person
    for role in whole.roles:
        yield say("card.entity_person_role"), f"{say(f'card.role_{role.role}')} ({names.get(role.person, role.person)})", role
    for point in whole.contact_points:
        owner = f" ({names[point.person]})" if point.person in names else ""
        yield say(f"card.contact_{point.kind}"), f"{point.given}{owner}", point


class HostSourcesScreen(DataScreen):
    """The data of a host."""

    def __init__(self, whole: WholeHost) -> None:
        """The host, opened."""
        super().__init__(whole.host.name, data_of(whole))
        self._whole = whole

    def told_anew(self) -> list[Told]:
        """The same in the language in use."""
        return list(data_of(self._whole))
