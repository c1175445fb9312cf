// What a page runs. The policy stands first: it must be there before Leaflet, which writes markup while it loads.

import "../policy.js";

import { open } from "../geomap.js";

globalThis.geomap = Object.freeze({ open });
