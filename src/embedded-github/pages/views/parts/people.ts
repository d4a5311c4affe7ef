import type { Account } from "../../../world/identity/account.ts";
import { html, when, type Html } from "../../html.ts";

const COLOURS = 6;

/** A name and the mark of a bot; there are no pages of people here, so nothing is linked. */
export function personView(account: Account): Html {
  const isBot = account.type === "Bot";
  const name = isBot ? account.login.replace(/\[bot\]$/u, "") : account.login;
  return html`<strong class="person">${name}</strong>${when(
      isBot,
      () => html` <span class="label bot">bot</span>`,
    )}`;
}

export function avatarView(account: Account): Html {
  const look = `avatar colour-${account.id % COLOURS}${account.type === "Bot" ? " square" : ""}`;
  return html`<span class="${look}" aria-hidden="true">${account.login.charAt(0).toUpperCase()}</span>`;
}
