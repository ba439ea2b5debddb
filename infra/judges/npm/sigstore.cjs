// A log's checkpoint and receipts judged by @sigstore/verify.
//
//   node sigstore.cjs MODULES FOLDER VKEY_FILE
//
// Receipts are the *.tlog-proof files that lie in FOLDER; their entries are taken from the entry
// bundles. Prints one line: "ok …", or why not (exit status 1).
const { createPublicKey } = require("node:crypto");
const { readdirSync, readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

const [modules, folder, vkeyFile] = process.argv.slice(2).map((path) => resolve(path));
const judge = join(modules, "node_modules/@sigstore/verify/dist/tlog");
const { verifyCheckpoint } = require(join(judge, "checkpoint.js"));
const { verifyMerkleInclusion } = require(join(judge, "merkle.js"));

const [name, id, ...encoded] = readFileSync(vkeyFile, "utf-8").trim().split("+");
const key = Buffer.from(encoded.join("+"), "base64");
const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.subarray(1)]);
const log = {
  logID: Buffer.from(id, "hex"),
  baseURL: `https://${name}`,
  publicKey: createPublicKey({ key: der, format: "der", type: "spki" }),
};

const checked = (envelope) =>
  verifyCheckpoint({ inclusionProof: { checkpoint: { envelope } } }, [log]);

// The entry at an index, as the log's files have it at a size.
function entry(index, size) {
  const number = Math.floor(index / 256);
  const width = Math.min(256, size - number * 256);
  const path = String(number).padStart(3, "0") + (width < 256 ? `.p/${width}` : "");
  if (number > 999) throw new Error("this judge reads no bundle beyond 999");
  const bundle = readFileSync(join(folder, "tile/entries", path));
  let at = 0;
  for (let skip = index % 256; skip > 0; skip -= 1) at += 2 + bundle.readUInt16BE(at);
  const end = at + 2 + bundle.readUInt16BE(at);
  if (end > bundle.length) throw new Error("an entry that is cut off");
  return bundle.subarray(at + 2, end);
}

function receipt(file) {
  const text = readFileSync(join(folder, file), "utf-8");
  const [head] = text.split("\n\n", 1);
  const [first, index, ...hashes] = head.split("\n");
  const match = /^index (0|[1-9][0-9]*)$/.exec(index);
  if (first !== "c2sp.org/tlog-proof@v1" || !match) throw new Error("no proof file");
  const checkpoint = checked(text.slice(head.length + 2));
  const inclusionProof = {
    logIndex: match[1],
    hashes: hashes.map((hash) => Buffer.from(hash, "base64")),
  };
  const canonicalizedBody = entry(Number(match[1]), Number(checkpoint.logSize));
  verifyMerkleInclusion({ inclusionProof, canonicalizedBody }, checkpoint);
}

try {
  checked(readFileSync(join(folder, "checkpoint"), "utf-8"));
  const receipts = readdirSync(folder).filter((file) => file.endsWith(".tlog-proof"));
  receipts.forEach(receipt);
  console.log(`ok: receipts ${receipts.length}`);
} catch (error) {
  console.log(`refused: ${error.message}`);
  process.exitCode = 1;
}
