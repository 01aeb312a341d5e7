"""Guards of what operators are told: enough to find a request, and nothing about a guest."""

from typing import Final

from .guard import Guard

ACCESS: Final = "tests/api/test_access.py"
SENTRY: Final = "tests/observability/test_sentry.py"

GUARDS: Final = (
    Guard(
        name="A request's id has the form of one",
        otherwise="A client writes a guest's name into every log line.",
        file="hotelops/api/request_ids.py",
        old="offered if UUID_OR_32_DIGITS.fullmatch(offered) else uuid4().hex",
        new="offered or uuid4().hex",
        tests=("tests/api/test_request_ids.py::TestOfferedId",),
    ),
    Guard(
        name="Only ids of rows are shown of a path",
        otherwise="Keys, and whatever a client takes for a path, are in the log.",
        file="hotelops/api/routes.py",
        old="if name != KEY and ROW_ID.fullmatch(str(value)):",
        new="if value:",
        tests=(f"{ACCESS}::TestShownPath",),
    ),
    Guard(
        name="Keys have another name in the log",
        otherwise="A key that a client made of a phone number is in the log.",
        file="hotelops/api/access.py",
        old='return salted_hmac("hotelops.api.access", key, algorithm="sha256").hexdigest()[:HASH_DIGITS]',
        new="return key",
        tests=(f"{ACCESS}::TestKeyHash",),
    ),
    Guard(
        name="What Django refuses is logged without what was sent",
        otherwise="An odd host is a traceback in the log that quotes it.",
        file="hotelops/api/logs.py",
        old="if record.name.startswith(SUSPICIOUS):",
        new="if False:",
        tests=("tests/api/test_logs.py::TestRequest",),
    ),
    Guard(
        name="Metrics take their token",
        otherwise="Any token reads the metrics.",
        file="hotelops/metrics/views.py",
        old="if not constant_time_compare(token.strip(), settings.METRICS_TOKEN):",
        new="if False:",
        tests=("tests/metrics/test_views.py::TestAccess",),
    ),
    Guard(
        name="What dead workers counted is added to what earlier ones did",
        otherwise="Counters go back when a second worker dies.",
        file="hotelops/metrics/files.py",
        old="added_up([*files, *([target] if target.exists() else [])])",
        new="added_up(files)",
        tests=("tests/metrics/test_files.py::TestFilesOfDeadWorkers",),
    ),
    Guard(
        name="Sentry gets no variables and no messages of errors",
        otherwise="Rows that a database error quotes, and what was sent, leave the house.",
        file="hotelops/observability/sentry.py",
        old='return {**kind, "value": "", "stacktrace": {"frames": places}}',
        new="return exception",
        tests=(SENTRY,),
    ),
    Guard(
        name="Spans have harmless attributes alone",
        otherwise="Queries, addresses and keys in Redis leave the house.",
        file="hotelops/observability/traces.py",
        old="attributes=harmless(span),",
        new="attributes=span.attributes,",
        tests=("tests/observability/test_traces.py",),
    ),
)
