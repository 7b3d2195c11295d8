import { Files, type Layer } from "./data";
import { PathDialog } from "./dialog";
import { bytes, el } from "./dom";

/** Where a layer's instruction stands, and what it says. */
export function instruction(layer: Layer): string {
  return (layer.lines === "" ? "" : `L${layer.lines}  `) + (layer.caption || "(no instruction known)");
}

/** Tells what the layers did to a path, in a dialog. */
export class Trace {
  private readonly dialog = new PathDialog();
  readonly element = this.dialog.element;

  constructor(
    private readonly files: Files,
    private readonly layers: Layer[],
  ) {}

  show(path: number): void {
    const { files } = this;
    const steps = el("ol");
    const events: { layer: number; order: number; step: HTMLElement }[] = [];
    for (let copy = files.first[path]!; copy < files.first[path + 1]!; copy++) {
      const fate = files.fate(path, copy);
      const hider = files.hiddenBy[copy]!;
      const kind = ["visible", "duplicated", "removed", "exposed"][fate]!;
      const became =
        fate === 0
          ? "This is the copy that a container reads."
          : `Hidden since layer ${hider}: ${files.story(copy)}. It is still in the image.`;
      events.push({
        layer: files.layer[copy]!,
        order: 0,
        step: this.step(files.layer[copy]!, kind, `ships ${bytes(files.size[copy]!)}`, became),
      });
      if ((files.code[copy]! & 7) > 4) {
        events.push({
          layer: hider,
          order: 1,
          step: this.step(hider, "gone", files.story(copy) === "replaced" ? "puts something else here" : "removes it", ""),
        });
      }
    }
    events.sort((a, b) => a.layer - b.layer || a.order - b.order);
    events.forEach((event, i) => {
      if (event.order === 0 || events[i - 1]?.layer !== event.layer || events[i - 1]?.order !== 1) {
        steps.append(event.step);
      }
    });
    const exposed = files.exposed.get(path);
    const wasted = files.wasted[path]!;
    this.dialog.show(
      files.paths[path]!,
      el("p", {}, wasted > 0 ? `${bytes(wasted)} of what was shipped here cannot be seen by a container.` : "Nothing is hidden here."),
      exposed !== undefined && el("p", { class: "alarm" }, `A hidden copy is a credential: ${exposed}. Revoke it.`),
      steps,
    );
  }

  private step(layer: number, kind: string, what: string, became: string): HTMLElement {
    return el(
      "li",
      { class: `step-${kind}` },
      el("p", {}, el("b", {}, `Layer ${layer}`), ` ${what}`),
      el("code", {}, instruction(this.layers[layer]!)),
      became !== "" && el("p", { class: "note" }, became),
    );
  }
}
