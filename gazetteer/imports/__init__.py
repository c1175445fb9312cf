"""Importing more places: GeoNames' own tables, and lists of the user's own.

Each import is an index file of its own beside the default one, with the same tables. So the default data can be built
anew without asking for the import's files again, an import takes the place of an older one by one rename, and what
a user takes away is away. A reader asks the files in turn: the user's lists, the default data, the dumps.
"""

from __future__ import annotations

from gazetteer.imports.run import ImportReport, forget_import, import_files

__all__ = ["ImportReport", "forget_import", "import_files"]
