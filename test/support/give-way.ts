import { constants, setPriority } from 'node:os';

// Stories of the simulator wait for nothing but a processor. Those beside them wait for servers and clocks.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
