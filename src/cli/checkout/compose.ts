/** The only place of the command line's local commands that builds adapters. */
import { openCheckout as open } from "../../adapters/git/checkout/open-checkout.ts";

export type Checkout = Awaited<ReturnType<typeof open>>;

/** The repository around a folder; with `isExact` the folder itself, whatever lies around it. */
export async function openCheckout(
  folder: string,
  options: { readonly isExact: boolean; readonly environment: Readonly<Record<string, string>> },
): Promise<Checkout> {
  return await open(folder, options);
}
