// Sends the drafts that come in, a line each (key, path, body), all at once, and prints the answers.
import { readFileSync } from "node:fs";

export const drive = (send, answerOf) => {
  const token = process.argv[2];
  const lines = readFileSync(0, "utf8").trim().split("\n");
  return Promise.all(
    lines.map(async (line) => {
      const [key, path, body] = line.split("\t");
      const draft = { key, path, body: JSON.parse(body) };
      const answer = await answerOf(send(draft, token)).catch((lost) => ({ status: 0, data: String(lost) }));
      console.log(JSON.stringify({ key, ...answer }));
    }),
  );
};
