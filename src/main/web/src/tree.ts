/** Directories above some paths, with the bytes below each by kind. */
export class Tree {
  readonly names: string[] = [""];
  readonly parents: number[] = [-1];
  readonly directories: number[][] = [[]];
  readonly files: number[][] = [[]];
  private readonly directoryOf: number[] = [];
  private sums: Float64Array = new Float64Array();
  private own: Float64Array = new Float64Array();

  /**
   * @param paths whole, with their slash
   * @param kinds how many kinds of bytes there are
   */
  constructor(
    readonly paths: string[],
    readonly kinds: number,
  ) {
    const known = new Map([["", 0]]);
    let last = "";
    let at = 0;
    paths.forEach((path, i) => {
      const above = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      if (above !== last) {
        at = this.directory(above, known);
        last = above;
      }
      this.files[at]!.push(i);
      this.directoryOf.push(at);
    });
  }

  private directory(path: string, known: Map<string, number>): number {
    const found = known.get(path);
    if (found !== undefined) {
      return found;
    }
    const slash = path.lastIndexOf("/");
    const parent = this.directory(path.slice(0, Math.max(0, slash)), known);
    const made = this.names.push(path.slice(slash + 1)) - 1;
    this.parents.push(parent);
    this.directories.push([]);
    this.files.push([]);
    this.directories[parent]!.push(made);
    known.set(path, made);
    return made;
  }

  /** Counts anew. The function adds the bytes of one path. */
  weigh(weighing: (path: number, add: (kind: number, bytes: number) => void) => void): void {
    const own = new Float64Array(this.paths.length * this.kinds);
    const sums = new Float64Array(this.names.length * this.kinds);
    for (let path = 0; path < this.paths.length; path++) {
      const directory = this.directoryOf[path]!;
      weighing(path, (kind, bytes) => {
        own[path * this.kinds + kind]! += bytes;
        sums[directory * this.kinds + kind]! += bytes;
      });
    }
    for (let directory = this.names.length - 1; directory > 0; directory--) {
      const parent = this.parents[directory]!;
      for (let kind = 0; kind < this.kinds; kind++) {
        sums[parent * this.kinds + kind]! += sums[directory * this.kinds + kind]!;
      }
    }
    this.own = own;
    this.sums = sums;
  }

  /** The bytes below a directory by kind. */
  below(directory: number): number[] {
    return [...this.sums.subarray(directory * this.kinds, (directory + 1) * this.kinds)];
  }

  /** The bytes of one path by kind. */
  at(path: number): number[] {
    return [...this.own.subarray(path * this.kinds, (path + 1) * this.kinds)];
  }

  /** The directories from the root to this one. */
  trail(directory: number): number[] {
    const trail: number[] = [];
    for (let at = directory; at >= 0; at = this.parents[at]!) {
      trail.unshift(at);
    }
    return trail;
  }

  pathOf(directory: number): string {
    return this.trail(directory)
      .map((at) => this.names[at])
      .join("/");
  }
}

export function total(sums: number[]): number {
  return sums.reduce((a, b) => a + b, 0);
}
