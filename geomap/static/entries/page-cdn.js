// What a page runs whose map library came from elsewhere, before this. The policy stood before that library already.

import { open } from "../geomap.js";

globalThis.geomap = Object.freeze({ open });
