// Leaflet as a script of its own brought it, from a CDN: or nothing, if that came to nothing.
module.exports = globalThis.L ?? {};
