// A page that trains, without a widget: for tests/test_training.py and benchmarks/training.py.
import { digitsFor } from "../training/digits.mjs";
import { startTrainer } from "../training/trainer.mjs";

/**
 * Train to the end. Returns all that was heard, and the answers to some questions.
 * @param {any} state of the widget that would be there
 * @param {any} stack
 * @param {any} recipe
 * @param {any[]} questions
 */
globalThis.train = async (state, stack, recipe, questions = []) => {
  const digits = await digitsFor(/** @type {any} */ ({ get: (name) => state[name] }));
  /** @type {any[]} */
  const heard = [];
  return new Promise((resolve) => {
    const trainer = startTrainer({
      async hear(report) {
        heard.push(report);
        if (!["refused", "diverged", "finished"].includes(report.type)) return;
        const asked = questions.map((question) =>
          trainer.ask(question).catch(({ message }) => message),
        );
        const answers = await Promise.all(asked);
        trainer.stop();
        resolve({ heard, answers });
      },
      failed: (sentence) => resolve({ failed: sentence }),
    });
    trainer.send({ type: "init", stack, recipe, digits });
    trainer.send({ type: "run" });
  });
};
