import os
import signal
import sys
from pathlib import Path

from hotelops.environment import BASE_DIR

from .deployment import deployed


def main() -> None:
    """Serves until Ctrl-C or SIGTERM; then the servers end, what came up last first."""
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else BASE_DIR / "var" / "up"
    for number in (signal.SIGINT, signal.SIGTERM):  # a background job of a shell ignores the first one
        signal.signal(number, signal.default_int_handler)
    print("Postgres, Valkey, two instances and nginx are starting …", flush=True)
    try:
        with deployed(folder, port=int(os.environ.get("PORT", "4000"))) as deployment:
            print(deployment.description, flush=True)
            deployment.watch()
    except KeyboardInterrupt:
        print("All of it has ended.", flush=True)
    except RuntimeError as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
