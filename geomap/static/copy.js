// Buttons that copy a text of the page: <button data-copy="id of the text" data-done="…" data-failed="…" hidden>.
// What was done is said on the button and in the page's live region, .copy-status.
(() => {
  'use strict';
  const status = document.querySelector('.copy-status');

  function select(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  // The clipboard is closed to pages that are not secure, and to frames that were not given it: then the browser's own
  // way of copying what is selected; and where that is closed, too, the reader has it selected.
  async function copy(element) {
    try {
      await navigator.clipboard.writeText(element.textContent);
      return true;
    } catch {
      select(element);
      try {
        return document.execCommand('copy');
      } catch {
        return false;
      }
    }
  }

  for (const button of document.querySelectorAll('button[data-copy]')) {
    const rest = button.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      const done = await copy(document.getElementById(button.dataset.copy));
      button.textContent = done ? button.dataset.done : button.dataset.failed;
      // The same words again would not be spoken again: the region is emptied first.
      status.textContent = '';
      requestAnimationFrame(() => { status.textContent = button.textContent; });
    });
    button.addEventListener('blur', () => { button.textContent = rest; });
  }
})();
