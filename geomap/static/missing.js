// Runs last on a page whose scripts lie elsewhere: where one of them did not come, the map stays away, and the page says so.
if (document.documentElement.dataset.geomap !== "ready") document.getElementById("geomap-missing").hidden = false;
