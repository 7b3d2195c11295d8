// Builds the page's script and style into the folder that is named, or into the resources of tare. The script begins with the
// licences of the libraries in it.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.argv[2] ?? join(here, "../resources/dev/tare/report/html");
const options = { absWorkingDir: here, bundle: true, minify: true, charset: "utf8", target: ["es2022"], logLevel: "warning" };

const script = { ...options, entryPoints: ["src/page.ts"], format: "iife" };
const { metafile } = await build({ ...script, metafile: true, write: false });
const libraries = new Set(
  Object.keys(metafile.inputs).flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
);
const notice = [...libraries].sort().map((name) => {
  const { version, license } = JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n\n${readFileSync(join(here, "node_modules", name, "LICENSE"), "utf8").trim()}\n`;
});
await build({ ...script, outfile: join(outdir, "page.js"), banner: { js: `/*!\nThis script contains:\n\n${notice.join("\n")}*/` } });
await build({ ...options, entryPoints: ["src/page.css"], outfile: join(outdir, "page.css") });
