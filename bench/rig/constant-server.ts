import Fastify from 'fastify';

// What HTTP, JSON and the framework cost by themselves: the routes of the service, with constant answers.
const app = Fastify();
const vote = {
  ballot: '3b241101-e2bb-8255-8caf-4136c566a962',
  question: 'constant',
  receipt: '00000-00000-00000-00000-000000',
};
const page = `<!doctype html>${'<p>constant</p>'.repeat(400)}`;

app.get('/readyz', () => ({}));
app.post('/api/v1/questions/:slug/votes', (_request, reply) => reply.code(201).send(vote));
app.get('/questions/:slug', (_request, reply) => reply.type('text/html').send(page));
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
