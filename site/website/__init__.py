"""The website around the worked examples: what ``site/build.py`` calls.

``catalogue`` lists the examples, ``markdown`` and ``guide`` make the guide of the project's own Markdown, ``pages``
renders everything, ``links`` finds links that lead nowhere, ``shots`` takes the README's pictures. No module writes
into the packages, and nothing is fetched.
"""
