import { randomSearcher } from '../../../src/search/searchers/random';
import { testSearcher } from '../../conformance/searcher';

testSearcher('random search', randomSearcher);
