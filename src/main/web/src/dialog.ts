import { el, fill, type Child } from "./dom";

/** A dialog that tells of one path. Its button, Escape and a click beside it close it. */
export class PathDialog {
  readonly element = el("dialog", { class: "trace", "aria-labelledby": "trace-title" });

  constructor() {
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) {
        this.element.close();
      }
    });
  }

  show(path: string, ...told: Child[]): void {
    fill(
      this.element,
      el(
        "header",
        {},
        el("h2", { id: "trace-title", class: "path" }, path),
        el("button", { type: "button", autofocus: true, click: () => this.element.close() }, "Close"),
      ),
      ...told,
    );
    this.element.showModal();
  }
}
