/**
 * What JSON leaves as it is in a text, and a terminal obeys: DEL, the controls of C1, and the directional marks of Unicode.
 * Readers of YAML 1.1 refuse some of them, and take others for the end of a line.
 */
const CONTROLS = /[\u007f-\u009f\p{Cf}\u2028\u2029]/gu;

/** A value as JSON, in which nothing moves the cursor of a terminal; programs read the same from it. */
export function json(value: unknown): string {
  const units = (character: string) => Array.from({ length: character.length }, (_, at) => escapeOf(character.charCodeAt(at))).join('');
  return JSON.stringify(value, null, 2).replace(CONTROLS, units);
}

/** The same for texts in double quotes of YAML and HCL, which have one escape for characters beyond the 65,536th. */
export function escapeControls(quoted: string): string {
  return quoted.replace(CONTROLS, (character) => escapeOf(character.codePointAt(0)!));
}

function escapeOf(code: number): string {
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
