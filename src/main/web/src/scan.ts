import { FATES, Files, type Image, type Layer, type Totals } from "./data";
import { bar, bytes, chooser, el, fill, number, percent, plural, section, type Chooser } from "./dom";
import { Grid } from "./grid";
import { instruction, Trace } from "./trace";
import { total, Tree } from "./tree";
import { Treemap } from "./treemap";

/** How many pieces of advice are open from the start. */
const ADVICE_SHOWN = 8;

/** Shows one image of a scan. */
export function showImage(image: Image, content: HTMLElement): void {
  const files = new Files(image.rows);
  image.rows = [];
  const trace = new Trace(files, image.layers);
  const map = new ShippedMap(image, files, trace);
  fill(
    content,
    el("p", { class: "headline" }, ...headline(image.totals)),
    figures(image.totals),
    ...base(image),
    secrets(image),
    exposed(image),
    map.element,
    layers(image, files, (layer) => map.showLayer(layer)),
    advice(image),
    findings(image, files, trace),
    avoidable(image),
    repeated(image),
    warnings(image.warnings),
    trace.element,
  );
  map.show();
}

/** How much is wasted, in one sentence. */
function headline(totals: Totals): (HTMLElement | string)[] {
  if (totals.wasted === 0) {
    return [`Nothing is wasted: a container can see all of the ${bytes(totals.shipped)} that the layers ship.`];
  }
  const parts = [
    totals.duplicated > 0 ? `${bytes(totals.duplicated)} shipped again` : "",
    totals.removed > 0 ? `${bytes(totals.removed)} removed later` : "",
  ].filter((part) => part !== "");
  return [
    el("strong", {}, bytes(totals.wasted)),
    ` of the ${bytes(totals.shipped)} that this image ships, ${percent(totals.wasted, totals.shipped)}, is wasted: ${parts.join(", ")}.`,
  ];
}

export function figures(totals: Totals): HTMLElement {
  const figure = (name: string, value: string, kind = "") =>
    el("div", { class: `figure ${kind}` }, el("dt", {}, name), el("dd", {}, value));
  return el(
    "dl",
    { class: "figures" },
    figure("shipped", bytes(totals.shipped)),
    figure("visible", bytes(totals.visible), "visible"),
    figure("shipped again", bytes(totals.duplicated), "duplicated"),
    figure("removed", bytes(totals.removed), "removed"),
    figure("efficiency", `${totals.efficiency}\u00a0%`),
    figure(totals.storedAs, bytes(totals.stored)),
    totals.wastedPull !== undefined && totals.wastedPull > 0
      ? figure("wasted pull, about", bytes(totals.wastedPull))
      : null,
  );
}

function base(image: Image): HTMLElement[] {
  if (image.base === undefined) {
    return [];
  }
  const what =
    image.baseLayers === undefined
      ? `Base image ${image.base}; which layers are its is unknown: ${image.baseUnknown ?? ""}`
      : `Base image ${image.base}: the lowest ${plural(image.baseLayers, "layer")}, which waste ${bytes(image.totals.wastedByBase)} among themselves.`;
  return [el("p", { class: "note" }, what)];
}

function secrets(image: Image): HTMLElement | null {
  const rows = image.secrets.map((secret) => [secret.place, secret.reason, secret.where, secret.remedy]);
  return credentials("secrets", "Secrets in plain sight", image.secretRemedy, rows, image.secretCount);
}

function exposed(image: Image): HTMLElement | null {
  const rows = image.exposed.map((place) => [
    place.path + (place.folder ? "/" : ""),
    place.reason,
    `layer ${place.layers.join(", ")}, hidden by ${place.hiddenBy}`,
    place.remedy,
  ]);
  return credentials("exposed", "Exposed credentials", image.exposedRemedy, rows, rows.length);
}

/** A table of credentials; nothing where there are none. */
function credentials(id: string, title: string, remedy: string, all: string[][], count: number): HTMLElement | null {
  if (all.length === 0) {
    return null;
  }
  const rows = all.map(([place, ...cells]) =>
    el("tr", {}, el("th", { scope: "row", class: "path" }, place!), ...cells.map((cell) => el("td", {}, cell))),
  );
  const titles = ["place", "what it is", "where", "what to do"].map((name) => el("th", { scope: "col" }, name));
  return section(
    id,
    title,
    remedy,
    scrolling(title, el("table", {}, el("thead", {}, el("tr", {}, ...titles)), el("tbody", {}, ...rows))),
    count > rows.length && el("p", { class: "note" }, `and ${number(count - rows.length)} more: see --format json`),
  );
}

