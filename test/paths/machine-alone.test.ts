import { machineAlone } from './machine-alone.ts';
import { findPaths } from './paths.ts';
import { describeDepth } from './walk.ts';

describeDepth('the machine alone', findPaths(), () => machineAlone);
