import type { IConstruct } from 'constructs';
import type { SecretBase } from './secret-base';
import { append } from '../contracts/append';
import { OncePerApp } from '../terraform/once-per-app';

/** The secrets that an app declares in Parameter Store, by their service: asked often, of thousands. */
export class SecretsByService {
  public static of(scope: IConstruct): SecretsByService {
    return SecretsByService.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('secrets-by-service', () => new SecretsByService());

  private readonly secrets = new Map<string, SecretBase[]>();

  private constructor() {}

  public add(secret: SecretBase): void {
    append(this.secrets, secret.service, secret);
  }

  /** The secrets of a service, whatever their vault. */
  public in(service: string): readonly SecretBase[] {
    return this.secrets.get(service) ?? [];
  }

  /** The services that have any. */
  public services(): string[] {
    return [...this.secrets.keys()];
  }
}
