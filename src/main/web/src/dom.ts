/** Elements and numbers. Text is only ever set as text: nothing here or elsewhere in the page parses markup. */

export type Child = Node | string | null | undefined | false;

type Attributes = Record<string, string | number | boolean | ((event: never) => void)>;

/** Makes an element. An attribute that is a function listens to the event of that name. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(name, value as EventListener);
    } else if (value !== false) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  fill(made, ...children);
  return made;
}

/** Puts children in the place of those that an element has. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/** 4194304 as "4.2 MB", as every report of tare has it. */
export function bytes(count: number): string {
  let value = Math.abs(count);
  const sign = count < 0 ? "−" : "";
  if (value < 1000) {
    return `${sign}${value}\u00a0B`;
  }
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${sign}${value.toFixed(value < 9.95 ? 1 : 0)}\u00a0${UNITS[unit]}`;
}

/** The same with a sign. */
export function growth(count: number): string {
  return count > 0 ? `+${bytes(count)}` : count < 0 ? bytes(count) : "±0\u00a0B";
}

const GROUPED = new Intl.NumberFormat("en-US");

export function number(count: number): string {
  return GROUPED.format(count);
}

export function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

export function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return `${share > 0 && share < 9.95 ? share.toFixed(1) : share.toFixed(0)}\u00a0%`;
}

/** A part of the page with its heading, both named by one id. */
export function section(id: string, title: string, note: string, ...children: Child[]): HTMLElement {
  return el(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    el("h2", { id: `${id}-title` }, title),
    note !== "" && el("p", { class: "note" }, note),
    ...children,
  );
}

/** A bar whose segments are as wide as their shares of a whole. */
export function bar(segments: { kind: string; share: number }[], label: string): HTMLElement {
  const made = el("div", { class: "bar", role: "img", "aria-label": label });
  for (const { kind, share } of segments) {
    if (share > 0) {
      const segment = el("i", { class: `fill-${kind}` });
      segment.style.width = `${100 * share}%`;
      made.append(segment);
    }
  }
  return made;
}

export interface Choice {
  value: string;
  label: string;
}

export interface Chooser {
  element: HTMLElement;
  select: HTMLSelectElement;
}

/** A labelled choice of one. */
export function chooser(label: string, choices: Choice[], chosen: (value: string) => void): Chooser {
  const select = el("select", { change: () => chosen(select.value) });
  select.append(...choices.map(({ value, label: text }) => el("option", { value }, text)));
  return { element: el("label", { class: "field" }, el("span", {}, label), select), select };
}
