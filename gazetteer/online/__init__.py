"""Online geocoders, as a fallback that is off unless asked for; the one door to geopy, which it loads when it asks."""

from __future__ import annotations

from gazetteer.online.fallback import OnlineFallback, open_fallback
from gazetteer.online.settings import Online

__all__ = ["Online", "OnlineFallback", "open_fallback"]
