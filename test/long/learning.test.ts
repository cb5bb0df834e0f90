import { describeLearning } from '../contract/learning-contract.ts';
import { learnOnDiscord, learnOnSlack, learnOnWeb } from '../e2e/learning-worlds.ts';

describeLearning('Discord', learnOnDiscord);
describeLearning('Slack', learnOnSlack);
describeLearning('the web', learnOnWeb);
