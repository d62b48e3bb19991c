// One history of what is entered: a snapshot after every change, undone and redone one by one. It begins anew with the page.
export class History {
  #read; #write; #past = []; #future = []; #now; #told;

  // `read` gives the state as text, `write` brings one back and resolves once it stands, `told` hears of every step.
  constructor(read, write, told) {
    this.#read = read; this.#write = write; this.#told = told;
    this.#now = read();
  }

  // Note what has changed since the last note; nothing where nothing has.
  note() {
    const state = this.#read();
    if (state === this.#now) return;
    this.#past.push(this.#now);
    this.#future = [];
    this.#now = state;
    this.#told(this);
  }

  get canUndo() { return this.#past.length > 0; }
  get canRedo() { return this.#future.length > 0; }

  undo() { this.note(); return this.#step(this.#past, this.#future); }
  redo() { this.note(); return this.#step(this.#future, this.#past); }

  async #step(from, to) {
    if (!from.length) return false;
    const state = from.at(-1);
    await this.#write(state);
    from.pop();
    to.push(this.#now);
    this.#now = this.#read();
    this.#told(this);
    return true;
  }
}
