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

/**
 * A table of any length, of which only the rows are made that can be seen. One row is the current one: the arrow keys move it, Enter opens it. A
 * screen reader follows it by aria-activedescendant (WAI-ARIA 1.2, grid).
 */
export class Grid {
  readonly element: HTMLElement;
  private readonly body = el("div", { class: "rows", role: "rowgroup" });
  private readonly headers: HTMLElement[];
  private readonly pool: HTMLElement[] = [];
  private rows: number[] = [];
  private current = 0;
  private sorted: Column;
  private descending: boolean;
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
    new ResizeObserver(() => this.later()).observe(this.element);
    addEventListener("beforeprint", () => this.print(true));
    addEventListener("afterprint", () => this.print(false));
  }

  /** Shows some rows, in the order that was chosen. */
  show(rows: number[]): void {
    this.rows = rows.slice();
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
  private get scale(): number {
    const room = this.height - this.view;
    return room <= 0 ? 1 : (this.rows.length * ROW - this.view) / room;
  }

  private render(): void {
    this.element.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.body.style.height = `${this.height}px`;
    const top = this.element.scrollTop * this.scale;
    const first = Math.max(0, Math.floor(top / ROW) - SPARE_ROWS);
    const last = Math.min(this.rows.length, Math.ceil((top + this.view) / ROW) + SPARE_ROWS);
    while (this.pool.length < last - first) {
      this.pool.push(this.row());
    }
    // a row keeps its element while it is seen
    for (let i = 0; i < this.pool.length; i++) {
      const element = this.pool[i]!;
      const index = first + ((((i - first) % this.pool.length) + this.pool.length) % this.pool.length);
      if (index >= last) {
        element.hidden = true;
        continue;
      }
      element.hidden = false;
      element.style.transform = `translateY(${index * ROW - top + this.element.scrollTop}px)`;
      this.fill(element, index);
    }
    if (this.rows.length === 0) {
      this.element.removeAttribute("aria-activedescendant");
    } else {
      this.element.setAttribute("aria-activedescendant", this.idOf(this.current));
    }
  }

  private idOf(index: number): string {
    return `${this.id}-${index}`;
  }

  private row(): HTMLElement {
    const element = el("div", {
      role: "row",
      click: () => {
        this.current = Number(element.dataset.index);
        this.render();
        this.options.open(this.rows[this.current]!);
      },
    });
    element.append(
      ...this.options.columns.map((column) => el("div", { role: "gridcell", class: `cell ${column.class ?? ""}` })),
    );
    this.body.append(element);
    return element;
  }

  private fill(element: HTMLElement, index: number): void {
    const row = this.rows[index]!;
    element.classList.toggle("current", index === this.current);
    if (element.dataset.index === String(index) && element.dataset.row === String(row)) {
      return;
    }
    element.dataset.index = String(index);
    element.dataset.row = String(row);
    element.dataset.kind = this.options.kind(row);
    element.id = this.idOf(index);
    element.setAttribute("aria-rowindex", String(index + 2));
    this.options.columns.forEach((column, i) => {
      const text = column.text(row);
      const cell = element.children[i] as HTMLElement;
      cell.textContent = text;
      cell.title = text;
    });
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
    const top = this.element.scrollTop * this.scale;
    const at = this.current * ROW;
    if (at < top) {
      this.element.scrollTop = at / this.scale;
    } else if (at + ROW > top + this.view) {
      this.element.scrollTop = (at + ROW - this.view) / this.scale;
    }
    this.render();
  }
}
