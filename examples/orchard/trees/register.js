/** A new, empty register of trees. */
export function createRegister() {
  return [];
}

/** The register with one more tree. Every tree has a number of its own. */
export function plantTree(register, tree) {
  if (register.some((known) => known.number === tree.number)) {
    throw new Error(`Tree ${tree.number} stands in the register already.`);
  }
  return [...register, tree];
}

export function treesOfSort(register, sort) {
  return register.filter((tree) => tree.sort === sort);
}
