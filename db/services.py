"""Products and hosts: what services are of and what they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from db.call import Asked, rows
from db.permissions import ProductGroup, product_groups


@dataclass(frozen=True, slots=True)
class Product:
    """What is or was sold; ``state`` is sold, kept (served, not sold) or ended, ``price`` is without VAT for ``period``."""

    code: str
    fi: str
    en: str
    product_group: str
    state: str
    price: Decimal
    period: str


@dataclass(frozen=True, slots=True)
class Host:
    """A machine or cluster, how many services of customers the login sees stand on it and how many hosts need it."""

    id: int
    name: str
    kind: str
    runs: str | None
    place: str | None
    state: str
    services: int
    hosts: int


@dataclass(frozen=True, slots=True)
class Offered:
    """What a service may be of and stand on."""

    products: tuple[Product, ...] = ()
    hosts: tuple[Host, ...] = ()
    groups: tuple[ProductGroup, ...] = ()
    """Where of services no more than the group of products is seen."""


async def products(session: Asked) -> tuple[Product, ...]:
    """Every product, those not sold any more too."""
    return await rows(session, Product, "select code, fi, en, product_group, state, price, period from api.products()")


async def hosts(session: Asked) -> tuple[Host, ...]:
    """Every host by name, retired ones last."""
    return await rows(session, Host, "select id, name, kind, runs, place, state, services, hosts from api.hosts()")


async def offered(session: Asked, *, groups_alone: bool = False) -> Offered:
    """Products and hosts, or groups of products alone."""
    if groups_alone:
        return Offered(groups=await product_groups(session))
    return Offered(await products(session), await hosts(session))
