/**
 * A trie over words as numbers, all edges in one hash table of typed arrays: some 20 bytes a node.
 * Node 0 is the root; every other node has one incoming edge, so edges carry the number of their child.
 */
export class Trie {
  /** Number of nodes. */
  size = 1;
  private parent = new Int32Array(64);
  private word = new Int32Array(64);
  private slots = new Int32Array(128);
  private mask = 127;

  /** The child of `node` by `word`, or 0. */
  child(node: number, word: number): number {
    const { slots, mask, parent, word: words } = this;
    let slot = mix(node, word) & mask;
    for (;;) {
      const child = slots[slot]!;
      if (child === 0 || (words[child] === word && parent[child] === node)) return child;
      slot = (slot + 1) & mask;
    }
  }

  /** The child of `node` by `word`, made if need be. */
  grow(node: number, word: number): number {
    const known = this.child(node, word);
    if (known !== 0) return known;
    const child = this.size++;
    if (child === this.parent.length) {
      this.parent = enlarge(this.parent, child * 2);
      this.word = enlarge(this.word, child * 2);
    }
    this.parent[child] = node;
    this.word[child] = word;
    if (this.size * 2 > this.slots.length) this.rehash(this.slots.length * 2);
    else this.place(child);
    return child;
  }

  /** Gives back the room kept for growing; call when built. */
  trim(): void {
    this.parent = this.parent.slice(0, this.size);
    this.word = this.word.slice(0, this.size);
  }

  get bytes(): number {
    return this.parent.byteLength + this.word.byteLength + this.slots.byteLength;
  }

  private place(child: number): void {
    let slot = mix(this.parent[child]!, this.word[child]!) & this.mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
    this.slots[slot] = child;
  }

  private rehash(room: number): void {
    this.slots = new Int32Array(room);
    this.mask = room - 1;
    for (let child = 1; child < this.size; child++) this.place(child);
  }
}

function mix(node: number, word: number): number {
  let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function enlarge(array: Int32Array<ArrayBuffer>, room: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(room);
  larger.set(array);
  return larger;
}
