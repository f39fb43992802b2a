import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["dist/"] },
  js.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ["training/**"],
    languageOptions: {
      globals: {
        ...globals.worker,
        TRAINING_SOURCE: "readonly",
        TRAINING_VERSION: "readonly",
      },
    },
  },
  {
    files: ["python/**"],
    languageOptions: { globals: { ...globals.worker, VERSION: "readonly" } },
  },
  { files: ["*.mjs", "tests/**"], languageOptions: { globals: globals.node } },
];
