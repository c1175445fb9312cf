"""What OpenStreetMap's tags say of the kind of a place.

A tag is a pair of words, ``place=town`` or ``natural=desert``. Nominatim calls them class and type, Photon key and
value. Much of what bears a place's name is not the place: a shop, a street, a bus stop. Such things have no kind here.
"""

from __future__ import annotations

from gazetteer.place import Kind

_ANY = ""

# By class, then by type; the type "" stands for all others. What is not listed is no place of news.
_KINDS: dict[str, dict[str, Kind]] = {
    "place": {
        "country": Kind.COUNTRY,
        **dict.fromkeys(("state", "province", "territory"), Kind.ADMIN1),
        **dict.fromkeys(("county", "district", "state_district", "subdistrict"), Kind.ADMIN2),
        **dict.fromkeys(("region", "continent"), Kind.REGION),
        **dict.fromkeys(
            ("city", "town", "village", "hamlet", "municipality", "isolated_dwelling", "farm", "allotments"), Kind.CITY
        ),
        **dict.fromkeys(
            ("suburb", "quarter", "neighbourhood", "borough", "city_district", "city_block", "subdivision"),
            Kind.QUARTER,
        ),
        **dict.fromkeys(("island", "islet", "archipelago"), Kind.ISLAND),
        **dict.fromkeys(("sea", "ocean"), Kind.SEA),
        **dict.fromkeys(("locality", "square", "refugee_camp"), Kind.SITE),
    },
    "natural": {
        **dict.fromkeys(("mountain_range", "massif", "ridge", "hill_range"), Kind.MOUNTAINS),
        **dict.fromkeys(("desert", "dune", "sand"), Kind.DESERT),
        **dict.fromkeys(("sea", "bay", "strait", "gulf"), Kind.SEA),
        **dict.fromkeys(("water", "lake", "reservoir"), Kind.LAKE),
        **dict.fromkeys(("valley", "plateau", "plain", "peninsula", "wetland", "wood", "scrub"), Kind.REGION),
        **dict.fromkeys(("peak", "volcano", "saddle", "cape", "cliff", "cave_entrance", "spring"), Kind.SITE),
    },
    "water": {_ANY: Kind.LAKE},
    "waterway": {**dict.fromkeys(("dam", "weir"), Kind.DAM), _ANY: Kind.RIVER},
    "boundary": {
        **dict.fromkeys(("national_park", "protected_area", "region", "political", "historic"), Kind.REGION),
        "place": Kind.REGION,
    },
    "region": {_ANY: Kind.REGION},
    "mountain_pass": {_ANY: Kind.SITE},
    "aeroway": {**dict.fromkeys(("aerodrome", "airport", "airstrip", "heliport"), Kind.AIRPORT)},
    "military": {"checkpoint": Kind.SITE, _ANY: Kind.BASE},
    "landuse": {
        "military": Kind.BASE,
        **dict.fromkeys(("reservoir", "basin"), Kind.LAKE),
        **dict.fromkeys(("residential", "quarry", "industrial", "forest", "farmland"), Kind.SITE),
    },
    "barrier": {"border_control": Kind.CROSSING},
    "amenity": {
        **dict.fromkeys(("refugee_site", "refugee_housing"), Kind.CAMP),
        "border_control": Kind.CROSSING,
        **dict.fromkeys(("hospital", "prison", "university", "place_of_worship", "embassy"), Kind.SITE),
    },
    "man_made": {
        **dict.fromkeys(("petroleum_well", "oil_well", "gas_well", "offshore_platform"), Kind.OILFIELD),
        **dict.fromkeys(("bridge", "works", "pier", "mineshaft", "lighthouse"), Kind.SITE),
    },
    "industrial": {
        **dict.fromkeys(("oil", "gas", "wellsite"), Kind.OILFIELD),
        **dict.fromkeys(("refinery", "port", "mine"), Kind.SITE),
    },
    "power": {"plant": Kind.SITE},
    "bridge": {_ANY: Kind.SITE},
    "historic": {_ANY: Kind.SITE},
    "office": {"diplomatic": Kind.SITE},
    "leisure": {"nature_reserve": Kind.REGION},
    "tourism": {"attraction": Kind.SITE},
}

# What Nominatim's rank says of an administrative boundary whose type of address says nothing: the largest rank of each
# kind, by Nominatim's own table of place types.
_RANKS = (
    (4, Kind.COUNTRY), (9, Kind.ADMIN1), (12, Kind.ADMIN2), (16, Kind.CITY), (18, Kind.QUARTER), (20, Kind.CITY),
    (30, Kind.QUARTER),
)  # fmt: skip


def kind_of_tag(key: str, value: str, *, address_type: str = "", rank: int = 0) -> Kind | None:
    """The kind of a place by its main tag, or None for what is merely named after a place.

    Parameters
    ----------
    key, value : str
        The tag, such as ``place`` and ``town``.
    address_type : str
        For an administrative boundary: what it bounds, in Nominatim's words (``state``, ``town``); ``""`` if unknown.
    rank : int
        For the same: Nominatim's ``place_rank``, 0 if unknown.

    Examples
    --------
    >>> kind_of_tag("boundary", "administrative", address_type="state").label
    'first-level division'
    >>> kind_of_tag("shop", "bakery") is None
    True
    """
    if (key, value) == ("boundary", "administrative"):
        known = _KINDS["place"].get(address_type)
        return known or next((kind for most, kind in _RANKS if 0 < rank <= most), Kind.REGION)
    values = _KINDS.get(key, {})
    return values.get(value, values.get(_ANY))
