import { Changes, KINDS } from "./changes";
import type { Comparison, ImageInfo, Sum } from "./data";
import { Difference } from "./difference";
import { bytes, chooser, el, fill, growth, number, plural, section, type Chooser } from "./dom";
import { Grid } from "./grid";
import { scrolling } from "./scan";
import { Tree } from "./tree";
import { Treemap } from "./treemap";

/** Shows what is different between two images. */
export function showComparison(comparison: Comparison, content: HTMLElement): void {
  const { before, after } = comparison;
  const changes = new Changes(comparison);
  const difference = new Difference(changes, before, after);
  const map = new GrowthMap(changes, difference);
  const wasted = after.totals.wasted - before.totals.wasted;
  fill(
    content,
    el(
      "p",
      { class: "headline" },
      "The image ships ",
      el("strong", {}, growth(after.totals.shipped - before.totals.shipped)),
      `, a container sees ${growth(after.totals.visible - before.totals.visible)}, and ${growth(wasted)} is wasted.`,
    ),
    totals(before, after),
    blobs(comparison),
    map.element,
    differences(comparison, changes, difference),
    layers("before", "Layers before", before),
    layers("after", "Layers after", after),
    difference.element,
  );
  map.show();
}

function totals(before: ImageInfo, after: ImageInfo): HTMLElement {
  const row = (name: string, was: number, is: number) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      el("td", { class: "number" }, bytes(was)),
      el("td", { class: "number" }, bytes(is)),
      el("td", { class: "number" }, growth(is - was)),
    );
  const [a, b] = [before.totals, after.totals];
  const titles = ["", "before", "after", "growth"].map((title, i) => el("th", { scope: "col", class: i > 0 ? "number" : "" }, title || "bytes"));
  return section(
    "totals",
    "In figures",
    "",
    el(
      "table",
      { class: "totals" },
      el("thead", {}, el("tr", {}, ...titles)),
      el(
        "tbody",
        {},
        row(a.storedAs === b.storedAs ? a.storedAs : "stored", a.stored, b.stored),
        row("shipped", a.shipped, b.shipped),
        row("visible", a.visible, b.visible),
        row("wasted", a.wasted, b.wasted),
        row("shipped again", a.duplicated, b.duplicated),
        row("removed", a.removed, b.removed),
        el(
          "tr",
          {},
          el("th", { scope: "row" }, "efficiency"),
          el("td", { class: "number" }, `${a.efficiency}\u00a0%`),
          el("td", { class: "number" }, `${b.efficiency}\u00a0%`),
          el("td", {}),
        ),
      ),
    ),
  );
}

function blobs(comparison: Comparison): HTMLElement {
  const text = ({ count, bytes: size }: Sum) => `${plural(count, "layer")}, ${bytes(size)}`;
  const { shared, onlyAfter, repacked } = comparison;
  return el(
    "p",
    { class: "note" },
    `Both have ${text(shared)}. Only the image after has ${text(onlyAfter)}` +
      (repacked.count > 0 ? `, of which ${text(repacked)} are the same content in other blobs.` : "."),
  );
}

/** The treemap of what grew and what shrank. */
class GrowthMap {
  readonly element: HTMLElement;
  private readonly tree: Tree;
  private readonly treemap: Treemap;
  private readonly choice: Chooser;

  constructor(
    private readonly changes: Changes,
    difference: Difference,
  ) {
    this.tree = new Tree(changes.paths.map((path) => path.replace(/\/$/, "")), KINDS.length);
    this.treemap = new Treemap({ tree: this.tree, kinds: KINDS, label: "Growth by directory", open: (change) => difference.show(change) });
    this.choice = chooser(
      "Area",
      [
        { value: "growth", label: "by how much a file grew or shrank" },
        { value: "rewritten", label: "all bytes of files that differ" },
      ],
      () => this.weigh(),
    );
    this.element = section("map", "Where it grew and shrank", "", el("div", { class: "controls" }, this.choice.element), this.treemap.element);
  }

