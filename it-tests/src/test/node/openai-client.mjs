// Prints one JSON object of what the official client saw.
import OpenAI from 'openai';
import { Agent } from 'undici';

const client = new OpenAI({
  baseURL: 'http://hob/openai/v1',
  apiKey: 'unused',
  maxRetries: 0,
  fetchOptions: { dispatcher: new Agent({ connect: { socketPath: process.env.HOB_SOCKET } }) },
});
const messages = [
  { role: 'user', content: 'The review moved to 15:30. Anna Berg brings the slides to room B.' },
];
const model = 'hob/summarize';

const models = [];
for await (const each of await client.models.list()) models.push(each.id);

const whole = await client.chat.completions.create({ model, messages });

let streamed = '';
for await (const chunk of await client.chat.completions.create({ model, messages, stream: true }))
  streamed += chunk.choices[0]?.delta?.content ?? '';

const problem = (request) => client.chat.completions.create(request).then(() => ({}), (e) => e);
const refused = await problem({ model, messages, logprobs: true });
const unknown = await problem({ model: 'hob/nothing', messages });

console.log(JSON.stringify({
  models,
  whole: whole.choices[0].message.content,
  streamed,
  refused: refused.message,
  unknownModel: unknown.status,
}));
process.exit(0);
