/** The log with one more picking: a sort, a day (`2026-09-14`) and a weight in kilograms. */
export function recordPicking(log, picking) {
  return [...log, picking];
}

export function kilogramsOf(log, sort) {
  let total = 0;
  for (const picking of log) {
    if (picking.sort === sort) total += picking.kilograms;
  }
  return total;
}
