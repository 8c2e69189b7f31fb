import { serveJobs } from '../jobs/serve';
import { IMAGE_CHILD_JOB, TEXT_CHILD_JOB } from './child-job';
import { trainImageChild } from './train-image-child';
import { trainTextChild } from './train-text-child';

/*
 * What a thread runs that does the jobs of searches.
 */
serveJobs({ [IMAGE_CHILD_JOB]: trainImageChild, [TEXT_CHILD_JOB]: trainTextChild });
