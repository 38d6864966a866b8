// Passkeys: the form on the page holds what the server asks; the browser's answer goes into it and is sent.
"use strict";

const form = document.querySelector("form[data-passkey]");

function show(when, visible) {
  form.querySelector(`[data-when="${when}"]`).hidden = !visible;
}

async function perform() {
  const asked = JSON.parse(form.dataset.options);
  const credential = form.dataset.passkey === "make"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
  const answer = credential.toJSON();
  answer.extensions = JSON.stringify(credential.getClientExtensionResults());
  form.elements.credential.value = JSON.stringify(answer);
  form.submit();
}

function begin() {
  show("failed", false);
  perform().catch(() => show("failed", true));
}

if (form && window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON) {
  show("unsupported", false);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin();
  });
  begin();
}
