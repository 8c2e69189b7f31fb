import { createRandomSearcher } from '../../../src/search/searchers/random';
import { testSearcher } from '../../conformance/searcher';

testSearcher('random search', createRandomSearcher);
