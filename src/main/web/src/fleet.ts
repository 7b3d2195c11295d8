import type { Fleet, FleetChanges, FleetCredential, FleetImage, Top } from "./data";
import { bytes, el, fill, number, plural, section, type Child } from "./dom";
import { scrolling } from "./scan";
import { Tree } from "./tree";
import { Treemap } from "./treemap";

/** Maximum rows of the table of images, after it is sorted. */
const MAX_ROWS = 1_000;

const KINDS = ["visible", "duplicated", "removed"] as const;

/** Shows what all images come to together. The function shows an image that is in the page, by the number of its block. */
export function showFleet(fleet: Fleet, content: HTMLElement, open: (block: number) => void): void {
  const map = new ImagesMap(fleet.images, open);
  fill(
    content,
    el("p", { class: "headline" }, ...headline(fleet)),
    totals(fleet),
    credentials(fleet),
    ...(fleet.changes ? changes(fleet.changes, fleet) : []),
    map.element,
    new ImagesTable(fleet.images, open).element,
    layers(fleet),
    bases(fleet),
    leftovers(fleet),
    paths(fleet),
    shared(fleet),
  );
  map.show();
}

function headline({ distinct, oneByOne }: Fleet): Child[] {
  if (oneByOne.wasted === 0) {
    return [`No image wastes anything: their layers ship ${bytes(distinct.shipped)}.`];
  }
  return [
    el("strong", {}, bytes(distinct.wasted)),
    ` is wasted by distinct layers, which ship ${bytes(distinct.shipped)}; image by image it is ${bytes(oneByOne.wasted)} of ${bytes(oneByOne.shipped)}.`,
  ];
}

interface Column {
  title: string;
  number?: boolean;
}

/** A table in a section; nothing where there are no rows. */
function list(id: string, title: string, note: string, columns: Column[], rows: Child[][], total: number): HTMLElement | null {
  if (rows.length === 0) {
    return null;
  }
  const heads = columns.map((column) => el("th", { scope: "col", class: column.number ? "number" : "" }, column.title));
  const body = rows.map((row) => el("tr", {}, ...row.map((cell, i) => el("td", { class: columns[i]?.number ? "number" : "path" }, cell))));
  return section(
    id,
    title,
    note,
    scrolling(title, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...body))),
    total > rows.length && el("p", { class: "note" }, `and ${number(total - rows.length)} more: see --format json`),
  );
}

const count = (title: string): Column => ({ title, number: true });
const text = (title: string): Column => ({ title });

function totals({ distinct, oneByOne }: Fleet): HTMLElement | null {
  const row = (name: string, sums: Fleet["distinct"]) => [name, bytes(sums.stored), bytes(sums.shipped), bytes(sums.wasted), bytes(sums.avoidable)];
  const columns = [text("counted"), count("stored"), count("shipped"), count("wasted"), count("avoidable")];
  return list("totals", "What is stored", "", columns, [row("distinct layers once", distinct), row("image by image", oneByOne)], 0);
}

function credentials({ credentials: first, credentialCount: total }: Fleet): HTMLElement | null {
  return credentialList("credentials", "Credentials", { first, total });
}

function credentialList(id: string, title: string, { first, total }: Top<FleetCredential>): HTMLElement | null {
  const rows = first.map((one) => [number(one.images), one.reason, one.place + (one.hidden ? " (hidden)" : ""), one.image]);
  return list(id, title, "", [count("images"), text("what it is"), text("place"), text("one of the images")], rows, total);
}

/** What is otherwise than in an earlier report. */
function changes(since: FleetChanges, now: Fleet): (HTMLElement | null)[] {
  const row = (name: string, sums: Fleet["distinct"]) => [name, bytes(sums.stored), bytes(sums.shipped), bytes(sums.wasted), bytes(sums.avoidable)];
  const rows = [
    row("distinct layers once, before", since.distinct),
    row("distinct layers once, now", now.distinct),
    row("image by image, before", since.oneByOne),
    row("image by image, now", now.oneByOne),
  ];
  const columns = [text("counted"), count("stored"), count("shipped"), count("wasted"), count("avoidable")];
  const note = since.unread === "" ? `${since.title}.` : `${since.title}. ${since.unread}.`;
  const images = (id: string, title: string, second: string, { first, total }: Top<{ reference: string; wasted: number; size: number }>) =>
    list(
      id,
      title,
      "",
      [count("wasted"), count(second), text("image")],
      first.map((one) => [bytes(one.wasted), bytes(one.size), one.reference]),
      total,
    );
  const grown = ({ first, total }: FleetChanges["grown"]) => ({ first: first.map((one) => ({ ...one, size: one.before })), total });
  const told = ({ first, total }: FleetChanges["added"]) => ({ first: first.map((one) => ({ ...one, size: one.shipped })), total });
  return [
    list("changes", `Since ${since.report}`, note, columns, rows, 0),
    since.newCredentials ? credentialList("new-credentials", "New credentials", since.newCredentials) : null,
    since.goneCredentials ? credentialList("gone-credentials", "Credentials that are gone", since.goneCredentials) : null,
    images("grown", "Images that waste more", "before", grown(since.grown)),
    images("shrunk", "Images that waste less", "before", grown(since.shrunk)),
    images("added", "New images", "shipped", told(since.added)),
    images("gone", "Images that are gone", "shipped", told(since.gone)),
  ];
}

