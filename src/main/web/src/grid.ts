import { el } from "./dom";

export interface Column {
  id: string;
  title: string;
  class?: string;
  /** The text of a row; empty where the column has elements of its own. */
  text: (row: number) => string;
  /** Orders two rows, the least first. Without it the column sorts nothing. */
  compare?: (a: number, b: number) => number;
  /** Which way it sorts when it is chosen. */
  descending?: boolean;
}

export interface GridOptions {
  label: string;
  columns: Column[];
  sorted: string;
  /** The class of a row, for its colour. */
  kind: (row: number) => string;
  open: (row: number) => void;
}

/** Height of a row in pixels, as the style has it. */
const ROW = 34;
/** Browsers lay out no element that is much higher. */
const MAX_HEIGHT = 8_000_000;
const SPARE_ROWS = 6;
const MAX_PRINTED_ROWS = 100;

let grids = 0;

/** An element that shows one row of the list after another, and what it shows. What is not different is not written again. */
interface Line {
  element: HTMLElement;
  cells: Text[];
  index: number;
  row: number;
  top: number;
  kind: string;
}

/**
 * A table of any length, of which only the rows are made that can be seen. One row is the current one: the arrow keys move it, Enter opens it. A
 * screen reader follows it by aria-activedescendant (WAI-ARIA 1.2, grid).
 *
 * While it is scrolled, what the browser has laid out is read once a frame and before anything is written: reading it later would have it lay out
 * all rows again for each of them.
 */
export class Grid {
  readonly element: HTMLElement;
  private readonly body = el("div", { class: "rows", role: "rowgroup" });
  private readonly headers: HTMLElement[];
  private readonly pool: Line[] = [];
  private rows: number[] = [];
  private current = 0;
  private sorted: Column;
  private descending: boolean;
  private currentLine: Line | undefined;
  private pending = false;
  private readonly id = `grid${++grids}`;

  constructor(private readonly options: GridOptions) {
    this.sorted = options.columns.find((column) => column.id === options.sorted)!;
    this.descending = this.sorted.descending ?? false;
    this.headers = options.columns.map((column) =>
      el(
        "div",
        { role: "columnheader", class: `cell ${column.class ?? ""}` },
        column.compare === undefined
          ? el("span", {}, column.title)
          : el("button", { type: "button", click: () => this.sortBy(column) }, column.title),
      ),
    );
    this.element = el(
      "div",
      {
        class: "grid",
        role: "grid",
        tabindex: 0,
        "aria-label": options.label,
        "aria-colcount": options.columns.length,
        scroll: () => this.later(),
        keydown: (event: KeyboardEvent) => this.key(event),
      },
      el("div", { role: "rowgroup", class: "head" }, el("div", { role: "row", "aria-rowindex": 1 }, ...this.headers)),
      this.body,
    );
    this.body.addEventListener("pointerover", (event) => this.describe(event.target as HTMLElement));
    new ResizeObserver(() => this.later()).observe(this.element);
    addEventListener("beforeprint", () => this.print(true));
    addEventListener("afterprint", () => this.print(false));
  }

  /** Shows some rows, in the order that was chosen. */
  show(rows: number[]): void {
    this.rows = rows.slice();
    this.element.setAttribute("aria-rowcount", String(rows.length + 1));
    this.body.style.height = `${this.height}px`;
    this.current = 0;
    this.sort();
    this.element.scrollTop = 0;
    this.render();
  }

  private sortBy(column: Column): void {
    this.descending = column === this.sorted ? !this.descending : (column.descending ?? false);
    this.sorted = column;
    this.current = 0;
    this.sort();
    this.element.scrollTop = 0;
    this.render();
  }

  private sort(): void {
    const compare = this.sorted.compare!;
    this.rows.sort((a, b) => (this.descending ? compare(b, a) : compare(a, b)) || a - b);
    this.options.columns.forEach((column, i) => {
      const isSorted = column === this.sorted;
      this.headers[i]!.setAttribute("aria-sort", isSorted ? (this.descending ? "descending" : "ascending") : "none");
      if (column.compare === undefined) {
        this.headers[i]!.removeAttribute("aria-sort");
      }
    });
  }

  /** Paper has no scroll bar: the first rows are printed. */
  private print(begins: boolean): void {
    this.element.style.height = begins ? `${(Math.min(MAX_PRINTED_ROWS, this.rows.length) + 1) * ROW}px` : "";
    this.element.scrollTop = 0;
    this.render();
  }

