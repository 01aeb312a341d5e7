import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.List;
import java.util.stream.Collectors;
import okhttp3.Response;

/** Sends the drafts that come in, a line each (key, path, body), all at once, and prints the answers. */
public final class Drive {
    public static void main(String[] arguments) throws Exception {
        List<String> drafts = new BufferedReader(new InputStreamReader(System.in)).lines().collect(Collectors.toList());
        List<Thread> threads = drafts.stream().map(line -> new Thread(() -> answer(line, arguments[0])))
            .collect(Collectors.toList());
        threads.forEach(Thread::start);
        for (Thread thread : threads) thread.join();
        System.exit(0);
    }

    static void answer(String line, String token) {
        String[] draft = line.split("\t");
        try (Response response = Hotelops.send(draft[0], draft[1], draft[2], token)) {
            tell(draft[0], response.code(), response.body().string());
        } catch (Exception lost) {
            tell(draft[0], 0, "\"" + lost.getClass() + "\"");
        }
    }

    static void tell(String key, int status, String data) {
        System.out.printf("{\"key\":\"%s\",\"status\":%d,\"data\":%s}%n", key, status, data);
    }
}
