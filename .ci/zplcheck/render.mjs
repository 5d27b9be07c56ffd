// Renders the ZPL on standard input as a label of 80 by 50 mm at 8 dots a
// millimetre, and writes the PNG to standard output. The renderer is not ours:
// that is its use.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Node 18, which Debian 12 has, does not take the package's other form for a
// module, and keeps this to itself.
globalThis.crypto ??= webcrypto;
const { ready } = createRequire(import.meta.url)("zpl-renderer-js");

const { api } = await ready;
const png = await api.zplToBase64Async(readFileSync(0, "latin1"), 80, 50, 8);
process.stdout.write(Buffer.from(png, "base64"));
process.exit(0);
