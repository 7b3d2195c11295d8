import { showComparison } from "./compare";
import { blocks, read, type Comparison, type Image, type ImageInfo, type Rule, type Run } from "./data";
import { bytes, chooser, el, plural } from "./dom";
import { showImage } from "./scan";

const content = el("div", { class: "content" });
const head = el("div", { class: "images" });
const verdict = el("div", { class: "verdict", hidden: true });

/** Which image is shown. */
function identity(image: ImageInfo): HTMLElement {
  const created = image.created.slice(0, 10);
  const facts = [image.digest.slice(0, 19), image.platform, plural(image.layers.length, "layer"), created];
  return el("div", {}, el("h1", {}, image.reference), el("p", { class: "note" }, facts.filter((fact) => fact !== "").join(" · ")));
}

async function scan(): Promise<void> {
  const images = blocks("image");
  const run = await read<Run>(blocks("run")[0]!);
  gate(run.rules);
  for (const failure of run.failures) {
    verdict.append(el("p", { class: "alarm" }, `${failure.reference}: ${failure.message}${failure.hint === "" ? "" : ` (${failure.hint})`}`));
    verdict.hidden = false;
  }
  const title = el("div");
  const show = async (index: number) => {
    const image = await read<Image>(images[index]!);
    document.title = `${image.reference} – tare`;
    title.replaceChildren(identity(image));
    showImage(image, content);
  };
  if (images.length > 1) {
    const choices = run.images.map((image, i) => ({
      value: String(i),
      label: `${image.reference} (${bytes(image.wasted)} of ${bytes(image.shipped)} wasted)`,
    }));
    head.append(chooser(`${plural(images.length, "image")}`, choices, (value) => void show(Number(value))).element);
  }
  head.append(title);
  if (images.length === 0) {
    content.append(el("h1", {}, "No image could be reported"));
  } else {
    await show(0);
  }
}

/** Whether all rules hold, and what each came to. */
function gate(rules: Rule[]): void {
  if (rules.length === 0) {
    return;
  }
  const broken = rules.filter((rule) => !rule.passed);
  const rows = [...broken, ...rules.filter((rule) => rule.passed)].map((rule) =>
    el(
      "li",
      { class: rule.passed ? "pass" : "fail" },
      el("b", {}, rule.passed ? "pass" : "fail"),
      el(
        "div",
        {},
        el("p", {}, el("code", {}, rule.id), ` ${rule.actual} (limit ${rule.limit}) · ${rule.image}`),
        !rule.passed && rule.remedy !== "" && el("p", { class: "note" }, rule.remedy),
      ),
    ),
  );
  verdict.hidden = false;
  verdict.classList.add(broken.length === 0 ? "passed" : "failed");
  verdict.append(
    el(
      "details",
      { open: broken.length > 0 },
      el(
        "summary",
        {},
        el("strong", {}, broken.length === 0 ? "Gate passed" : "Gate failed"),
        broken.length === 0 ? `: ${plural(rules.length, "rule")} held` : `: ${broken.length} of ${plural(rules.length, "rule")} broken`,
      ),
      el("ul", {}, ...rows),
    ),
  );
}

async function compare(block: HTMLScriptElement): Promise<void> {
  const comparison = await read<Comparison>(block);
  document.title = `${comparison.before.reference} → ${comparison.after.reference} – tare`;
  head.append(el("div", { class: "sides" }, side("before", comparison.before), side("after", comparison.after)));
  showComparison(comparison, content);
}

function side(name: string, image: ImageInfo): HTMLElement {
  const made = identity(image);
  made.prepend(el("p", { class: "side" }, name));
  return made;
}

document.body.append(
  el(
    "main",
    {},
    el("p", { class: "brand" }, "tare"),
    verdict,
    head,
    content,
    el("footer", {}, "Made by tare. This file fetches nothing and sends nothing. Sizes are uncompressed bytes unless called pulled or stored."),
  ),
);
const comparison = blocks("comparison")[0];
(comparison === undefined ? scan() : compare(comparison)).catch((error: unknown) => {
  content.replaceChildren(el("p", { class: "alarm" }, `This report cannot be shown: ${String(error)}. It needs a browser of 2023 or later, and the whole file.`));
});