  show(): void {
    this.weigh();
    this.treemap.show(0);
  }

  private weigh(): void {
    const { changes } = this;
    const isGrowth = this.choice.select.value === "growth";
    this.tree.weigh((change, add) => {
      const size = isGrowth ? Math.abs(changes.growth(change)) : Math.max(changes.before[change]!, changes.after[change]!);
      add(changes.kind(change), size);
    });
    this.treemap.refresh();
  }
}

function differences(comparison: Comparison, changes: Changes, difference: Difference): HTMLElement {
  const all = changes.paths.map((_, i) => i);
  const size = (bytesOf: number[]) => (change: number) => bytes(bytesOf[change]!);
  const grid = new Grid({
    label: "Differences",
    sorted: "growth",
    kind: (change) => KINDS[changes.kind(change)]!,
    open: (change) => difference.show(change),
    columns: [
      { id: "growth", title: "growth", class: "number", text: (i) => growth(changes.growth(i)), compare: (a, b) => Math.abs(changes.growth(a)) - Math.abs(changes.growth(b)), descending: true },
      { id: "path", title: "path", class: "path", text: (i) => changes.paths[i]!, compare: (a, b) => (changes.paths[a]! < changes.paths[b]! ? -1 : 1) },
      { id: "what", title: "what differs", class: "story", text: (i) => changes.what[i]!, compare: (a, b) => (changes.what[a]! < changes.what[b]! ? -1 : changes.what[a] === changes.what[b] ? 0 : 1) },
      { id: "before", title: "before", class: "number count", text: size(changes.before), compare: (a, b) => changes.before[a]! - changes.before[b]!, descending: true },
      { id: "after", title: "after", class: "number from", text: size(changes.after), compare: (a, b) => changes.after[a]! - changes.after[b]!, descending: true },
    ],
  });
  const count = el("p", { class: "note", role: "status" });
  const search = el("input", { type: "search", placeholder: "part of a path", input: () => refresh() });
  const what = chooser(
    "What",
    [{ value: "", label: "anything" }, ...KINDS.map((kind, i) => ({ value: String(i), label: kind }))],
    () => refresh(),
  );
  function refresh(): void {
    const text = search.value.toLowerCase();
    const rows = all.filter(
      (i) => changes.paths[i]!.toLowerCase().includes(text) && (what.select.value === "" || changes.kind(i) === Number(what.select.value)),
    );
    const cut = comparison.changeCount - all.length;
    count.textContent = plural(rows.length, "name") + (cut > 0 ? `; ${number(cut)} that changed less are not in this page` : "");
    grid.show(rows);
  }
  const made = section(
    "differences",
    "Differences",
    `${number(comparison.added)} added, ${number(comparison.removed)} removed, ${number(comparison.changed)} changed; ` +
      `${number(comparison.mtimeOnly)} more differ in nothing but their mtime. Enter or a click shows what both images have at a path.`,
    el("div", { class: "controls" }, el("label", { class: "field grow" }, el("span", {}, "Search"), search), what.element),
    count,
    grid.element,
  );
  refresh();
  return made;
}

function layers(id: string, title: string, image: ImageInfo): HTMLElement {
  const rows = image.layers.map((layer, i) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, String(i)),
      el("td", {}, layer.presence === "shared" ? "in both" : layer.presence === "repacked" ? "in both, packed anew" : "only here"),
      el("td", { class: "number" }, bytes(layer.stored)),
      el("td", { class: "number" }, bytes(layer.shipped)),
      el("td", { class: "number" }, layer.wasted === 0 ? "–" : bytes(layer.wasted)),
      el("td", { class: "instruction" }, el("code", {}, layer.caption)),
    ),
  );
  const titles = ["layer", "where", image.totals.storedAs, "shipped", "wasted", "instruction"];
  const head = titles.map((text, i) => el("th", { scope: "col", class: i > 1 && i < 5 ? "number" : "" }, text));
  return section(id, title, "", scrolling(title, el("table", { class: "layers" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows))));
}
