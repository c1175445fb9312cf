// Copying an address for someone else.

/** Copies text and says so on the button for a while; where the browser does not let us, the text is shown to be copied. */
export async function copyText(scene, text, button) {
  const { say } = scene;
  const face = [...button.childNodes];
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copiedByHand(text, button);
  }
  if (!done) return false;
  button.replaceChildren(button.matches(".controls *") ? "✓" : say("Copied"));
  setTimeout(() => button.replaceChildren(...face), 1600);
  scene.announce(say("Link copied"));
  return true;
}

/** The old way, for frames and addresses to which the new one is closed. */
function copiedByHand(text, beside) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  beside.after(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  beside.focus();
  return done;
}
