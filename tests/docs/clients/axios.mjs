import { send } from "./client.mjs";
import { drive } from "./drive.mjs";

const answerOf = async (sent) => {
  const { status, data } = await sent.catch((error) => error.response ?? Promise.reject(error));
  return { status, data };
};

await drive(send, answerOf);
