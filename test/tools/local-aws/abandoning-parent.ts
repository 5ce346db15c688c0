// A program that starts Local AWS and never stops it. It tells the server's process id, and then waits to be ended, or
// ends by itself where its argument is 'exit'.
import { LocalAws } from '../../../tools/local-aws/local-aws';

void LocalAws.start().then((aws) => {
  console.log(JSON.stringify({ pid: aws.pid }));
  if (process.argv[2] === 'exit') {
    process.exit(0);
  }
  setInterval(() => undefined, 60_000);
});
