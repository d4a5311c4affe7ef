/**
 * Signed webhooks to the apps: only events an app subscribed to, in order, in the background,
 * kept in a log. Like GitHub, a failed delivery is not repeated by itself.
 */
import { createHmac, randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Faults } from "../faults/faults.ts";
import type { App, Installation } from "../world/identity/account.ts";
import type { WorldEvent } from "../world/events.ts";
import type { World } from "../world/world.ts";
import { type Payload, payloadOf, repositoryOf } from "./payload.ts";

export interface Delivery {
  /** The GUID; a redelivery keeps it. */
  readonly id: string;
  /** `issue_comment.created`, `push` */
  readonly name: string;
  readonly app: string;
  readonly payload: Payload;
  readonly sentAt: string;
  /** HTTP status; undefined when nothing answered in time or it was lost on purpose. */
  readonly status: number | undefined;
}

interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly delayMs: number;
  readonly report: (line: string) => void;
}

/** GitHub waits this long for an answer. */
const TIMEOUT_MS = 10_000;

export class Webhooks {
  readonly #parts: Parts;
  readonly #deliveries: Delivery[] = [];
  readonly #queues = new Map<number, Promise<void>>();
  /** Deliveries that were made late on purpose and are still on their way. */
  readonly #late = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
    // Any number of late deliveries may wait for it.
    setMaxListeners(0, this.#stopping.signal);
    parts.world.events.subscribe((event) => this.#hear(event));
  }

  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** Sends a delivery once more, as the button on GitHub does. */
  async redeliver(id: string): Promise<void> {
    const delivery = this.#deliveries.find((one) => one.id === id);
    const app = delivery && this.#parts.world.apps.find(delivery.app);
    if (!delivery || !app) throw new Error(`there is no delivery ${id}`);
    await this.#send({ ...delivery, app });
  }

  /** Resolves when everything told so far was delivered or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.#queues.values());
    await Promise.all(this.#late);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  #hear(event: WorldEvent): void {
    const isProgress = event.kind === "workflow_job" && event.action === "step";
    const hearers = this.#hearers(event);
    if (isProgress || hearers.length === 0 || this.#stopping.signal.aborted) return;
    const payload = payloadOf(this.#parts.world, event);
    const name = "action" in event ? `${event.kind}.${event.action}` : event.kind;
    for (const installation of hearers) this.#enqueue(installation, name, payload);
  }

  #hearers(event: WorldEvent): readonly Installation[] {
    if (event.kind === "installation") return [event.installation].filter((one) => this.#mayHear(one));
    const repository = repositoryOf(event);
    const installations = repository ? this.#parts.world.apps.installedOn(repository.fullName) : [];
    return installations.filter((one) => one.app.events.includes(event.kind) && this.#mayHear(one));
  }

  /** A hook that points at this GitHub itself would make every delivery cause the next. */
  #mayHear({ app }: Installation): boolean {
    return app.webhookUrl !== undefined && !app.webhookUrl.startsWith(`${this.#parts.world.urls.api}/`);
  }

  #enqueue(installation: Installation, name: string, particulars: Promise<Payload>): void {
    const { app } = installation;
    const before = this.#queues.get(app.id) ?? Promise.resolve();
    const next = before.then(async () => {
      const place = {
        id: installation.id,
        node_id: Buffer.from(`Installation${installation.id}`).toString("base64"),
      };
      const payload = { installation: place, ...(await particulars) };
      await this.#deliver({ id: randomUUID(), name, app, payload });
    });
    this.#queues.set(
      app.id,
      next.catch((error: unknown) => this.#parts.report(`webhook ${name}: ${String(error)}`)),
    );
  }

  async #deliver(order: Order): Promise<void> {
    const { delayMs, faults } = this.#parts;
    if (delayMs > 0) await pause(delayMs, this.#stopping.signal);
    const effect = await faults.meet({
      route: `webhook ${order.name}`,
      who: order.app.slug,
      text: () => JSON.stringify(order.payload),
    });
    if (effect?.kind === "late") return this.#postpone(order, effect.ms);
    if (effect?.kind === "status" || this.#stopping.signal.aborted) {
      this.#log(order, undefined);
      return;
    }
    await this.#send(order);
    if (effect?.kind === "double") await this.#send(order);
  }

  /** Nothing waits for it: whatever is told meanwhile arrives first. */
  #postpone(order: Order, ms: number): void {
    const sent = pause(ms, this.#stopping.signal).then(() =>
      this.#stopping.signal.aborted ? this.#log(order, undefined) : this.#send(order),
    );
    const tracked = sent.finally(() => this.#late.delete(tracked));
    this.#late.add(tracked);
  }

  async #send(order: Order): Promise<void> {
    this.#log(order, await this.#post(order));
  }

  async #post(order: Order): Promise<number | undefined> {
    const { webhookUrl } = order.app;
    if (webhookUrl === undefined) return undefined;
    const body = JSON.stringify(order.payload);
    try {
      const response = await fetch(webhookUrl, {
        method: "POST",
        body,
        headers: headersOf(order, body),
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch (error) {
      if (!this.#stopping.signal.aborted)
        this.#parts.report(`webhook ${order.name} to ${webhookUrl}: ${String(error)}`);
      return undefined;
    }
  }

  #log({ id, name, app, payload }: Order, status: number | undefined): void {
    this.#deliveries.push({ id, name, app: app.slug, payload, sentAt: this.#parts.world.now(), status });
  }
}

interface Order {
  readonly id: string;
  readonly name: string;
  readonly app: App;
  readonly payload: Payload;
}

/** An app has one hook, of the type `integration`, whose target is the app itself. */
function headersOf({ id, name, app }: Order, body: string): Readonly<Record<string, string>> {
  const [event = name] = name.split(".");
  return {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/embedded",
    "x-github-event": event,
    "x-github-delivery": id,
    "x-github-hook-id": String(app.hookId),
    "x-github-hook-installation-target-id": String(app.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature-256": `sha256=${createHmac("sha256", app.webhookSecret).update(body).digest("hex")}`,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
