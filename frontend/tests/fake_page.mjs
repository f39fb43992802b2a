// As much of a page as outputs and live widgets ask for: elements, without what a browser draws.

class Element {
  /** @param {string} tag */
  constructor(tag) {
    /** @type {any} */
    this.parent = null;
    /** @type {any[]} */
    this.childNodes = [];
    this.attributes = {};
    this.dataset = {};
    this.style = {};
    this.listeners = {};
    this.tag = tag;
    this.classList = {
      contains: (name) => this.names.includes(name),
      add: (name) => this.setAttribute("class", [...this.names, name].join(" ")),
      remove: (name) =>
        this.setAttribute("class", this.names.filter((other) => other !== name).join(" ")),
    };
  }

  get names() {
    return (this.attributes.class ?? "").split(" ").filter(Boolean);
  }

  get id() {
    return this.attributes.id ?? "";
  }

  get alt() {
    return this.attributes.alt ?? "";
  }

  get isConnected() {
    return this === body || Boolean(this.parent?.isConnected);
  }

  get children() {
    return this.childNodes.filter((child) => child instanceof Element);
  }

  get textContent() {
    return this.childNodes.map((child) => child.textContent ?? child).join("");
  }

  set textContent(text) {
    this.replaceChildren(text);
  }

  set innerHTML(text) {
    this.replaceChildren(text);
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  removeAttribute(name) {
    delete this.attributes[name];
  }

  addEventListener(event, listener) {
    this.listeners[event] = listener;
  }

  put(at, nodes) {
    for (const node of nodes.flatMap(contents)) {
      node.remove?.();
      if (node instanceof Element) node.parent = this;
      this.childNodes.splice(at++, 0, node);
    }
  }

  append(...nodes) {
    this.put(this.childNodes.length, nodes);
  }

  prepend(...nodes) {
    this.put(0, nodes);
  }

  appendChild(node) {
    this.append(node);
    return node;
  }

  replaceChildren(...nodes) {
    this.children.forEach((child) => child.remove());
    this.childNodes = [];
    this.append(...nodes);
  }

  remove() {
    if (this.parent) this.parent.childNodes.splice(this.parent.childNodes.indexOf(this), 1);
    this.parent = null;
  }

  replaceWith(...nodes) {
    const { parent } = this;
    const at = parent.childNodes.indexOf(this);
    this.remove();
    parent.put(at, nodes);
  }

  cloneNode(deep = false) {
    const copy = new Element(this.tag);
    Object.assign(copy.attributes, this.attributes);
    if (deep) copy.append(...this.childNodes.map((child) => child.cloneNode?.(true) ?? child));
    return copy;
  }

  /** @param {string} selector a tag, or a class with its dot */
  querySelectorAll(selector) {
    const fits = (element) =>
      selector.startsWith(".")
        ? element.names.includes(selector.slice(1))
        : element.tag === selector;
    return this.children.flatMap((child) => [
      ...(fits(child) ? [child] : []),
      ...child.querySelectorAll(selector),
    ]);
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
}

/** A fragment gives its children away. @param {any} node */
const contents = (node) => (node.tag === "fragment" ? [...node.childNodes] : [node]);

const body = new Element("body");

/** Begin with an empty page, and return its body. */
export function emptyPage() {
  body.replaceChildren();
  globalThis.document = /** @type {any} */ ({
    createElement: (tag) => new Element(tag),
    createElementNS: (_, tag) => new Element(tag),
    createDocumentFragment: () => new Element("fragment"),
  });
  return body;
}
