import { showComparison } from "./compare";
import { blocks, read, type Comparison, type Fleet, type Ignored, type Image, type ImageInfo, type Outcome, type Rule, type Run } from "./data";
import { bytes, chooser, el, number, plural, type Choice } from "./dom";
import { showFleet } from "./fleet";
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
  if (run.partial !== "") {
    verdict.append(el("p", { class: "alarm" }, run.partial));
    verdict.hidden = false;
  }
  tell(run);
  const title = el("div");
  const fleet = blocks("fleet")[0];
  const choose = chooser(plural(run.images.length, "image"), choices(run, fleet !== undefined), (value) => void show(Number(value)));
  const together = async () => {
    const all = await read<Fleet>(fleet!);
    document.title = `${all.title} – tare`;
    title.replaceChildren(el("div", {}, el("h1", {}, "All images together"), el("p", { class: "note" }, all.title)));
    showFleet(all, content, (block) => {
      choose.select.value = String(block);
      void show(block);
      scrollTo(0, 0);
      choose.select.focus({ preventScroll: true });
    });
  };
  const show = async (index: number) => {
    if (index < 0) {
      return together();
    }
    const image = await read<Image>(images[index]!);
    document.title = `${image.reference} – tare`;
    title.replaceChildren(identity(image));
    showImage(image, content);
  };
  if (images.length > 1 || (fleet !== undefined && images.length > 0)) {
    head.append(choose.element);
  }
  head.append(title);
  if (fleet !== undefined) {
    await together();
  } else if (images.length === 0) {
    content.append(el("h1", {}, "No image could be reported"));
  } else {
    await show(0);
  }
}

/** What can be shown: all images together first, if they are. */
function choices(run: Run, isFleet: boolean): Choice[] {
  const images = run.images.map((image, i) => ({
    value: String(i),
    label: `${image.reference} (${bytes(image.wasted)} of ${bytes(image.shipped)} wasted)`,
  }));
  return isFleet ? [{ value: "-1", label: "all together" }, ...images] : images;
}

/** What became of the rules and of images that could not be read, above all else. */
function tell(outcome: Outcome): void {
  gate(outcome);
  for (const failure of outcome.failures) {
    verdict.append(el("p", { class: "alarm" }, `${failure.reference}: ${failure.message}${failure.hint === "" ? "" : ` (${failure.hint})`}`));
    verdict.hidden = false;
  }
}

/** Whether all rules hold, what each came to, and what they did not look at. */
function gate({ rules, ignored }: Outcome): void {
  if (rules.length === 0 && ignored.length === 0) {
    return;
  }
  const broken = rules.filter((rule) => !rule.passed);
  verdict.hidden = false;
  verdict.classList.add(broken.length === 0 ? "passed" : "failed");
  verdict.append(
    el(
      "details",
      { open: broken.length > 0 },
      el(
        "summary",
        {},
        el("strong", {}, rules.length === 0 ? "No rules" : broken.length === 0 ? "Gate passed" : "Gate failed"),
        rules.length > 0 && (broken.length === 0 ? `: ${plural(rules.length, "rule")} held` : `: ${broken.length} of ${plural(rules.length, "rule")} broken`),
        ignored.length > 0 && `, ${plural(ignored.length, "pattern")} ignored`,
      ),
      el("ul", {}, ...[...broken, ...rules.filter((rule) => rule.passed)].map(held), ...ignored.map(skipped)),
    ),
  );
}

function held(rule: Rule): HTMLElement {
  return el(
    "li",
    { class: rule.passed ? "pass" : "fail" },
    el("b", {}, rule.passed ? "pass" : "fail"),
    el(
      "div",
      {},
      el("p", {}, el("code", {}, rule.id), ` ${rule.actual} (limit ${rule.limit}) · ${rule.image}`),
      !rule.passed && rule.remedy !== "" && el("p", { class: "note" }, rule.remedy),
      listed("what breaks it", rule.violations, rule.violationCount),
    ),
  );
}

/** Some of many, folded away. */
function listed(title: string, some: string[], all: number): HTMLElement | null {
  if (some.length === 0) {
    return null;
  }
  const items = some.map((text) => el("li", {}, text));
  const more = all - some.length;
  return el("details", {}, el("summary", {}, title), el("ul", {}, ...items), more > 0 && el("p", { class: "note" }, `and ${number(more)} more: see --format json`));
}

/** What rules did not look at. */
function skipped(one: Ignored): HTMLElement {
  const until = one.until === "" ? "" : ` until ${one.until}`;
  return el(
    "li",
    { class: "skip" },
    el("b", {}, "skip"),
    el(
      "div",
      {},
      el("p", {}, el("code", {}, one.pattern), ` ${bytes(one.wasted)} in ${plural(one.copies, "hidden file")} · ${one.image}`),
      el("p", { class: "note" }, `ignored: ${one.reason}${until}`),
      listed("which files", one.largest.map(({ path, layer, size }) => `${path}: ${bytes(size)} of layer ${layer}`), one.copies),
    ),
  );
}

async function compare(block: HTMLScriptElement): Promise<void> {
  const comparison = await read<Comparison>(block);
  tell(await read<Outcome>(blocks("verdict")[0]!));
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
