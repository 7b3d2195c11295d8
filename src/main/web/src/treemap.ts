import { hierarchy, treemap, type HierarchyRectangularNode } from "d3-hierarchy";
import { bar, bytes, el, number, percent } from "./dom";
import { total, Tree } from "./tree";

/** A rectangle: a directory, a file, or what is too small to be drawn by itself. */
interface Cell {
  what: "directory" | "file" | "rest";
  id: number;
  name: string;
  sums: number[];
  children?: Cell[];
}

type Placed = HierarchyRectangularNode<Cell>;

export interface TreemapOptions {
  tree: Tree;
  /** The names of the kinds of bytes, which colours are named by. */
  kinds: readonly string[];
  label: string;
  open: (path: number) => void;
}

/** Smallest rectangle, in square pixels: what is smaller is drawn together with its neighbours. */
const MIN_AREA = 48;
/** Smallest directory that shows what is in it. */
const MIN_DIRECTORY_AREA = 900;
const LABEL_HEIGHT = 18;
const MAX_ROWS = 100;

/** A treemap with the table of the same figures beside it. */
export class Treemap {
  readonly element: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly trail = el("nav", { class: "trail", "aria-label": "Directory" });
  private readonly table = el("tbody");
  private readonly more = el("p", { class: "note" });
  private readonly tip = el("div", { class: "tip", "aria-hidden": true });
  private directory = 0;
  private placed: Placed | undefined;

