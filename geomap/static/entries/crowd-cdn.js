// What a page of very many reports runs whose map library came from elsewhere, before this.

import { drawCrowd, furnishCrowd } from "../crowd/crowd.js";
import { open } from "../geomap.js";

globalThis.geomap = Object.freeze({ open: (id, options) => open(id, { ...options, furnishMore: furnishCrowd, drawMore: drawCrowd }) });
