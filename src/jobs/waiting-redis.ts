import { Command, Redis, type RedisOptions } from 'ioredis';
import { KEY_PREFIX } from './redis-names';

/**
 * Replies of a server that refuses a command for now: it is full, a replica after a failover, without a disk or replicas to write to,
 * starting, or busy. Old servers put them behind the place in a script.
 */
const REFUSAL =
  /(?:^|-)(?:OOM|READONLY|MISCONF|NOREPLICAS|CLUSTERDOWN|MASTERDOWN|LOADING|TRYAGAIN|BUSY|UNBLOCKED) /;

/** Interval in milliseconds at which Redis is asked whether it accepts commands again. */
const RETRY_MS = 1000;

/** Key that a client writes to find out whether Redis accepts writes. */
const PROBE_KEY = `${KEY_PREFIX}:probe`;

/** Returns true if an error is Redis's reply that it refuses a command for now. */
export function isRefusal({ message }: Error): boolean {
  return REFUSAL.test(message);
}

/**
 * A client whose commands wait while Redis refuses them for now, as ioredis's commands wait while the connection is lost. Once Redis
 * accepts a write again, they are sent again in their order.
 */
export class WaitingRedis extends Redis {
  /** Called with Redis's reply when it begins to refuse commands, and without one when it accepts them again. */
  onRefusal?: (reply?: string) => void;
  private readonly refusedCommands: Command[] = [];
  private reply?: string;
  private timer?: NodeJS.Timeout;
  private usableFrom = Infinity;

  constructor(options: RedisOptions) {
    super(options);
    this.on('ready', () => (this.usableFrom = performance.now()));
    this.on('end', () => {
      clearTimeout(this.timer);
      for (const command of this.refusedCommands.splice(0))
        command.reject(new Error('Connection is closed.'));
    });
  }

  /** True if Redis is connected and does not refuse commands. */
  get isUsable(): boolean {
    return this.status === 'ready' && !this.isRefused;
  }

  /** True while Redis refuses commands. */
  get isRefused(): boolean {
    return this.reply !== undefined;
  }

  /** Milliseconds since Redis has been usable; 0 if it is not. */
  get usableMs(): number {
    return this.isUsable ? performance.now() - this.usableFrom : 0;
  }

  /** Called by ioredis with each reply that is an error. */
  override handleReconnection(error: Error, item: Parameters<Redis['handleReconnection']>[1]): void {
    const { command } = item;
    const waits = this.status === 'ready' && isRefusal(error) && command instanceof Command;
    if (!waits || command.args[0] === PROBE_KEY) {
      super.handleReconnection(error, item);
      return;
    }
    this.refusedCommands.push(command);
    if (this.isRefused) return;
    this.reply = error.message;
    this.onRefusal?.(error.message);
    this.waitAndTry();
  }

  private waitAndTry(): void {
    this.timer = setTimeout(() => {
      // After a failover, the address may name another server.
      if (this.reply?.includes('READONLY')) this.disconnect(true);
      this.set(PROBE_KEY, '', 'PX', RETRY_MS).then(
        () => this.resume(),
        (error: Error) => {
          if (this.status === 'end') return;
          if (isRefusal(error)) this.waitAndTry();
          else this.resume(); // the commands get this reply too
        },
      );
    }, RETRY_MS);
  }

  private resume(): void {
    this.reply = undefined;
    this.usableFrom = performance.now();
    this.onRefusal?.();
    for (const command of this.refusedCommands.splice(0)) this.sendCommand(command);
  }
}