/** What is wider than a phone scrolls by itself. */
export function scrolling(label: string, table: HTMLElement): HTMLElement {
  return el("div", { class: "scrolling", tabindex: 0, role: "region", "aria-label": `${label}, table` }, table);
}

/** The treemap with the choice of what is counted. */
class ShippedMap {
  readonly element: HTMLElement;
  private readonly tree: Tree;
  private readonly treemap: Treemap;
  private readonly choice: Chooser;

  constructor(
    image: Image,
    private readonly files: Files,
    trace: Trace,
  ) {
    this.tree = new Tree(files.paths, FATES.length);
    this.treemap = new Treemap({ tree: this.tree, kinds: FATES, label: "Bytes by directory", open: (path) => trace.show(path) });
    this.choice = chooser(
      "Show",
      [
        { value: "all", label: "all layers" },
        { value: "final", label: "the final tree" },
        ...image.layers.map((layer, i) => ({ value: String(i), label: `layer ${i}: ${layer.caption.slice(0, 60)}` })),
      ],
      () => this.weigh(),
    );
    const cut =
      image.cutPaths > 0
        ? `${plural(image.cutPaths, "smaller path")} with ${bytes(total(image.cut))} are not in this page: see --format json.`
        : "";
    this.element = section("map", "Where the bytes are", cut, el("div", { class: "controls" }, this.choice.element), this.treemap.element);
  }

  show(): void {
    this.weigh();
    this.treemap.show(0);
  }

  showLayer(layer: number): void {
    this.choice.select.value = String(layer);
    this.weigh();
    this.treemap.show(0);
    this.element.scrollIntoView();
    this.choice.select.focus({ preventScroll: true });
  }

  private weigh(): void {
    const { files } = this;
    const chosen = this.choice.select.value;
    const layer = Number(chosen);
    this.tree.weigh((path, add) => {
      for (let copy = files.first[path]!; copy < files.first[path + 1]!; copy++) {
        const fate = files.fate(path, copy);
        if (chosen === "all" || (chosen === "final" ? fate === 0 : files.layer[copy] === layer)) {
          add(fate, files.size[copy]!);
        }
      }
    });
    this.treemap.refresh();
  }
}

/** The bytes of each layer by fate, as far as the paths are in the page, and those of the others. */
function fatesOf(image: Image, files: Files): number[][] {
  const fates = image.layers.map(() => FATES.map(() => 0));
  files.paths.forEach((_, path) => {
    for (let copy = files.first[path]!; copy < files.first[path + 1]!; copy++) {
      fates[files.layer[copy]!]![files.fate(path, copy)]! += files.size[copy]!;
    }
  });
  const cutFates = image.cut.length / Math.max(1, image.layers.length);
  image.cut.forEach((size, i) => (fates[Math.floor(i / cutFates)]![i % cutFates]! += size));
  return fates;
}

function layers(image: Image, files: Files, chosen: (layer: number) => void): HTMLElement {
  const fates = fatesOf(image, files);
  const largest = Math.max(1, ...image.layers.map((layer) => layer.shipped));
  const rows = image.layers.map((layer, i) => {
    const parts = FATES.map((kind, k) => ({ kind, share: fates[i]![k]! / largest }));
    const label = FATES.flatMap((kind, k) => (fates[i]![k]! > 0 ? [`${kind} ${bytes(fates[i]![k]!)}`] : [])).join(", ");
    return el(
      "tr",
      { class: layer.base ? "of-base" : "" },
      el("th", { scope: "row" }, el("button", { type: "button", click: () => chosen(i), "aria-label": `Show layer ${i}` }, String(i))),
      el("td", { class: "bars" }, bar(parts, label || "no files")),
      ...numbers(layer),
      el("td", { class: "instruction" }, el("code", { title: layer.instruction }, layer.scanned ? instruction(layer) : "(foreign layer, not scanned)"), layer.base && el("span", { class: "badge" }, "base")),
    );
  });
  const titles: [string, string][] = [
    ["layer", ""],
    ["bytes", "bars"],
    [image.totals.storedAs, "number"],
    ["shipped", "number"],
    ["wasted", "number"],
    ["hides", "number"],
    ["instruction", ""],
  ];
  const head = el("tr", {}, ...titles.map(([title, kind]) => el("th", { scope: "col", class: kind }, title)));
  return section(
    "layers",
    "Layers",
    "Wasted is what a layer ships and a later one hides; hides is what it hides of the layers below.",
    scrolling("Layers", el("table", { class: "layers" }, el("thead", {}, head), el("tbody", {}, ...rows))),
  );
}

