// The editor that takes the place of a cell's text box: CodeMirror, in the page's own colours.
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentLess,
  indentMore,
} from "@codemirror/commands";
import { globalCompletion, localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  LanguageSupport,
  syntaxHighlighting,
} from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { html, uniqueId } from "../parts/dom.mjs";
import { whenThemeChanges } from "../parts/theme.mjs";

// What the page's own code is coloured with: the classes of Pygments that have these colours.
const COLOURS = {
  keyword: "k",
  string: "s2",
  number: "mi",
  comment: "c1",
  builtin: "nb",
  definition: "nf",
  operator: "o",
};

// Keys with which a reader may pass through, or hush a screen reader.
const PASSING = ["Tab", "Shift", "Control", "Alt", "Meta"];

const colour = (/** @type {keyof typeof COLOURS} */ name) => ({ color: `var(--code-${name})` });

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.self], ...colour("keyword") },
  { tag: [tags.string, tags.special(tags.string)], ...colour("string") },
  { tag: [tags.number, tags.bool, tags.null], ...colour("number") },
  { tag: tags.comment, ...colour("comment") },
  { tag: tags.standard(tags.variableName), ...colour("builtin") },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)],
    ...colour("definition"),
  },
  { tag: [tags.operator, tags.arithmeticOperator, tags.compareOperator], ...colour("operator") },
]);

const look = EditorView.theme({
  "&": { color: "inherit", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" }, // its place shows the focus
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "inherit" },
  ".cm-content": { padding: "var(--code-padding)", caretColor: "currentcolor", minHeight: "0" },
  ".cm-line": { padding: "0" },
  ".cm-tooltip": {
    border: "1px solid var(--cnnlab-control)",
    borderRadius: "6px",
    backgroundColor: "var(--cnnlab-surface)",
    color: "var(--cnnlab-ink)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxWidth: "80vw" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.5rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--cnnlab-accent)",
    color: "var(--cnnlab-on-accent)",
  },
  ".cm-completionIcon": { display: "none" },
  ".cm-diagnostic": { maxWidth: "80vw", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--cnnlab-alarm)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--cnnlab-alarm)",
    textDecorationSkipInk: "none",
  },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--cnnlab-control)",
  },
});

/**
 * Put an editor in the place of a text box.
 * @param {import("./writing.mjs").EditorWishes} wishes
 * @returns {import("./writing.mjs").Editor}
 */
function edit({ place, text, selection: [anchor, head], label, keys, changed, leave, complete }) {
  const said = html("span", { id: uniqueId(), hidden: true }, keys);
  const host = html("div", { class: "cnnlab-editor" });
  let atWork = false; // a key other than Tab was pressed here, or the code was pointed at
  // The page's policy lets no script write styles into the page, as CodeMirror would: below a root of
  // its own it uses a sheet that is made, not written.
  const root = host.attachShadow({ mode: "open" });
  place.append(host);
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      selection: { anchor, head },
      extensions: [
        history(),
        highlightSpecialChars(),
        indentUnit.of("    "),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        new LanguageSupport(pythonLanguage),
        syntaxHighlighting(highlighting),
        autocompletion({
          selectOnOpen: false, // Enter begins a line, unless a word of the list was chosen
          override: [fromSession(complete), localCompletionSource, globalCompletion],
        }),
        keymap.of([
          ...completionKeymap,
          ...closeBracketsKeymap,
          { key: "Escape", run: () => (leave(), true) },
          // These run the cell, and nothing else.
          ...["Shift-Enter", "Ctrl-Enter", "Mod-Enter"].map((key) => ({
            key,
            run: (view) => closeCompletion(view) || true,
          })),
          // Passing through with the Tab key leaves the code as it is.
          {
            key: "Tab",
            run: (view) => atWork && indentMore(view),
            shift: (view) => atWork && indentLess(view),
          },
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        look,
        // A list may come after the reader has gone on to a button.
        EditorView.domEventHandlers({ blur: (_, view) => void closeCompletion(view) }),
        EditorView.domEventObservers({
          blur: () => void (atWork = false),
          keydown: ({ key }) => void (atWork ||= !PASSING.includes(key)),
          pointerdown: () => void (atWork = true),
        }),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": said.id,
          autocapitalize: "off",
          spellcheck: "false",
          tabindex: "0", // as it is in any case, but axe does not see it
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  root.append(said);
  takeColours(host);
  const stop = whenThemeChanges(() => takeColours(host));

  return {
    focus: () => view.focus(),
    mark(number, message) {
      const { doc } = view.state;
      const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
      const from = line.from + (line.text.length - line.text.trimStart().length);
      const severity = /** @type {const} */ ("error");
      view.dispatch(setDiagnostics(view.state, [{ from, to: line.to, severity, message }]));
    },
    unmark: () => view.dispatch(setDiagnostics(view.state, [])),
    remove() {
      stop();
      view.destroy();
      host.remove();
    },
  };
}

/**
 * Completions out of the running Python, after a dot or a letter.
 * @param {import("./writing.mjs").Complete} complete
 * @returns {import("@codemirror/autocomplete").CompletionSource}
 */
function fromSession(complete) {
  return async (context) => {
    if (!context.explicit && !context.matchBefore(/[\w.]$/)) return null;
    const found = await complete(context.state.doc.toString(), context.pos);
    if (!found?.options.length) return null;
    return { from: found.from, options: found.options, validFor: /^\w*$/ };
  };
}

/** @param {HTMLElement} host */
function takeColours(host) {
  const spans = Object.entries(COLOURS).map(([name, type]) => ({
    name,
    span: html("span", { class: type }),
  }));
  const sample = html(
    "div",
    { class: "highlight", hidden: true },
    spans.map(({ span }) => span),
  );
  host.after(sample);
  for (const { name, span } of spans)
    host.style.setProperty(`--code-${name}`, getComputedStyle(span).color);
  sample.remove();
}

globalThis.cnnlabEditor = edit;
