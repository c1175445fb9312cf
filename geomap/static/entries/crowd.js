// What a page of very many reports runs: the same as any page, and what draws and tells of them from columns.

import "../policy.js";

import { drawCrowd, furnishCrowd } from "../crowd/crowd.js";
import { open } from "../geomap.js";

globalThis.geomap = Object.freeze({ open: (id, options) => open(id, { ...options, furnishMore: furnishCrowd, drawMore: drawCrowd }) });