function numbers(layer: Layer): HTMLElement[] {
  return [layer.stored, layer.shipped, layer.wasted, layer.hides].map((value) =>
    el("td", { class: "number" }, value === 0 ? "–" : bytes(value)),
  );
}

function advice(image: Image): HTMLElement | null {
  if (image.advice.length === 0) {
    return null;
  }
  const items = image.advice.map((one) =>
    el(
      "li",
      {},
      el("b", {}, bytes(one.saves)),
      el("div", {}, el("p", {}, one.text), one.savesPull !== undefined && el("p", { class: "note" }, `about ${bytes(one.savesPull)} of the pull`)),
    ),
  );
  const more = image.adviceCount - image.advice.length;
  return section(
    "advice",
    "What to do",
    "What the image would ship less. The amounts add up.",
    el("ol", { class: "advice" }, ...items.slice(0, ADVICE_SHOWN)),
    items.length > ADVICE_SHOWN &&
      el(
        "details",
        {},
        el("summary", {}, `${number(items.length - ADVICE_SHOWN)} smaller`),
        el("ol", { class: "advice" }, ...items.slice(ADVICE_SHOWN)),
      ),
    more > 0 && el("p", { class: "note" }, `and ${number(more)} more: see --format json`),
  );
}

function findings(image: Image, files: Files, trace: Trace): HTMLElement {
  let all = files.paths.map((_, path) => path).filter((path) => files.isFinding(path));
  const found = all.length;
  all.sort((a, b) => files.wasted[b]! - files.wasted[a]! || a - b);
  all = all.slice(0, image.top);
  const lower = new Map<number, string>();
  const nameOf = (path: number) => {
    let name = lower.get(path);
    if (name === undefined) {
      name = files.paths[path]!.toLowerCase();
      lower.set(path, name);
    }
    return name;
  };
  const hidden = (path: number): number[] => {
    const copies: number[] = [];
    for (let copy = files.first[path]!; copy < files.first[path + 1]!; copy++) {
      if (files.code[copy] !== 0) {
        copies.push(copy);
      }
    }
    return copies;
  };
  const last = (path: number) => hidden(path).at(-1)!;
  const story = (path: number) => (files.exposed.has(path) ? `exposed: ${files.exposed.get(path)}` : files.story(last(path)));
  const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const grid = new Grid({
    label: "Findings",
    sorted: "wasted",
    kind: (path) => FATES[files.fate(path, last(path))]!,
    open: (path) => trace.show(path),
    columns: [
      { id: "wasted", title: "wasted", class: "number", text: (path) => bytes(files.wasted[path]!), compare: (a, b) => files.wasted[a]! - files.wasted[b]!, descending: true },
      { id: "path", title: "path", class: "path", text: (path) => files.paths[path]!, compare: (a, b) => compareText(files.paths[a]!, files.paths[b]!) },
      { id: "story", title: "what happened", class: "story", text: story, compare: (a, b) => compareText(story(a), story(b)) },
      { id: "copies", title: "copies", class: "count", text: (path) => String(files.first[path + 1]! - files.first[path]!), compare: (a, b) => files.first[a + 1]! - files.first[a]! - (files.first[b + 1]! - files.first[b]!), descending: true },
      { id: "layers", title: "layers", class: "from", text: (path) => `${files.layer[last(path)]} → ${files.hiddenBy[last(path)]}`, compare: (a, b) => files.hiddenBy[last(a)]! - files.hiddenBy[last(b)]! },
    ],
  });
  const count = el("p", { class: "note", role: "status" });
  const search = el("input", { type: "search", placeholder: "part of a path", input: () => refresh() });
  const what = chooser(
    "What happened",
    [
      { value: "", label: "anything" },
      { value: "1", label: "shipped again" },
      { value: "metadata", label: "only metadata changed" },
      { value: "2", label: "removed" },
      { value: "3", label: "exposed" },
    ],
    () => refresh(),
  );
  const layer = chooser(
    "Layer",
    [{ value: "", label: "any" }, ...image.layers.map((one, i) => ({ value: String(i), label: `${i}: ${one.caption.slice(0, 50)}` }))],
    () => refresh(),
  );
  function refresh(): void {
    const text = search.value.toLowerCase();
    const wanted = what.select.value;
    const inLayer = layer.select.value === "" ? -1 : Number(layer.select.value);
    const rows = all.filter(
      (path) =>
        (text === "" || nameOf(path).includes(text)) &&
        ((wanted === "" && inLayer < 0) ||
          hidden(path).some(
            (copy) =>
              (wanted === "" || (wanted === "metadata" ? (files.code[copy]! & 7) === 2 : files.fate(path, copy) === Number(wanted))) &&
              (inLayer < 0 || files.layer[copy] === inLayer || files.hiddenBy[copy] === inLayer),
          )),
    );
    const wasted = rows.reduce((sum, path) => sum + files.wasted[path]!, 0);
    const cut = found > all.length ? ` The ${number(all.length)} largest of ${number(found)} are listed (--top).` : "";
    count.textContent = `${plural(rows.length, "path")}, ${bytes(wasted)} wasted.${cut}`;
    grid.show(rows);
  }
  const made = section(
    "findings",
    "Findings",
    "Every path of which a copy is hidden. Enter or a click shows its trace through the layers.",
    el("div", { class: "controls" }, el("label", { class: "field grow" }, el("span", {}, "Search"), search), what.element, layer.element),
    count,
    grid.element,
  );
  refresh();
  return made;
}

