// Widgets of a running Python.

/** @typedef {ReturnType<typeof liveWidgets>} LiveWidgets */

export function liveWidgets({ root, send }) {
  void root;
  void send;
  return {
    hear(message) {
      void message;
    },
    show(model, place) {
      void model;
      globalThis.cnnlab?.mountAll(place);
    },
    showHtml(place) {
      globalThis.cnnlab?.mountAll(place);
    },
  };
}

globalThis.cnnlabLiveWidgets = liveWidgets;
