import type { Message } from './wire';

/** What a plugin serves: the answers to Terraform's calls. */
export interface PluginService {
  /** Answers the calls of the provider service, by name. A call without a handler is answered `unimplemented`. */
  readonly handlers: Readonly<Record<string, (request: Message) => Promise<Message> | Message>>;
  /** Aborts what is under way: it is answered all the same, with an error. */
  stop(): void;
}
