import { send } from "./client.mjs";
import { drive } from "./drive.mjs";

const answerOf = async (sent) => {
  try {
    const response = await sent;
    return { status: response.status, data: await response.json() };
  } catch (error) {
    if (error.name !== "HTTPError") throw error;
    return { status: error.response.status, data: error.data };
  }
};

await drive(send, answerOf);
