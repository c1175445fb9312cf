// Leaflet writes markup at two places that we keep: its test for SVG, and the empty contents of an icon.
// Nothing else becomes markup, whoever asks.
self.trustedTypes?.createPolicy("default", { createHTML: (text) => (text === "<svg/>" || text === "" ? text : null) });
