// Confirms a notification: the code goes in a header, never in an address that others log.
const form = document.getElementById("confirm");
const code = document.getElementById("code");
code.value = decodeURIComponent(location.hash.slice(1));
const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const headers = {
    "Content-Type": "application/json",
    "Idempotency-Key": key,
    "Notification-Code": code.value.trim(),
  };
  let accepted = false;
  try {
    accepted = (await fetch(form.dataset.at, { method: "POST", headers, body: "{}" })).ok;
  } catch {
    accepted = false;
  }
  document.getElementById("done").hidden = !accepted;
  document.getElementById("refused").hidden = accepted;
  form.hidden = accepted;
});
