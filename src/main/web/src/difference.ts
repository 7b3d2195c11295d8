import type { Changes, Found } from "./changes";
import type { ImageInfo } from "./data";
import { PathDialog } from "./dialog";
import { bytes, el, growth, number } from "./dom";
import { instruction } from "./trace";

/** Tells what two images have at a path, side by side, in a dialog. */
export class Difference {
  private readonly dialog = new PathDialog();
  readonly element = this.dialog.element;

  constructor(
    private readonly changes: Changes,
    private readonly before: ImageInfo,
    private readonly after: ImageInfo,
  ) {}

  show(change: number): void {
    const { changes } = this;
    const [was, is] = changes.sides(change);
    const what = changes.what[change]!;
    const story =
      what === "added" ? "Only the image after has it." : what === "removed" ? "Only the image before has it." : `What differs: ${what}.`;
    const column = (title: string) => el("th", { scope: "col" }, title);
    this.dialog.show(
      changes.paths[change]!,
      el("p", {}, `${story} ${growth(changes.growth(change))}.`),
      el(
        "table",
        { class: "sides-of-path" },
        el("thead", {}, el("tr", {}, el("td", {}), column("before"), column("after"))),
        el("tbody", {}, ...rows(was, is), this.layerRow(was, is)),
      ),
    );
  }

  private layerRow(was: Found | null, is: Found | null): HTMLElement {
    return row("layer", shipped(was, this.before), shipped(is, this.after), false);
  }
}

/** Each property that either side has, marked where it differs. */
function rows(was: Found | null, is: Found | null): HTMLElement[] {
  return PROPERTIES.map(([name, text]) => [name, was === null ? "" : text(was), is === null ? "" : text(is)] as const)
    .filter(([, a, b]) => a !== "" || b !== "")
    .map(([name, a, b]) => row(name, a || "–", b || "–", was !== null && is !== null && a !== b));
}

const PROPERTIES: [string, (found: Found) => string][] = [
  ["type", (found) => found.type],
  ["size", (found) => (found.type === "file" ? `${bytes(found.size)} (${number(found.size)} bytes)` : "")],
  ["target", (found) => found.target],
  ["mode", (found) => (found.type === "symlink" || found.layer < 0 ? "" : found.mode.toString(8).padStart(4, "0"))],
  ["owner", (found) => (found.layer < 0 ? "" : `${found.uid}:${found.gid}`)],
  ["modified", (found) => (found.layer < 0 ? "" : time(found.mtime))],
];

/** Seconds since 1970 as a time of day in UTC, or as they are where no calendar has them. */
function time(seconds: number): string {
  const date = new Date(1000 * seconds);
  return Number.isNaN(date.getTime()) ? `${seconds} s since 1970` : date.toISOString().replace("T", " ").replace(".000Z", " UTC");
}

/** The layer that ships what is there, and its instruction. */
function shipped(found: Found | null, image: ImageInfo): HTMLElement | string {
  if (found === null) {
    return "not there";
  }
  return found.layer < 0
    ? "in no layer: others imply this directory"
    : el("div", {}, `layer ${found.layer} `, el("code", {}, instruction(image.layers[found.layer]!)));
}

function row(name: string, was: HTMLElement | string, is: HTMLElement | string, differs: boolean): HTMLElement {
  return el("tr", { class: differs ? "differs" : "" }, el("th", { scope: "row" }, name), el("td", {}, was), el("td", {}, is));
}
