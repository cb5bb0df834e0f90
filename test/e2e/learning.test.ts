import { describeLearning } from '../contract/learning-contract.ts';
import { learnOnDiscord, learnOnSlack, learnOnWeb } from './learning-worlds.ts';

describeLearning('Discord', learnOnDiscord);
describeLearning('Slack', learnOnSlack);
describeLearning('the web', learnOnWeb);
