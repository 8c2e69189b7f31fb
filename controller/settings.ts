import type { SearchConfig } from '../src/config/schema';

/** Settings of the controller, as the configuration names them. */
export type ControllerSettings = SearchConfig['controller'];
