import { serveJobs } from '../jobs/serve';
import { CHILD_JOB } from './child-job';
import { trainChild } from './train-child';

/*
 * What a thread runs that does the jobs of searches.
 */
serveJobs({ [CHILD_JOB]: trainChild });
