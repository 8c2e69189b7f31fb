import { serveJobs } from '../../jobs/thread-entry';
import { trainImageChild } from './images';
import { IMAGE_CHILD_JOB, TEXT_CHILD_JOB } from './job';
import { trainTextChild } from './text';

/*
 * Entry of the threads that run the jobs of searches.
 */
serveJobs({ [IMAGE_CHILD_JOB]: trainImageChild, [TEXT_CHILD_JOB]: trainTextChild });
