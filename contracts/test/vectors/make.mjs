// Writes bls.json with @noble/curves, an implementation of its own: node test/vectors/make.mjs
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { writeFileSync } from "node:fs";

const { G1, G2 } = bls12_381;
const field = (x) => x.toString(16).padStart(128, "0");
const g1 = (p) => { const a = p.toAffine(); return "0x" + field(a.x) + field(a.y); };
const g2 = (p) => { const a = p.toAffine(); return "0x" + field(a.x.c0) + field(a.x.c1) + field(a.y.c0) + field(a.y.c1); };
const bytes = (s) => new TextEncoder().encode(s);
const SIGNATURE = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
const cases = [];
for (let i = 0; i < 12; i++) {
  const secret = BigInt(i + 1) * 0x123456789abcdef0123456789abcdef0123456789n + BigInt(i);
  const message = new Uint8Array(32).map((_, j) => (i * 37 + j * 11) & 255);
  const point = G1.hashToCurve(message, { DST: bytes(SIGNATURE) });
  cases.push({ secret, message, point, signature: point.multiply(secret), key: G2.Point.BASE.multiply(secret) });
}
const hex = (b) => "0x" + Buffer.from(b).toString("hex");
const out = {
  tag: hex(bytes(SIGNATURE)),
  secrets: cases.map((c) => "0x" + c.secret.toString(16).padStart(64, "0")),
  messages: cases.map((c) => hex(c.message)),
  points: cases.map((c) => g1(c.point)),
  signatures: cases.map((c) => g1(c.signature)),
  keys: cases.map((c) => g2(c.key)),
};
writeFileSync(new URL("bls.json", import.meta.url), JSON.stringify(out, null, 1) + "\n");
