// @ts-check

/** `originalPhoto` → `original photo` @param {string} name */
export function inWords(name) {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** `addCard.originalPhoto` → `original photo` @param {string} path */
export function stateName(path) {
  return inWords(path.slice(path.indexOf('.') + 1));
}

/** `addCard.originalPhoto` → `Add card`; empty for a state that stands alone @param {string} path */
export function partName(path) {
  if (!path.includes('.')) return '';
  return titled(path.slice(0, path.indexOf('.')));
}

/** `addCard` → `Add card` @param {string} name */
export function titled(name) {
  const words = inWords(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `still_saving` → `still saving` @param {string} code */
export function codeInWords(code) {
  return code.replaceAll('_', ' ');
}
