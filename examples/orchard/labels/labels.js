/** The text on the sign at a tree: `Row 3 · Tree 17 · apple`. */
export function labelOf(tree) {
  return `Row ${tree.row} · Tree ${tree.number} · ${tree.sort}`;
}

/** Labels in the order in which somebody walks past them. */
export function labelsOf(register) {
  return register.toSorted((a, b) => a.row - b.row || a.number - b.number).map(labelOf);
}
