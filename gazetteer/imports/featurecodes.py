"""What GeoNames' feature codes are to us: a kind, and a rough radius where only a point is known. A table.

The codes are those of GeoNames' list of feature codes. What has no kind of its own is a site.
"""

from __future__ import annotations

from gazetteer.geonames import city_radius_km
from gazetteer.place import Kind

_CODES: tuple[tuple[Kind, float, str], ...] = (
    (Kind.COUNTRY, 300, "A.PCL A.PCLD A.PCLF A.PCLI A.PCLIX A.PCLS"),
    (Kind.ADMIN1, 60, "A.ADM1"),
    (Kind.ADMIN2, 20, "A.ADM2"),
    (Kind.ADMIN2, 10, "A.ADM3"),
    (Kind.ADMIN2, 5, "A.ADM4 A.ADM5 A.ADMD A.PRSH"),
    (Kind.REGION, 1500, "L.CONT"),
    (Kind.REGION, 60, "A.PCLH A.ADM1H A.TERR A.ZN A.ZNB A.LTER L.RGN L.RGNE L.RGNH L.RGNL L.ECON"),
    (Kind.REGION, 20, "A.ADM2H T.PLN T.PLNX T.PLAT T.PLATX T.UPLD T.DPR T.VALS T.PEN T.PENX H.MRSH H.MRSHN H.WTLD"),
    (Kind.REGION, 8, "A.ADM3H A.ADM4H A.ADM5H A.ADMDH L.LCTY L.AREA L.AGRC L.OAS L.PRK L.RES L.RESA L.RESF L.RESN"),
    (Kind.REGION, 8, "L.RESW T.VAL T.VALX T.GRGE T.CNYN T.DLTA T.PLNU H.SWMP V.FRST V.FRSTF V.OCH"),
    (Kind.MOUNTAINS, 30, "T.MTS T.HLLS T.RDGE T.SPUR T.ESCT"),
    (Kind.MOUNTAINS, 3, "T.MT T.MTU T.PK T.PKS T.HLL T.HLLU T.VLC"),
    (Kind.DESERT, 60, "T.DSRT T.ERG T.HMDA T.REG T.SAND"),
    (Kind.ISLAND, 40, "T.ISLS T.ISLX"),
    (Kind.ISLAND, 4, "T.ISL T.ISLF T.ISLM T.ISLT T.ISLET T.ATOL L.ISL"),
    (Kind.SEA, 2000, "H.OCN"),
    (Kind.SEA, 300, "H.SEA"),
    (Kind.SEA, 100, "H.GULF"),
    (Kind.SEA, 20, "H.STRT H.SD H.CHNM"),
    (Kind.SEA, 8, "H.BAY H.BAYS H.BGHT H.INLT H.FJD H.FJDS"),
    (Kind.LAKE, 6, "H.LK H.LKC H.LKI H.LKN H.LKNI H.LKO H.LKOI H.LKS H.LKSB H.LKSC H.LKSI H.LKSN H.LKSNI H.LKX"),
    (Kind.LAKE, 6, "H.RSV H.RSVI H.LGN H.LGNS H.LGNX"),
    (Kind.RIVER, 15, "H.STM H.STMA H.STMB H.STMC H.STMD H.STMI H.STMIX H.STMM H.STMS H.STMSB H.STMX"),
    (Kind.RIVER, 15, "H.WAD H.WADB H.WADJ H.WADM H.WADS H.WADX"),
    (Kind.QUARTER, 1.5, "P.PPLX"),
    (Kind.CROSSING, 1, "S.PSTB S.PSTC S.CSTM"),
    (Kind.BASE, 2, "S.AIRB S.INSM S.NAVB L.MILB L.NVB L.MVA S.CMPMIL"),
    (Kind.AIRPORT, 2, "S.AIRP S.AIRF S.AIRH S.AIRQ S.AIRS"),
    (Kind.CAMP, 1.5, "S.CMPRF S.CMP S.CMPQ S.CMPL S.CMPLA S.CMPO"),
    (Kind.DAM, 1, "S.DAM S.DAMQ S.DAMSB"),
    (Kind.OILFIELD, 8, "L.OILF L.GASF L.GOSF"),
)  # fmt: skip

_BY_CODE = {code: (kind, float(radius_km)) for kind, radius_km, codes in _CODES for code in codes.split()}
# What a class holds beside the codes above: divisions of other sorts, waters, areas, roads, buildings, heights.
_BY_CLASS = {
    "A": (Kind.REGION, 10.0), "H": (Kind.SITE, 2.0), "L": (Kind.SITE, 3.0), "R": (Kind.SITE, 5.0),
    "S": (Kind.SITE, 1.0), "T": (Kind.SITE, 3.0), "U": (Kind.SITE, 20.0), "V": (Kind.SITE, 3.0),
}  # fmt: skip
_OTHER = (Kind.SITE, 2.0)
_POINT_KM = 1.0  # what is a spot on the ground, and nothing more is known of its size


def kind_of(feature_class: str, feature_code: str, population: int = 0) -> tuple[Kind, float]:
    """The kind of a GeoNames feature, and the radius in kilometres within which it lies about its point.

    Towns get theirs from their population, everything else a round figure for its sort.

    Examples
    --------
    >>> kind_of("P", "PPLA", 271_800), kind_of("A", "ADM1"), kind_of("S", "SCH")
    ((<Kind.CITY: 'city'>, 6.0), (<Kind.ADMIN1: 'admin1'>, 60.0), (<Kind.SITE: 'site'>, 1.0))
    """
    if found := _BY_CODE.get(f"{feature_class}.{feature_code}"):
        return found
    if feature_class == "P":
        return Kind.CITY, city_radius_km(population)
    return _BY_CLASS.get(feature_class, _OTHER)


def usual_radius_km(kind: Kind, population: int = 0) -> float:
    """The radius of a place of which nothing but its kind and population is known, in kilometres.

    Examples
    --------
    >>> usual_radius_km(Kind.CITY, 271_800), usual_radius_km(Kind.SITE), usual_radius_km(Kind.MOUNTAINS)
    (6.0, 1.0, 30.0)
    """
    if kind is Kind.CITY:
        return city_radius_km(population)
    return next((float(radius_km) for each, radius_km, _ in _CODES if each is kind), _POINT_KM)