function avoidable(image: Image): HTMLElement | null {
  if (image.avoidable.length === 0) {
    return null;
  }
  const rows = image.avoidable.map((group) =>
    el(
      "tr",
      { class: group.base ? "of-base" : "" },
      el("td", { class: "number" }, bytes(group.bytes)),
      el("td", { class: "number" }, number(group.files)),
      el("td", {}, group.name),
      el("td", {}, `layer ${group.layer}`, group.base && el("span", { class: "badge" }, "base")),
      el("td", { class: "path" }, group.path),
    ),
  );
  const titles: [string, string][] = [["avoidable", "number"], ["files", "number"], ["what it is", ""], ["where", ""], ["path", ""]];
  const more = image.avoidableCount - image.avoidable.length;
  return section(
    "avoidable",
    "Avoidable",
    `A container sees these ${bytes(image.avoidableBytes)} and does not need them. They are not wasted.`,
    scrolling(
      "Avoidable",
      el("table", {}, el("thead", {}, el("tr", {}, ...titles.map(([title, kind]) => el("th", { scope: "col", class: kind }, title)))), el("tbody", {}, ...rows)),
    ),
    more > 0 && el("p", { class: "note" }, `and ${number(more)} more: see --format json`),
  );
}

function repeated(image: Image): HTMLElement | null {
  if (image.repeated.length === 0) {
    return null;
  }
  const rows = image.repeated.map((one) =>
    el(
      "tr",
      {},
      el("td", { class: "number" }, bytes(one.size * (one.count - 1))),
      el("td", { class: "number" }, number(one.count)),
      el("td", { class: "path" }, one.names.join("  =  "), one.count > one.names.length && ` and ${number(one.count - one.names.length)} more`),
    ),
  );
  const titles: [string, string][] = [["could be shared", "number"], ["names", "number"], ["the same content", ""]];
  const more = image.repeatedCount - image.repeated.length;
  return section(
    "repeated",
    "Repeated content",
    `Visible more than once under several names. It is not wasted; links could share ${bytes(image.totals.repeated)}.`,
    el(
      "details",
      {},
      el("summary", {}, plural(image.repeatedCount, "content")),
      scrolling(
        "Repeated content",
        el("table", {}, el("thead", {}, el("tr", {}, ...titles.map(([title, kind]) => el("th", { scope: "col", class: kind }, title)))), el("tbody", {}, ...rows)),
      ),
      more > 0 && el("p", { class: "note" }, `and ${number(more)} more: see --format json`),
    ),
  );
}

function warnings(all: string[]): HTMLElement | null {
  return all.length === 0 ? null : section("warnings", "Warnings", "", el("ul", {}, ...all.map((text) => el("li", {}, text))));
}
