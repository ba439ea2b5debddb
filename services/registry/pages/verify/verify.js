"use strict";
// Checks a C2SP .tlog-proof in the browser alone: leaf and path by SHA-256, the checkpoint by
// Ed25519, both from Web Crypto. No server is asked; the page works when saved and opened offline.

const utf8 = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true });

class Wrong extends Error {
  constructor(code, found = "") {
    super(code);
    this.code = code;
    this.found = String(found).slice(0, 120);
  }
}

function fromBase64(text) {
  let data;
  try {
    data = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw new Wrong("base64", text);
  }
  if (toBase64(data) !== text) throw new Wrong("base64", text);
  return data;
}

const toBase64 = (data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const sha256 = async (...parts) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

function number(text) {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) throw new Wrong("number", text);
  const found = Number(text);
  if (!Number.isSafeInteger(found)) throw new Wrong("number", text);
  return found;
}

function hash(text) {
  const data = fromBase64(text);
  if (data.length !== 32) throw new Wrong("hash", text);
  return data;
}

// The file: a first line, the entry, its index, hashes upwards; below an empty line the checkpoint.
function parseProof(text) {
  const cut = text.indexOf("\n\n");
  if (cut < 0) throw new Wrong("malformed");
  const [first, ...rest] = text.slice(0, cut).split("\n");
  if (first !== "c2sp.org/tlog-proof@v1") throw new Wrong("malformed", first);
  if (!rest.length || !rest[0].startsWith("extra ")) throw new Wrong("no_entry");
  const entry = fromBase64(rest.shift().slice("extra ".length));
  if (!rest.length || !rest[0].startsWith("index ")) throw new Wrong("malformed", rest[0] ?? "");
  const index = number(rest.shift().slice("index ".length));
  if (rest.length > 63) throw new Wrong("length", rest.length);
  return { entry, index, hashes: rest.map(hash), note: text.slice(cut + 2) };
}

function parseNote(note) {
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0) throw new Wrong("note");
  const body = note.slice(0, cut + 1);
  const lines = body.split("\n");
  if (lines.length !== 4 || lines[3] !== "") throw new Wrong("note", body);
  const signatures = note
    .slice(cut + 2)
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const parts = line.match(/^— ([^\s+]+) (\S+)$/u);
      if (!parts) throw new Wrong("note", line);
      const data = fromBase64(parts[2]);
      return { name: parts[1], id: data.slice(0, 4), signature: data.slice(4) };
    });
  return { body, origin: lines[0], size: number(lines[1]), root: hash(lines[2]), signatures };
}

async function parseKey(text) {
  const parts = text.match(/^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u);
  if (!parts) throw new Wrong("key", text);
  const data = fromBase64(parts[3]);
  const digest = await sha256(utf8.encode(`${parts[1]}\n`), data);
  const id = Array.from(digest.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (id !== parts[2]) throw new Wrong("key", text);
  return { name: parts[1], id: digest.slice(0, 4), kind: data[0], bytes: data.slice(1) };
}

const bits = (value) => (value === 0n ? 0 : value.toString(2).length);

// RFC 9162, 2.1.3.2: the length that the path must have follows from index and size alone.
async function rootOf(leaf, index, size, hashes) {
  if (index >= size) throw new Wrong("length", `${index} ≥ ${size}`);
  const [at, last] = [BigInt(index), BigInt(size - 1)];
  const inner = bits(at ^ last);
  const border = (at >> BigInt(inner)).toString(2).replaceAll("0", "").length;
  if (hashes.length !== inner + border) throw new Wrong("length", hashes.length);
  let root = leaf;
  for (const [height, sibling] of hashes.entries()) {
    const left = height >= inner || ((at >> BigInt(height)) & 1n) === 1n;
    root = left ? await nodeHash(sibling, root) : await nodeHash(root, sibling);
  }
  return root;
}

async function signedBy(note, keys) {
  const found = [];
  for (const key of keys) {
    if (key.kind !== 1) continue; // Ed25519; browsers do not have ML-DSA yet
    for (const line of note.signatures) {
      if (line.name !== key.name || !same(line.id, key.id)) continue;
      const known = await crypto.subtle.importKey("raw", key.bytes, "Ed25519", false, ["verify"]);
      const good = await crypto.subtle.verify("Ed25519", known, line.signature, utf8.encode(note.body));
      if (!good) throw new Wrong("signature", key.name);
      found.push(key);
    }
  }
  return found;
}

async function verify(receipt, keyTexts) {
  const proof = parseProof(receipt);
  const note = parseNote(proof.note);
  const keys = [];
  for (const text of keyTexts) keys.push(await parseKey(text));
  const signers = (await signedBy(note, keys)).filter((key) => key.name === note.origin);
  if (!signers.length) throw new Wrong("unsigned", note.origin);
  const root = await rootOf(await leafHash(proof.entry), proof.index, note.size, proof.hashes);
  if (!same(root, note.root)) throw new Wrong("root");
  return { entry: JSON.parse(strict.decode(proof.entry)), index: proof.index, note };
}

if (typeof document !== "undefined") {
  const form = document.querySelector("form");
  const told = document.querySelector("#told");
  const words = (code) => document.querySelector(`[data-code="${code}"]`)?.textContent ?? code;
  const row = (table, name, value) => {
    const line = table.insertRow();
    line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }));
    line.insertCell().textContent = typeof value === "string" ? value : JSON.stringify(value);
  };
  const say = (state, text) => {
    told.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
    told.dataset.state = state;
  };
  const check = async () => {
    try {
      const keys = form.keys.value.split(/\s+/u).filter(Boolean);
      if (!form.receipt.value.trim() || !keys.length) return say("waiting", words("waiting"));
      const found = await verify(form.receipt.value, keys);
      say("proven", words("proven"));
      const table = told.appendChild(document.createElement("table"));
      row(table, words("log"), `${found.note.origin} · ${found.index} / ${found.note.size}`);
      for (const [name, value] of Object.entries(found.entry)) {
        if (name !== "data") row(table, name, value);
        else for (const [field, inner] of Object.entries(value)) row(table, `data.${field}`, inner);
      }
    } catch (error) {
      const code = error instanceof Wrong ? error.code : "malformed";
      say("refused", `${words("refused")} ${words(code)} ${error.found ?? ""}`);
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  form.file.addEventListener("change", async () => {
    if (!form.file.files.length) return;
    form.receipt.value = await form.file.files[0].text();
    check();
  });
}

if (typeof module !== "undefined") module.exports = { verify };
