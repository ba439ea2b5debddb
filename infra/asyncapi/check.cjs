// Prints what AsyncAPI's parser finds in a document: node check.cjs PARSER_FOLDER FILE
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { resolve } = require("node:path");

const [folder, file] = process.argv.slice(2).map((path) => resolve(path));
const { Parser } = createRequire(`${folder}/`)("@asyncapi/parser");
const SEVERITIES = ["error", "warning", "information", "hint"];

new Parser().parse(readFileSync(file, "utf-8"), { source: file }).then(({ diagnostics }) => {
  const found = diagnostics.map((one) => ({
    severity: SEVERITIES[one.severity],
    code: one.code,
    path: one.path.join("/"),
    message: one.message,
  }));
  console.log(JSON.stringify(found, null, 1));
  process.exitCode = found.some((one) => one.severity === "error") ? 1 : 0;
});
