// Where a page keeps its view: the fragment of its own address.

export const pageAddress = {
  /** The fragment, without its sign. */
  read: () => location.hash.slice(1),

  /**
   * Puts a fragment in its place, or none; `push` makes it one that the browser's Back takes away again, though not in a
   * frame, whose history is that of the page around. What is shown by srcdoc or data: may have no say over its address.
   */
  write(fragment, push = false) {
    // In full: a fragment alone counts from the base, which in a srcdoc frame is the address of the page around.
    const [bare] = location.href.split("#");
    try {
      const how = push && parent === self ? "pushState" : "replaceState";
      history[how](null, "", fragment ? `${bare}#${fragment}` : bare);
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
    }
  },

  /** The address in full with another fragment, for someone else. */
  link: (fragment) => location.href.split("#")[0] + (fragment && `#${fragment}`),

  /** Calls back when a link, or the reader, has changed the fragment. */
  watch: (changed, signal) => addEventListener("hashchange", changed, { signal }),
};
