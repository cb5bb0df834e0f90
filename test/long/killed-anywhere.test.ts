import { DOING_NAMES, describeKills, LOSS_NAMES } from '../conversation/killed-anywhere.ts';

describeKills('discord', LOSS_NAMES, DOING_NAMES);
describeKills('slack', LOSS_NAMES, DOING_NAMES);
describeKills('web', ['nothing'], DOING_NAMES);
