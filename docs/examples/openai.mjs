// The official `openai` client over Hob's Unix socket (npm install openai undici).
import OpenAI from 'openai';
import { Agent } from 'undici';

const socket = process.env.HOB_SOCKET ?? `${process.env.XDG_RUNTIME_DIR}/hob/hob.sock`;
const client = new OpenAI({
  baseURL: 'http://hob/openai/v1',
  apiKey: 'none: the socket is the credential',
  fetchOptions: { dispatcher: new Agent({ connect: { socketPath: socket } }) },
});

const stream = await client.chat.completions.create({
  model: 'hob/summarize',
  messages: [{ role: 'user', content: 'The review moved to 15:30. Anna brings the slides.' }],
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
process.stdout.write('\n');
