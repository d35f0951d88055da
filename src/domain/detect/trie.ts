/**
 * A trie over words as numbers, all edges in one hash table of typed arrays: some 24 bytes a node.
 * Node 0 is the root; every other node has one incoming edge, so edges carry the number of their child, and a few bits
 * of the hash beside it spare most look-ups of edges that are not there.
 */
export class Trie {
  /** Number of nodes. */
  size = 1;
  /** Parent, word and value of each node by turns: who finds a child asks for its value next. */
  private nodes = new Int32Array(64 * FIELDS);
  private slots = new Int32Array(128);
  private mask = 127;

  /** The child of `node` by `word`, or 0. */
  child(node: number, word: number): number {
    const { slots, mask, nodes } = this;
    const hash = mix(node, word);
    const tag = hash & TAG;
    let slot = hash & mask;
    for (;;) {
      const entry = slots[slot]!;
      if (entry === 0) return 0;
      if ((entry & TAG) === tag) {
        const child = entry & NODE;
        if (nodes[FIELDS * child + 1] === word && nodes[FIELDS * child] === node) return child;
      }
      slot = (slot + 1) & mask;
    }
  }

  /**
   * The child of `node` by `word`, made if need be.
   * @throws RangeError beyond 16 million nodes.
   */
  grow(node: number, word: number): number {
    const known = this.child(node, word);
    if (known !== 0) return known;
    const child = this.size++;
    if (child > NODE) throw new RangeError('too many phrases: a matcher holds up to 16 million words');
    if (FIELDS * child === this.nodes.length) {
      const larger = new Int32Array(2 * FIELDS * child);
      larger.set(this.nodes);
      this.nodes = larger;
    }
    this.nodes[FIELDS * child] = node;
    this.nodes[FIELDS * child + 1] = word;
    if (this.size * 2 > this.slots.length) this.rehash(this.slots.length * 2);
    else this.place(child);
    return child;
  }

  /** What was set for a node; 0 until then. */
  value(node: number): number {
    return this.nodes[FIELDS * node + 2]!;
  }

  setValue(node: number, value: number): void {
    this.nodes[FIELDS * node + 2] = value;
  }

  /** Gives back the room kept for growing; call when built. */
  trim(): void {
    this.nodes = this.nodes.slice(0, FIELDS * this.size);
  }

  get bytes(): number {
    return this.nodes.byteLength + this.slots.byteLength;
  }

  private place(child: number): void {
    const hash = mix(this.nodes[FIELDS * child]!, this.nodes[FIELDS * child + 1]!);
    let slot = hash & this.mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
    this.slots[slot] = (hash & TAG) | child;
  }

  private rehash(room: number): void {
    this.slots = new Int32Array(room);
    this.mask = room - 1;
    for (let child = 1; child < this.size; child++) this.place(child);
  }
}

const FIELDS = 3;
const NODE = 0xffffff;
const TAG = ~NODE;

function mix(node: number, word: number): number {
  let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
