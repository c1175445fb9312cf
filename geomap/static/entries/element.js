// What a host page runs for <geo-map>. No policy of the page's: that belongs to the host, and Leaflet's own markup is
// written as elements here (see site/hatch_build.py).

import "../element.js";
