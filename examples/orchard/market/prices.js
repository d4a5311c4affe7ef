/** Cents for one kilogram. */
export const CENTS_PER_KILOGRAM = { apple: 240, pear: 280, plum: 350, cherry: 620 };

export function priceOf(sort, kilograms) {
  const cents = CENTS_PER_KILOGRAM[sort];
  if (cents === undefined) throw new Error(`Nobody set a price for ${sort}.`);
  return Math.round(cents * kilograms);
}
