#!/usr/bin/env node
// solc-js with the two options of the native compiler that forge uses.
const solc = require("solc");
if (process.argv.includes("--version")) {
  console.log("solc, the solidity compiler commandline interface\nVersion: " + solc.version());
} else if (process.argv.includes("--standard-json")) {
  let input = "";
  process.stdin.on("data", (d) => (input += d)).on("end", () => process.stdout.write(solc.compile(input)));
} else {
  console.error("solc.js: --version or --standard-json");
  process.exit(2);
}