  constructor(private readonly options: TreemapOptions) {
    this.canvas = el("canvas", {
      role: "img",
      mousemove: (event: MouseEvent) => this.hover(event),
      mouseleave: () => this.tip.classList.remove("shown"),
      click: (event: MouseEvent) => this.click(event),
    });
    const legend = el("ul", { class: "legend" });
    for (const kind of options.kinds) {
      legend.append(el("li", {}, el("i", { class: `fill-${kind}` }), kind));
    }
    const head = el("tr", {}, el("th", { scope: "col" }, "name"), el("th", { scope: "col", class: "number" }, "bytes"));
    head.append(el("th", { scope: "col" }, "share"));
    this.element = el(
      "div",
      { class: "treemap" },
      el("div", { class: "row" }, this.trail, legend),
      el(
        "div",
        { class: "beside" },
        el("div", { class: "picture" }, this.canvas, this.tip),
        el(
          "div",
          { class: "list", tabindex: 0, role: "region", "aria-label": "What is in the directory" },
          el("table", {}, el("caption", { class: "hidden" }, options.label), el("thead", {}, head), this.table),
          this.more,
        ),
      ),
    );
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  /** Shows the tree again after it was weighed. */
  refresh(): void {
    this.show(this.directory);
  }

  /** Shows a directory. */
  show(directory: number): void {
    this.directory = directory;
    const { tree } = this.options;
    this.trail.replaceChildren(
      ...tree.trail(directory).flatMap((at, i) => [
        i > 1 ? "/" : "",
        at === directory
          ? el("span", { "aria-current": "location" }, at === 0 ? "/" : tree.names[at]!)
          : el("button", { type: "button", click: () => this.zoom(at) }, at === 0 ? "/" : tree.names[at]!),
      ]),
    );
    this.fillTable();
    this.draw();
  }

  private zoom(directory: number): void {
    this.show(directory);
    this.trail.querySelector<HTMLElement>("button:last-of-type")?.focus({ preventScroll: true });
  }

  /** What is in a directory, the largest first. */
  private children(directory: number): Cell[] {
    const { tree } = this.options;
    const cells: Cell[] = [
      ...tree.directories[directory]!.map(
        (id): Cell => ({ what: "directory", id, name: tree.names[id]!, sums: tree.below(id) }),
      ),
      ...tree.files[directory]!.map((id): Cell => {
        const path = tree.paths[id]!;
        return { what: "file", id, name: path.slice(path.lastIndexOf("/") + 1), sums: tree.at(id) };
      }),
    ];
    return cells.filter((cell) => total(cell.sums) > 0).sort((a, b) => total(b.sums) - total(a.sums));
  }

  private fillTable(): void {
    const cells = this.children(this.directory);
    const all = cells.reduce((sum, cell) => sum + total(cell.sums), 0);
    this.table.replaceChildren(
      ...cells.slice(0, MAX_ROWS).map((cell) => {
        const size = total(cell.sums);
        const isDirectory = cell.what === "directory";
        const act = () => (isDirectory ? this.zoom(cell.id) : this.options.open(cell.id));
        return el(
          "tr",
          {},
          el(
            "th",
            { scope: "row" },
            el("button", { type: "button", class: "path", click: act }, cell.name + (isDirectory ? "/" : "")),
          ),
          el("td", { class: "number" }, bytes(size)),
          el("td", {}, this.bar(cell, all)),
        );
      }),
    );
    const rest = cells.length - MAX_ROWS;
    this.more.textContent =
      cells.length === 0 ? "No bytes here." : rest > 0 ? `and ${number(rest)} more, all smaller: find them below by name` : "";
  }

  private bar(cell: Cell, whole: number): HTMLElement {
    const parts = this.options.kinds.map((kind, i) => ({ kind, share: cell.sums[i]! / whole }));
    return bar(parts, this.describe(cell.sums));
  }

  private describe(sums: number[]): string {
    const all = total(sums);
    return this.options.kinds
      .flatMap((kind, i) => (sums[i]! > 0 ? [`${kind} ${bytes(sums[i]!)} (${percent(sums[i]!, all)})`] : []))
      .join(", ");
  }

  /** The rectangles of a directory, as deep as they can be seen. */
  private cells(directory: number, areaOfByte: number): Cell[] {
    const large: Cell[] = [];
    const rest: Cell = { what: "rest", id: directory, name: "", sums: this.options.kinds.map(() => 0) };
    let small = 0;
    for (const cell of this.children(directory)) {
      const area = total(cell.sums) * areaOfByte;
      if (area < MIN_AREA) {
        cell.sums.forEach((sum, i) => (rest.sums[i]! += sum));
        small++;
        continue;
      }
      if (cell.what === "directory" && area >= MIN_DIRECTORY_AREA) {
        cell.children = this.cells(cell.id, areaOfByte);
      }
      large.push(cell);
    }
    rest.name = `${number(small)} smaller`;
    return small === 0 ? large : [...large, rest];
  }

  private draw(): void {
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    const pen = this.canvas.getContext("2d");
    if (width === 0 || pen === null) {
      return;
    }
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    pen.scale(ratio, ratio);
    const { tree, label } = this.options;
    const sums = tree.below(this.directory);
    this.canvas.setAttribute(
      "aria-label",
      `${label}: ${tree.pathOf(this.directory) || "/"} has ${bytes(total(sums))}. ${this.describe(sums)}. The table beside has the same figures.`,
    );
    if (total(sums) === 0) {
      this.placed = undefined;
      return;
    }
    const root: Cell = {
      what: "directory",
      id: this.directory,
      name: "",
      sums,
      children: this.cells(this.directory, (width * height) / total(sums)),
    };
    const nodes = hierarchy(root).sum((cell) => (cell.children === undefined ? total(cell.sums) : 0));
    this.placed = treemap<Cell>()
      .size([width, height])
      .paddingInner(1)
      .paddingTop((node) => (this.hasLabel(node) ? LABEL_HEIGHT : 0))
      .paddingRight((node) => (node.depth === 0 ? 0 : 1))
      .paddingBottom((node) => (node.depth === 0 ? 0 : 1))
      .paddingLeft((node) => (node.depth === 0 ? 0 : 1))
      .round(true)(nodes);
    this.paint(pen, this.placed);
  }

  private hasLabel(node: Placed): boolean {
    return node.depth > 0 && node.x1 - node.x0 > 36 && node.y1 - node.y0 > 34;
  }

  private paint(pen: CanvasRenderingContext2D, root: Placed): void {
    const style = getComputedStyle(this.canvas);
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
    const fills = this.options.kinds.map(colour);
    const inks = this.options.kinds.map((kind) => colour(`on-${kind}`));
    const stripes = this.options.kinds.map((kind) => kind === "exposed");
    pen.font = `12px ${style.fontFamily}`;
    pen.textBaseline = "middle";
    root.each((node) => {
      const { x0, y0, x1, y1 } = node;
      if (node.children !== undefined) {
        if (node.depth > 0) {
          pen.fillStyle = colour("directory");
          pen.fillRect(x0, y0, x1 - x0, y1 - y0);
          if (this.hasLabel(node)) {
            pen.fillStyle = colour("ink");
            text(pen, `${node.data.name}/`, x0 + 5, y0 + LABEL_HEIGHT / 2 + 1, x1 - x0 - 8);
          }
        }
        return;
      }
      const all = total(node.data.sums);
      let x = x0;
      let widest = { kind: 0, x: x0, width: 0 };
      node.data.sums.forEach((sum, kind) => {
        const width = ((x1 - x0) * sum) / all;
        if (width > 0) {
          pen.fillStyle = fills[kind]!;
          pen.fillRect(x, y0, width, y1 - y0);
          if (stripes[kind]) {
            stripe(pen, x, y0, width, y1 - y0, inks[kind]!);
          }
          widest = width > widest.width ? { kind, x, width } : widest;
        }
        x += width;
      });
      if (widest.width > 44 && y1 - y0 > 15) {
        const name = node.data.name + (node.data.what === "directory" ? "/" : "");
        pen.fillStyle = inks[widest.kind]!;
        text(pen, name, widest.x + 4, y0 + Math.min(10, (y1 - y0) / 2), widest.width - 7);
      }
    });
  }

  private find(event: MouseEvent): Placed | undefined {
    const { offsetX: x, offsetY: y } = event;
    let found = this.placed;
    for (let next = found; next !== undefined; ) {
      found = next;
      next = next.children?.find((node) => x >= node.x0 && x < node.x1 && y >= node.y0 && y < node.y1);
    }
    return found;
  }

  private hover(event: MouseEvent): void {
    const node = this.find(event);
    if (node === undefined || node.depth === 0) {
      this.tip.classList.remove("shown");
      return;
    }
    const { what, id, name, sums } = node.data;
    const { tree } = this.options;
    const path = what === "file" ? tree.paths[id]! : `${tree.pathOf(id)}/${what === "rest" ? ` (${name})` : ""}`;
    this.tip.replaceChildren(el("b", {}, path), el("span", {}, `${bytes(total(sums))}: ${this.describe(sums)}`));
    this.tip.classList.add("shown");
    const right = event.offsetX > this.canvas.clientWidth / 2;
    this.tip.style.left = right ? "" : `${event.offsetX + 14}px`;
    this.tip.style.right = right ? `${this.canvas.clientWidth - event.offsetX + 14}px` : "";
    this.tip.style.top = `${event.offsetY + 14}px`;
  }

  private click(event: MouseEvent): void {
    const node = this.find(event);
    if (node === undefined || node.depth === 0) {
      return;
    }
    if (node.data.what === "file") {
      this.options.open(node.data.id);
    } else if (node.data.id !== this.directory) {
      this.zoom(node.data.id);
    }
  }
}

/** Writes as much of a text as there is room for. */
function text(pen: CanvasRenderingContext2D, what: string, x: number, y: number, room: number): void {
  let shown = what.length > 200 ? what.slice(0, 200) : what;
  if (pen.measureText(shown).width > room) {
    while (shown.length > 0 && pen.measureText(`${shown}…`).width > room) {
      shown = shown.slice(0, -1);
    }
    shown = shown.length < 2 ? "" : `${shown}…`;
  }
  pen.fillText(shown, x, y);
}

/** Marks by more than a colour. */
function stripe(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, colour: string): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.35;
  pen.beginPath();
  for (let at = x - height; at < x + width; at += 8) {
    pen.moveTo(at, y + height);
    pen.lineTo(at + height, y);
  }
  pen.stroke();
  pen.restore();
}