  private later(): void {
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.render();
      });
    }
  }

  private get height(): number {
    return Math.min(MAX_HEIGHT, this.rows.length * ROW);
  }

  private get view(): number {
    return Math.max(ROW, this.element.clientHeight - ROW);
  }

  /** How many pixels of the list one pixel of the scroll bar stands for. */
  private scale(view: number): number {
    const room = this.height - view;
    return room <= 0 ? 1 : (this.rows.length * ROW - view) / room;
  }

  private render(): void {
    const { view } = this;
    const scrolled = this.element.scrollTop;
    const top = scrolled * this.scale(view);
    const first = Math.max(0, Math.floor(top / ROW) - SPARE_ROWS);
    const last = Math.min(this.rows.length, Math.ceil((top + view) / ROW) + SPARE_ROWS);
    while (this.pool.length < last - first) {
      this.pool.push(this.line());
    }
    // a row keeps its element while it is seen
    const lines = this.pool.length;
    for (let i = 0; i < lines; i++) {
      const index = first + ((((i - first) % lines) + lines) % lines);
      this.place(this.pool[i]!, index < last ? index : -1, index * ROW - top + scrolled);
    }
    const { current } = this;
    this.mark(current >= first && current < last ? this.pool[current % lines] : undefined);
  }

  private place(line: Line, index: number, top: number): void {
    if (index < 0) {
      if (line.index >= 0) {
        line.element.hidden = true;
        line.index = -1;
      }
      return;
    }
    if (line.index < 0) {
      line.element.hidden = false;
    }
    if (line.top !== top) {
      line.top = top;
      line.element.style.transform = `translateY(${top}px)`;
    }
    if (line.index !== index) {
      line.index = index;
      line.element.setAttribute("aria-rowindex", String(index + 2));
    }
    this.fill(line, this.rows[index]!);
  }

  private fill(line: Line, row: number): void {
    if (line.row === row) {
      return;
    }
    line.row = row;
    const kind = this.options.kind(row);
    if (line.kind !== kind) {
      line.kind = kind;
      line.element.dataset.kind = kind;
    }
    this.options.columns.forEach((column, i) => {
      line.cells[i]!.data = column.text(row);
    });
  }

  /** Only the current row has an id, of its own in the list, so that a screen reader tells of each that becomes it. */
  private mark(line: Line | undefined): void {
    if (this.currentLine !== line) {
      this.currentLine?.element.classList.remove("current");
      this.currentLine?.element.removeAttribute("id");
      line?.element.classList.add("current");
      this.currentLine = line;
    }
    if (line === undefined) {
      this.element.removeAttribute("aria-activedescendant");
      return;
    }
    const id = `${this.id}-${line.index}`;
    if (line.element.id !== id) {
      line.element.id = id;
      this.element.setAttribute("aria-activedescendant", id);
    }
  }

  private line(): Line {
    const cells = this.options.columns.map(() => document.createTextNode(""));
    const line: Line = { element: el("div", { role: "row", click: () => this.choose(line) }), cells, index: -1, row: -1, top: -1, kind: "" };
    line.element.hidden = true;
    line.element.append(
      ...this.options.columns.map((column, i) => el("div", { role: "gridcell", class: `cell ${column.class ?? ""}` }, cells[i]!)),
    );
    this.body.append(line.element);
    return line;
  }

  private choose(line: Line): void {
    this.current = line.index;
    this.render();
    this.options.open(line.row);
  }

  /** Has a cell that is pointed at show its whole text, which may be cut. */
  private describe(target: HTMLElement): void {
    if (target.classList.contains("cell")) {
      target.title = target.textContent ?? "";
    }
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.element || this.rows.length === 0) {
      return;
    }
    const page = Math.max(1, Math.floor(this.view / ROW) - 1);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.rows.length,
      End: this.rows.length,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      this.current = Math.max(0, Math.min(this.rows.length - 1, this.current + step));
      this.reveal();
    } else if (event.key === "Enter" || event.key === " ") {
      this.options.open(this.rows[this.current]!);
    } else {
      return;
    }
    event.preventDefault();
  }

  private reveal(): void {
    const { view } = this;
    const scale = this.scale(view);
    const top = this.element.scrollTop * scale;
    const at = this.current * ROW;
    if (at < top) {
      this.element.scrollTop = at / scale;
    } else if (at + ROW > top + view) {
      this.element.scrollTop = (at + ROW - view) / scale;
    }
    this.render();
  }
}
