/** Progress and refusals of the commands, on standard output; a refusal is one clear sentence and exit code 1. */

export class Refusal extends Error {
  /** @override */
  name = 'Refusal';
}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * Runs a command's main function: a Refusal is shown as its sentence, anything else with its stack.
 * @param {() => Promise<void>} main
 */
export async function runCommand(main) {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Refusal) process.stderr.write(`tidewatch: ${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