function layers({ layers: all, layerCount }: Fleet): HTMLElement | null {
  const rows = all.map((one) => [number(one.images), bytes(one.wasted), bytes(one.hides), bytes(one.avoidable), one.instruction, one.image]);
  const note = "Mend one Dockerfile, and save in all images that inherit the layer.";
  const columns = [count("images"), count("wasted"), count("hides"), count("avoidable"), text("instruction"), text("one of the images")];
  return list("faults", "Layers at fault", note, columns, rows, layerCount);
}

function bases({ bases: all, baseCount }: Fleet): HTMLElement | null {
  const rows = all.map((one) => [number(one.images), bytes(one.wasted), bytes(one.avoidable), one.reference]);
  return list("bases", "Base images at fault", "", [count("images"), count("wasted"), count("avoidable"), text("base image")], rows, baseCount);
}

function leftovers({ leftovers: all }: Fleet): HTMLElement | null {
  const rows = all.map((one) => [number(one.images), number(one.layers), bytes(one.bytes), one.name]);
  return list("leftovers", "Leftovers", "", [count("images"), count("layers"), count("avoidable"), text("what")], rows, 0);
}

function paths({ paths: { first, total }, pathsLeftOut }: Fleet): HTMLElement | null {
  const rows = first.map((one) => [number(one.images), bytes(one.wasted), one.path, one.image]);
  return list("paths", "Paths that waste most", pathsLeftOut, [count("images"), count("wasted"), text("path"), text("one of the images")], rows, total);
}

function shared({ shared: all, sharedCount }: Fleet): HTMLElement | null {
  const rows = all.map((one) => [number(one.images), bytes(one.saved), bytes(one.stored), one.instruction, one.image]);
  const columns = [count("images"), count("saved"), count("stored"), text("instruction"), text("one of the images")];
  return list("shared", "Layers that images share", "", columns, rows, sharedCount);
}

/** A treemap of the images by what they ship, below the parts of their names. */
class ImagesMap {
  readonly element: HTMLElement;
  private readonly treemap: Treemap;

  constructor(images: FleetImage[], open: (block: number) => void) {
    const tree = new Tree(
      images.map((image) => `/${image.reference}`),
      KINDS.length,
    );
    tree.weigh((image, add) => {
      add(0, images[image]!.visible);
      add(1, images[image]!.duplicated);
      add(2, images[image]!.removed);
    });
    this.treemap = new Treemap({
      tree,
      kinds: KINDS,
      label: "Bytes by repository",
      open: (image) => {
        const { block } = images[image]!;
        if (block >= 0) {
          open(block);
        }
      },
    });
    const note = "Area is what images ship, image by image. A click on an image shows it.";
    this.element = section("map", "Repositories", note, this.treemap.element);
  }

  show(): void {
    this.treemap.show(0);
  }
}

type Key = (image: FleetImage) => number | string;

interface Sorting {
  title: string;
  key: Key;
  show: (image: FleetImage) => Child;
  number: boolean;
}

/** All images in the order of a column. */
class ImagesTable {
  readonly element: HTMLElement;
  private readonly body = el("tbody");
  private readonly heads: HTMLTableCellElement[] = [];
  private readonly more = el("p", { class: "note" });
  private readonly columns: Sorting[];
  private sorted = 1;
  private descending = true;

  constructor(
    private readonly images: FleetImage[],
    open: (block: number) => void,
  ) {
    const sizes = (title: string, key: (image: FleetImage) => number): Sorting => ({ title, key, show: (image) => bytes(key(image)), number: true });
    this.columns = [
      { title: "image", key: (image) => image.reference, show: (image) => name(image, open), number: false },
      sizes("wasted", wasted),
      sizes("shipped", (image) => image.visible + wasted(image)),
      sizes("avoidable", (image) => image.avoidable),
      { title: "credentials", key: (image) => image.credentials, show: (image) => number(image.credentials), number: true },
      { title: "created", key: (image) => image.created, show: (image) => image.created.slice(0, 10), number: false },
    ];
    this.columns.forEach((column, i) => {
      const button = el("button", { type: "button", class: "sort", click: () => this.sort(i) }, column.title);
      this.heads.push(el("th", { scope: "col", class: column.number ? "number" : "" }, button));
    });
    const table = el("table", {}, el("thead", {}, el("tr", {}, ...this.heads)), this.body);
    this.element = section("images", "Images", "", scrolling("Images", table), this.more);
    this.show();
  }

  private sort(column: number): void {
    this.descending = column === this.sorted ? !this.descending : this.columns[column]!.number;
    this.sorted = column;
    this.show();
  }

  private show(): void {
    const { key } = this.columns[this.sorted]!;
    const sign = this.descending ? -1 : 1;
    const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0);
    const all = [...this.images].sort((a, b) => sign * compare(key(a), key(b)) || compare(a.reference, b.reference));
    const rows = all.slice(0, MAX_ROWS).map((image) => {
      const cells = this.columns.map((column) => el("td", { class: column.number ? "number" : "path" }, column.show(image)));
      return el("tr", {}, ...cells);
    });
    fill(this.body, ...rows);
    this.heads.forEach((head, i) => head.setAttribute("aria-sort", i !== this.sorted ? "none" : this.descending ? "descending" : "ascending"));
    this.more.textContent = all.length > rows.length ? `and ${plural(all.length - rows.length, "further image")}: sort by another column to see others` : "";
  }
}

function wasted(image: FleetImage): number {
  return image.duplicated + image.removed;
}

function name(image: FleetImage, open: (block: number) => void): Child {
  return image.block < 0 ? image.reference : el("button", { type: "button", class: "link", click: () => open(image.block) }, image.reference);
}
