// Where a page keeps its view: the fragment of its own address.

export const pageAddress = {
  /** The fragment, without its sign. */
  read: () => location.hash.slice(1),

  /** Puts a fragment in its place, or none. What is shown in a frame by srcdoc or data: may have no say over its address. */
  write(fragment) {
    // In full: a fragment alone counts from the base, which in a srcdoc frame is the address of the page around.
    const [bare] = location.href.split("#");
    try {
      history.replaceState(null, "", fragment ? `${bare}#${fragment}` : bare);
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
    }
  },

  /** Calls back when a link, or the reader, has changed the fragment. */
  watch: (changed, signal) => addEventListener("hashchange", changed, { signal }),
};

/** What a part of a fragment says; one that is not well-formed says what it is. */
export function plain(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
